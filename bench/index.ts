import { cpus, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { pack } from '../scripts/pack.ts'
import { createBudgets } from './createBudgets.ts'
import { measureFloor } from './floor.ts'
import { type Growth, measureGrowth } from './growth.ts'
import { median } from './median.ts'
import { comparePeerSizes, comparePeers } from './peer.ts'
import { measureSigning, profileSigning } from './signing.ts'
import { startSigner } from './startSigner.ts'
import { sharesOf } from './steps.ts'
import { measureTestWallets } from './testWallets.ts'

// The figures that the docs quote. They belong to the machine they were measured on, so it is named.
const { full, quick } = parseArgs({
  options: {
    /** Grows to 100,000 sub-organizations and 1,000,000 activities. */
    full: { type: 'boolean', default: false },
    /** Every part, with so little in it that its figures mean nothing. */
    quick: { type: 'boolean', default: false },
  },
}).values
const budgets = createBudgets(!quick)
const scaled = (count: number): number => (quick ? Math.ceil(count / 50) : count)

await pack()
const [load = Number.NaN] = loadavg()
console.log(
  `Node ${process.version} on ${cpus().length} × ${cpus()[0]?.model.trim()}, load ${load.toFixed(1)} before the run`,
)
if (quick) console.log('--quick: these figures show that the benchmark runs, and nothing else')

const starts: number[] = []
for (let turn = 0; turn <= scaled(10); turn++) {
  const { milliseconds, stop } = await startSigner()
  starts.push(milliseconds)
  await stop()
}
// The first start reads the files from disk, and all others from memory.
const [first = Number.NaN, ...others] = starts
console.log(`
passkey-signer ready after its command, with a new database file
  first ${first.toFixed(0)} ms, median of ${others.length} more ${atMost(400, median(others), 'ready, ms')} ms (at most 400)`)

await showSigning()
await showGrowth()
await showTestWallets()
await showPeers()

const broken = budgets.broken()
if (broken.length > 0) {
  console.log(`\nOver budget:\n${broken.map((line) => `  ${line}`).join('\n')}`)
  process.exitCode = 1
}

function atMost(limit: number, figure: number, what: string, digits = 0): string {
  return budgets.atMost(limit, figure, figure.toFixed(digits), what)
}

async function showSigning(): Promise<void> {
  console.log(`
Signing activities over HTTP, one process, database file, answered once committed (at least 1,000 a second at 8 and 64)`)
  const signer = await startSigner({ probe: true })
  const floors = [measureFloor(scaled(1000))]
  const used: number[] = []
  for (const connections of [1, 8, 64]) {
    const { perSecond, p50, p99, signerCpu, clientCpu } = await measureSigning(signer, connections, scaled(3000))
    floors.push(measureFloor(scaled(1000)))
    used.push(signerCpu)
    const what = `signing activities a second at ${connections} connections`
    const rate = perSecond.toFixed(0)
    const columns = [
      `${`${connections}`.padStart(4)} connections ${(connections === 1 ? rate : budgets.atLeast(1000, perSecond, rate, what)).padStart(6)} a second`,
      `p50 ${p50.toFixed(1)} ms`,
      `p99 ${p99.toFixed(1)} ms`,
      `${signerCpu.toFixed(0)} µs of the processor each, and ${clientCpu.toFixed(0)} for the one who asks`,
    ]
    console.log(columns.join(', '))
  }
  const [check, signature] = [
    median(floors.map((floor) => floor.check)),
    median(floors.map((floor) => floor.signature)),
  ]
  const floor = check + signature
  console.log(
    `  The floor, in between, in this process: ${check.toFixed(0)} µs for a P-256 check and ${signature.toFixed(0)} for a secp256k1 signature.
  The signer takes ${used.map((each) => (each / floor).toFixed(1)).join(', ')} times that at 1, 8, 64 connections.`,
  )
  const shares = sharesOf(await profileSigning(signer, 8, scaled(3000)))
  console.log(
    `  Where the main thread's time goes at 8 connections (a CPU profile of it, sampled each 0.2 ms, by function):
    ${Object.entries(shares)
      .map(([step, share]) => `${step} ${(100 * share).toFixed(0)} %`)
      .join(', ')}`,
  )
  await signer.stop()
}

async function showGrowth(): Promise<void> {
  const many = quick ? { subOrganizations: 20, activities: 20 } : { subOrganizations: 10_000, activities: 100_000 }
  const most = full ? { subOrganizations: 100_000, activities: 1_000_000 } : many
  const sizes = [{ subOrganizations: 10, activities: 0 }, { ...most, activities: 0 }, most]
  const rounds = quick ? 1 : 15
  console.log(`
How the time per request grows with what is in the database (signing at most 1.2 times with the sub-organizations, by the clock): a signer for each size, ${rounds} rounds in turns, medians.
Filled by bench/loadDatabase.ts, which copies rows that the signer wrote; the requests are real, and sign in all of these organizations.`)
  const growths = await measureGrowth(sizes, { rounds, activities: scaled(400), asked: scaled(50) })
  for (const { size, megabytes, ready } of growths)
    console.log(
      `  ${amount(size.subOrganizations)} sub-organizations and ${amount(size.activities)} activities: ${megabytes.toFixed(0)} MB, ready in ${ready.toFixed(0)} ms`,
    )
  console.log(
    `  µs of the signer's processor for each request, and how many times the first (by the clock in brackets)`,
  )
  for (const name of Object.keys(growths[0]?.costs ?? {}))
    console.log(`  ${name.padEnd(30)} ${growths.map((growth) => column(growth, name)).join('   ')}`)
}

function amount(count: number): string {
  return count.toLocaleString('en')
}

function column({ size, costs }: Growth, name: string): string {
  const { cpu = Number.NaN, cpuRatio = Number.NaN, elapsedRatio = Number.NaN } = costs[name] ?? {}
  const what = `${name}, times that at 10, at ${amount(size.subOrganizations)} sub-organizations`
  // The budget is for sub-organizations; how much more a million activities cost is there to be seen.
  const held = name.startsWith('sign') && size.activities === 0
  const clock = held ? atMost(1.2, elapsedRatio, what, 2) : elapsedRatio.toFixed(2)
  return `${cpu.toFixed(0).padStart(5)} ${cpuRatio.toFixed(2)} × (${clock} ×)`
}

async function showTestWallets(): Promise<void> {
  // The first one finds nothing compiled and no tables of the curve; the rest of a test file has all of that.
  const [first = Number.NaN, ...others] = await measureTestWallets(scaled(40) + 1)
  console.log(`
createTestWallet: signer, organization, wallet, passkey, client and account in one process
  first ${first.toFixed(0)} ms, median of ${others.length} more ${atMost(50, median(others), 'createTestWallet, ms')} ms (at most 50)`)
}

async function showPeers(): Promise<void> {
  const rounds = scaled(100)
  console.log(
    `\nOne signature with a virtual passkey over HTTP: what it asks of the user and the network, and the client's own milliseconds
(median of ${rounds}, in turns; without the signer's and the passkey's time). Of ours, recovering the signature is part.`,
  )
  for (const { client, method, valid, prompts, requests, sent, received, ms } of await comparePeers(rounds)) {
    if (client === 'viem-passkey-account')
      for (const count of [prompts, requests]) atMost(1, count, `${method}, prompts, requests`)
    const counts = `${prompts} prompt, ${requests} request, ${sent.toFixed(0)} bytes sent, ${received.toFixed(0)} received`
    console.log(
      `  ${client.padEnd(21)} ${method.padEnd(16)} ${counts}, ${ms.toFixed(1)} ms, ${valid ? 'verifies' : 'DOES NOT VERIFY'}`,
    )
  }
  console.log('\nAccount, client and passkey stamper in an app (Rolldown, min+gzip, viem left out)')
  for (const [client, bytes] of Object.entries(await comparePeerSizes()))
    console.log(`  ${client.padEnd(21)} ${(bytes / 1000).toFixed(1)} kB`)
}
