import { installFixture } from '../../harness/installFixture.ts'

/** Before any test of them: the versions. */
export async function setup(): Promise<void> {
  await installFixture('test/wagmi/installed')
}
