import type { Profiler } from 'node:inspector'
import { apiKeyStamper, createSignerClient } from 'viem-passkey-account'
import { createWallet } from 'viem-passkey-account/actions'
import { connect } from './connect.ts'
import { completed, signingRequest } from './stamp.ts'
import type { StartedSigner } from './startSigner.ts'

export type Figures = {
  perSecond: number
  /** Milliseconds from request to answer. */
  p50: number
  p99: number
  /** Microseconds of the processor for each activity: the signer's, and those of whoever asks. */
  signerCpu: number
  clientCpu: number
}

/** A wallet of the parent's, and a way to ask for ever new signatures of it, with nothing left to do when they are sent. */
async function openBenchWallet(
  { apiKey, organizationId, url }: StartedSigner,
  walletName: string,
): Promise<(count: number) => Buffer[]> {
  const client = createSignerClient({ url, stamper: apiKeyStamper(apiKey) })
  const { addresses } = await createWallet(client, { organizationId, walletName })
  const [signWith = ''] = addresses
  let made = 0
  return (count) => Array.from({ length: count }, () => signingRequest(organizationId, signWith, made++, apiKey))
}

/** What the signer does while it signs. */
export async function profileSigning(
  signer: StartedSigner,
  connections: number,
  activities: number,
): Promise<Profiler.Profile> {
  const requests = await openBenchWallet(signer, 'Bench profile')
  const measured = requests(activities)
  const client = await connect(signer.url, connections, completed)
  const profile = await signer.profile(() => client.exchange(measured))
  client.close()
  return profile
}

/** Signing activities over HTTP, each answered COMPLETED, which the signer says only once it is committed. */
export async function measureSigning(signer: StartedSigner, connections: number, activities: number): Promise<Figures> {
  const requests = await openBenchWallet(signer, `Bench ${connections}`)
  const [warmUp, measured] = [requests(Math.ceil(activities / 10)), requests(activities)]
  const client = await connect(signer.url, connections, completed)
  await client.exchange(warmUp)
  const [cpu, own, started] = [await signer.cpu(), process.cpuUsage(), performance.now()]
  const times = await client.exchange(measured)
  const seconds = (performance.now() - started) / 1000
  const used = process.cpuUsage(own)
  const signerCpu = ((await signer.cpu()) - cpu) / activities
  client.close()
  times.sort((one, other) => one - other)
  const at = (share: number): number => times[Math.ceil(times.length * share) - 1] ?? Number.NaN
  return {
    perSecond: times.length / seconds,
    p50: at(0.5),
    p99: at(0.99),
    signerCpu,
    clientCpu: (used.user + used.system) / activities,
  }
}
