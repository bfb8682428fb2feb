import { cpus, loadavg } from 'node:os'
import { pack } from '../scripts/pack.ts'
import { comparePeerSizes, comparePeers } from './peer.ts'
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

const rounds = 100
console.log(
  `\nOne signature with a virtual passkey over HTTP: what it asks of the user and the network, and the client's own milliseconds
(median of ${rounds}, in turns; without the signer's and the passkey's time). Of ours, recovering the signature is part.`,
)
for (const { client, method, valid, prompts, requests, sent, received, ms } of await comparePeers(rounds)) {
  const counts = `${prompts} prompt, ${requests} request, ${sent.toFixed(0)} bytes sent, ${received.toFixed(0)} received`
  console.log(
    `  ${client.padEnd(21)} ${method.padEnd(16)} ${counts}, ${ms.toFixed(1)} ms, ${valid ? 'verifies' : 'DOES NOT VERIFY'}`,
  )
}
console.log('\nAccount, client and passkey stamper in an app (Rolldown, min+gzip, viem left out)')
for (const [client, bytes] of Object.entries(await comparePeerSizes()))
  console.log(`  ${client.padEnd(21)} ${(bytes / 1000).toFixed(1)} kB`)
