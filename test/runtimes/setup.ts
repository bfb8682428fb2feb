import { installFixture } from '../../scripts/lib/installFixture.ts'
import { setup as packAll } from '../package/setup.ts'

/** Before any test of a runtime: the package, and the runtimes. */
export async function setup(): Promise<void> {
  await packAll()
  await installFixture('test/runtimes')
}
