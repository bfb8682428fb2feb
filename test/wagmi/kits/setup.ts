import { installFixture } from '../../../scripts/lib/installFixture.ts'

/** Before any test of them: the kits. */
export async function setup(): Promise<void> {
  await installFixture('test/wagmi/kits')
}
