import { cpus, loadavg } from 'node:os'
import { pack } from '../scripts/pack.ts'
import { measureSigning } from './signing.ts'
import { startSigner } from './startSigner.ts'

// The figures that the docs quote. They belong to the machine they were measured on, so it is named.
await pack()
const [load = Number.NaN] = loadavg()
console.log(
  `Node ${process.version} on ${cpus().length} × ${cpus()[0]?.model.trim()}, load ${load.toFixed(1)} before the run\n`,
)

const starts: number[] = []
for (let turn = 0; turn < 11; turn++) {
  const { milliseconds, stop } = await startSigner()
  starts.push(milliseconds)
  await stop()
}
// The first start reads the files from disk, and all others from memory.
const [first = Number.NaN, ...others] = starts
const median = others.sort((one, other) => one - other)[others.length >> 1]
console.log('passkey-signer ready after its command, with a new database file')
console.log(`  first ${first.toFixed(0)} ms, median of ${others.length} more ${median?.toFixed(0)} ms (at most 400)\n`)

console.log(
  'Signing activities over HTTP, one process, database file, answered once committed (at least 1,000 a second at 8 and 64)',
)
const signer = await startSigner()
for (const connections of [1, 8, 64]) {
  const { p50, p99, perSecond } = await measureSigning(signer, connections, 3_000)
  const columns = [`${connections}`.padStart(4), `${perSecond.toFixed(0)} a second`.padStart(16)]
  console.log(`${columns.join(' connections')}, p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`)
}
await signer.stop()
