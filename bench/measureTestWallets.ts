import { fork } from 'node:child_process'
import { once } from 'node:events'
import { root } from '../scripts/lib/root.ts'
import { median } from './median.ts'

/**
 * Measures how long `createTestWallet` takes, in milliseconds: the first call of a process, which also compiles the code, and those after it.
 *
 * @param processes How many processes. Medians are returned.
 * @param rounds How many calls each makes.
 */
export async function measureTestWallets(
  processes: number,
  rounds: number,
): Promise<{ first: number; others: number }> {
  const [firsts, others]: [number[], number[]] = [[], []]
  for (let turn = 0; turn < processes; turn++) {
    const child = fork(root('bench/testWallets.ts'), [String(rounds)])
    const [times]: number[][] = await once(child, 'message')
    await once(child, 'close')
    const [first = Number.NaN, ...more] = times ?? []
    firsts.push(first)
    others.push(...more)
  }
  return { first: median(firsts), others: median(others) }
}
