import { buildContracts } from '../../scripts/contracts.ts'
import { pack } from '../../scripts/pack.ts'

/** Before any test of the package: the package. */
export async function setup(): Promise<void> {
  await buildContracts()
  await pack()
}
