import { installFixture } from '../harness/installFixture.ts'

/** Before any test of them: the libraries. */
export async function setup(): Promise<void> {
  await installFixture('test/consumers')
}
