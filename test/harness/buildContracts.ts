import { buildContracts } from '../../scripts/contracts.ts'

/** Before any test: so that `vitest run test/…` never meets contracts that are missing or old. */
export async function setup(): Promise<void> {
  await buildContracts()
}
