import { installFixture } from '../scripts/lib/installFixture.ts'
import type { Budgets } from './createBudgets.ts'
import { type Floor, measureFloor } from './measureFloor.ts'
import { measureParts } from './measureParts.ts'
import { countBatch, exchangeOne, type Figures, measureSigning, profileSigning } from './measureSigning.ts'
import { median } from './median.ts'
import { type StartedSigner, startSigner } from './startSigner.ts'
import { toShares } from './toShares.ts'

const connectionCounts = [1, 8, 64]
/** One connection leaves the signer idle between requests, so its figures are only reported. */
const budgetedCounts = [8, 64]

type Candidate = { name: string; signer: StartedSigner; measured: Map<number, Figures[]> }

/**
 * Measures signing activities: how many a second, the signer's CPU time for each, and what of it is the floor. All in turns, so that a slow moment of
 * the machine hits everything.
 *
 * @param options.rounds How often each figure is measured. Medians are reported.
 * @param options.activities How many activities a measurement takes.
 */
export async function reportSigning(
  budgets: Budgets,
  { rounds, activities, profiled }: { rounds: number; activities: number; profiled: number },
): Promise<void> {
  console.log(`
Signing: activities over HTTP, one process, a database file, answered after commit (at least 1,000/s with 8 and 64 connections)
  Medians of ${rounds} rounds, in turns.`)
  await installFixture('bench/native')
  const candidates: Candidate[] = [
    { name: 'signing in WebAssembly', signer: await startSigner({ probe: true }), measured: new Map() },
    {
      name: 'signing natively, with the optional peer secp256k1',
      signer: await startSigner({ probe: true, native: true }),
      measured: new Map(),
    },
  ]
  const floors: Floor[] = []
  for (let round = 0; round < rounds; round++)
    for (const connections of connectionCounts)
      for (const { signer, measured } of candidates) {
        floors.push(measureFloor(activities / 3))
        measured.set(connections, [
          ...(measured.get(connections) ?? []),
          await measureSigning(signer, connections, activities),
        ])
      }
  const verification = median(floors.map((floor) => floor.verification))
  const signature = median(floors.map((floor) => floor.signature))
  console.log(
    `  Floor, measured in between: ${verification.toFixed(0)} µs for a P-256 verification, ${signature.toFixed(0)} µs for a secp256k1 signature by tiny-secp256k1 2.2.4`,
  )
  for (const candidate of candidates) reportCandidate(budgets, candidate, verification + signature)
  await reportWholeFloor(budgets, candidates, { verification, signature }, activities)
  for (const { name, signer } of candidates) await reportShares(name, signer, profiled)
  for (const { signer } of candidates) await signer.stop()
}

function reportCandidate(budgets: Budgets, { name, measured }: Candidate, floor: number): void {
  console.log(`  ${name}:`)
  for (const [connections, figures] of measured) {
    const middle = (key: keyof Figures): number => median(figures.map((figure) => figure[key]))
    const where = `${name}, ${connections} connections`
    const [perSecond, ratio] = [middle('perSecond'), middle('signerCpu') / floor]
    const hasBudget = budgetedCounts.includes(connections)
    const rate = hasBudget
      ? budgets.atLeast(1000, perSecond, perSecond.toFixed(0), `activities per second, ${where}`)
      : perSecond.toFixed(0)
    const times = hasBudget
      ? `${budgets.atMost(2, ratio, ratio.toFixed(2), `the signer's CPU to the floor, ${where}`)} times the floor (at most 2.0)`
      : `${ratio.toFixed(2)} times the floor`
    const columns = [
      `${`${connections}`.padStart(4)} connections ${rate.padStart(6)}/s`,
      `p50 ${middle('p50').toFixed(1)} ms`,
      `p99 ${middle('p99').toFixed(1)} ms`,
      `CPU per activity: signer ${middle('signerCpu').toFixed(0)} µs, ${times}, client ${middle('clientCpu').toFixed(0)} µs`,
    ]
    console.log(`  ${columns.join(', ')}`)
  }
}

/** What each part of an activity takes alone, and how much of the signer's CPU time that explains. */
async function reportWholeFloor(
  budgets: Budgets,
  candidates: readonly Candidate[],
  { verification, signature }: Floor,
  activities: number,
): Promise<void> {
  const [first] = candidates
  if (first === undefined) return
  const exchange = await exchangeOne(first.signer)
  console.log('  The whole floor: what an activity needs, each part measured alone, in µs of CPU per activity:')
  for (const connections of budgetedCounts) {
    const batch = await countBatch(first.signer, connections, activities / 3)
    const { commit, http, json } = await measureParts(exchange, { connections, batch, rounds: activities })
    const whole = verification + signature + commit + http + json
    const parts = [
      `P-256 ${verification.toFixed(0)}`,
      `secp256k1 ${signature.toFixed(0)}`,
      `SQLite ${commit.toFixed(0)} (commits of ${batch.toFixed(1)} activities, FULL)`,
      `node:http ${http.toFixed(0)}`,
      `JSON ${json.toFixed(0)}`,
    ]
    console.log(`  ${`${connections}`.padStart(4)} connections: ${parts.join(' + ')} = ${whole.toFixed(0)}`)
    for (const { name, measured } of candidates) {
      const share = whole / median((measured.get(connections) ?? []).map(({ signerCpu }) => signerCpu))
      const text = budgets.goalAtLeast(0.6, share, share.toFixed(2))
      console.log(`                    ${text} of the signer's, ${name} (goal: at least 0.6)`)
    }
  }
}

async function reportShares(name: string, signer: StartedSigner, activities: number): Promise<void> {
  const shares = toShares(await profileSigning(signer, 8, activities))
  console.log(
    `  Where the main thread spends its time with 8 connections, ${name} (CPU profile, sampled every 0.2 ms, by function):
    ${Object.entries(shares)
      .map(([step, share]) => `${step} ${(100 * share).toFixed(0)} %`)
      .join(', ')}`,
  )
}
