import { installFixture } from '../../../scripts/lib/installFixture.ts'
import { years } from './loadPackages.ts'

/** Before any test of them: Turnkey's older packages. */
export async function setup(): Promise<void> {
  for (const year of years) await installFixture(`test/official/older/${year}`)
}
