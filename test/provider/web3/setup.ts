import { installFixture } from '../../../scripts/lib/installFixture.ts'

/** Before any test of it: web3. */
export async function setup(): Promise<void> {
  await installFixture('test/provider/web3')
}
