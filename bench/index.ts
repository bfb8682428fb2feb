import { cpus, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { comparePeerSizes, comparePeers } from './comparePeers.ts'
import { createBudgets } from './createBudgets.ts'
import { type Growth, measureGrowth } from './measureGrowth.ts'
import { measureLargest } from './measureLargest.ts'
import { measurePolicies } from './measurePolicies.ts'
import { measureTestWallets } from './measureTestWallets.ts'
import { median } from './median.ts'
import { reportSigning } from './reportSigning.ts'
import { startSigner } from './startSigner.ts'

// Measures the figures that the docs quote. They are only comparable on the same machine, so the output names it.
const { full, quick } = parseArgs({
  options: {
    /** Grows the database to 100,000 sub-organizations and 1,000,000 activities. */
    full: { type: 'boolean', default: false },
    /** Runs every part with so little work that the figures mean nothing. */
    quick: { type: 'boolean', default: false },
  },
}).values
const budgets = createBudgets(!quick)
const scale = (count: number): number => (quick ? Math.ceil(count / 50) : count)

const [load = Number.NaN] = loadavg()
console.log(
  `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model.trim()}, load ${load.toFixed(1)} at the start`,
)
if (quick) console.log('--quick: the figures mean nothing; this only shows that the benchmark runs')

await reportStartup()
// Enough samples for every step of the profile, also in a quick run.
await reportSigning(budgets, { rounds: quick ? 1 : 3, activities: scale(3000), profiled: quick ? 500 : 3000 })
await reportPolicies()
await reportLargest()
await reportGrowth()
await reportTestWallets()
await reportPeers()

const violations = budgets.violations()
if (violations.length > 0) {
  console.log(`\nOver budget:\n${violations.map((line) => `  ${line}`).join('\n')}`)
  process.exitCode = 1
}

function atMost(limit: number, figure: number, name: string, digits = 0): string {
  return budgets.atMost(limit, figure, figure.toFixed(digits), name)
}

async function reportStartup(): Promise<void> {
  const times: number[] = []
  for (let turn = 0; turn <= scale(10); turn++) {
    const { startupMs, stop } = await startSigner()
    times.push(startupMs)
    await stop()
  }
  // The first start reads the files from disk, the others from memory.
  const [first = Number.NaN, ...others] = times
  console.log(`
Ready: passkey-signer with a new database file, from the command until it listens
  first ${first.toFixed(0)} ms, median of ${others.length} more ${atMost(200, median(others), 'ready, ms')} ms (at most 200)`)
}

async function reportPolicies(): Promise<void> {
  const signer = await startSigner({ probe: true })
  const { without, root, backend } = await measurePolicies(signer, scale(1000))
  await signer.stop()
  const [cost, none] = [backend - root, root - without]
  console.log(`
Policies: CPU of the signer for a signing activity, with 8 connections
  a user under 100 policies of ten clauses: ${budgets.atMost(1000, cost, cost.toFixed(0), 'policies, µs')} µs more than a root user (at most 1,000)
  a root user: ${without.toFixed(0)} µs without policies, ${root.toFixed(0)} µs with 100, of which none is asked: ${budgets.atMost(100, none, none.toFixed(0), 'policies of a root user, µs')} µs more (at most 100)`)
}

async function reportLargest(): Promise<void> {
  console.log(`
Largest requests: of every endpoint, to organizations filled to their limits (at most 250 ms of processor, 64 MiB of growth)`)
  const signer = await startSigner({ probe: true })
  for await (const { path, what, status, cpuMs, growth, megabytes } of measureLargest(signer, quick ? 0.02 : 1)) {
    const name = `${path}, ${what}`
    const columns = [
      `${atMost(250, cpuMs, `${name}, ms of processor`).padStart(5)} ms`,
      `${atMost(64, growth, `${name}, MiB of growth`).padStart(4)} MiB`,
      `${status}, ${megabytes.toFixed(2)} MB`,
    ]
    console.log(`  ${columns.join('  ')}  ${name}`)
  }
  await signer.stop()
}

async function reportGrowth(): Promise<void> {
  const large = quick ? { subOrganizations: 20, activities: 20 } : { subOrganizations: 10_000, activities: 100_000 }
  const largest = full ? { subOrganizations: 100_000, activities: 1_000_000 } : large
  const sizes = [{ subOrganizations: 10, activities: 0 }, { ...largest, activities: 0 }, largest]
  const rounds = quick ? 1 : 15
  console.log(`
Growth: how the time per request grows with the database (signing: at most 1.2 times by the clock, with more sub-organizations; the page: at most 1,000 ms)
  One signer per size, medians of ${rounds} rounds in turns. bench/fillDatabase.ts fills the databases with copies of rows the signer wrote.`)
  const growths = await measureGrowth(sizes, { rounds, activities: scale(400), queries: scale(50) })
  for (const { size, megabytes, startupMs, page } of growths) {
    const name = `${format(size.subOrganizations)} sub-organizations, ${format(size.activities)} activities`
    const opens = size.activities === 0 ? page.first.toFixed(0) : atMost(1000, page.first, `page with ${name}, ms`)
    console.log(
      `  ${name}: ${megabytes.toFixed(0)} MB, startup ${startupMs.toFixed(0)} ms, page opens in ${opens} ms, later in ${page.others.toFixed(0)} ms`,
    )
  }
  console.log('  Per request: µs of signer CPU, its ratio to the first size, and in parentheses the ratio by the clock')
  for (const name of Object.keys(growths[0]?.costs ?? {}))
    console.log(`  ${name.padEnd(30)} ${growths.map((growth) => toColumn(growth, name)).join('   ')}`)
}

function format(count: number): string {
  return count.toLocaleString('en')
}

function toColumn({ size, costs }: Growth, name: string): string {
  const { cpu = Number.NaN, cpuRatio = Number.NaN, elapsedRatio = Number.NaN } = costs[name] ?? {}
  const figure = `${name}, ratio of ${format(size.subOrganizations)} to 10 sub-organizations`
  // The budget covers sub-organizations. Activities are only reported.
  const hasBudget = name.startsWith('sign') && size.activities === 0
  const clockRatio = hasBudget ? atMost(1.2, elapsedRatio, figure, 2) : elapsedRatio.toFixed(2)
  return `${cpu.toFixed(0).padStart(5)} ${cpuRatio.toFixed(2)} × (${clockRatio} ×)`
}

async function reportTestWallets(): Promise<void> {
  const [processes, rounds] = [quick ? 1 : 5, scale(40) + 1]
  const { first, others } = await measureTestWallets(processes, rounds)
  console.log(`
createTestWallet: signer, organization, wallet, passkey, client and account in one process (medians of ${processes} processes)
  first ${atMost(50, first, 'first createTestWallet, ms')} ms (at most 50), median of ${rounds - 1} more ${atMost(12, others, 'createTestWallet, ms', 1)} ms (at most 12)`)
}

async function reportPeers(): Promise<void> {
  const rounds = scale(100)
  console.log(`
Comparison: one signature with a virtual passkey over HTTP (medians of ${rounds} rounds, in turns)
  The time is the client's own, without the signer's and the passkey's. Ours includes verifying the signature.`)
  for (const row of await comparePeers(rounds)) {
    const { client, method, valid, prompts, requests, sent, received, ms, recoveryMs, httpMs } = row
    const parts = [recoveryMs, httpMs, ms - recoveryMs - httpMs].map((part) => part.toFixed(2))
    const split =
      client === 'viem-passkey-account'
        ? ` (${parts[0]} to recover the key, ${parts[1]} a bare fetch, ${parts[2]} the rest)`
        : ''
    if (client === 'viem-passkey-account')
      for (const count of [prompts, requests]) atMost(1, count, `${method}, prompts, requests`)
    const counts = `${prompts} prompt, ${requests} request, ${sent.toFixed(0)} bytes sent, ${received.toFixed(0)} received`
    console.log(
      `  ${client.padEnd(21)} ${method.padEnd(16)} ${counts}, ${ms.toFixed(2)} ms${split}, ${valid ? 'valid' : 'NOT VALID'}`,
    )
  }
  console.log('\nSize: account, client and passkey stamper in an app (Rolldown, min+gzip, without viem)')
  for (const [client, bytes] of Object.entries(await comparePeerSizes()))
    console.log(`  ${client.padEnd(21)} ${(bytes / 1000).toFixed(1)} kB`)
}
