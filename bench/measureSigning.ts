import { randomUUID } from 'node:crypto'
import type { Profiler } from 'node:inspector'
import { apiKeyStamper, createSignerClient } from 'viem-passkey-account'
import { createWallet } from 'viem-passkey-account/actions'
import { connect } from './connect.ts'
import type { Exchange } from './measureParts.ts'
import { completed, signingRequest } from './stampedRequest.ts'
import type { StartedSigner } from './startSigner.ts'

export type Figures = {
  perSecond: number
  /** Latency in milliseconds. */
  p50: number
  p99: number
  /** CPU time per activity in microseconds, of the signer and of this client. */
  signerCpu: number
  clientCpu: number
}

/** Creates a wallet in the parent organization. @returns a function that prepares requests for new signatures. */
async function createRequestFactory({
  apiKey,
  organizationId,
  url,
}: StartedSigner): Promise<(count: number) => Buffer[]> {
  const client = createSignerClient({ url, stamper: apiKeyStamper(apiKey) })
  const { addresses } = await createWallet(client, { organizationId, walletName: `Bench ${randomUUID()}` })
  const [signWith = ''] = addresses
  let index = 0
  return (count) => Array.from({ length: count }, () => signingRequest(organizationId, signWith, index++, apiKey))
}

/** Takes a CPU profile of the signer while it signs. */
export async function profileSigning(
  signer: StartedSigner,
  connections: number,
  activities: number,
): Promise<Profiler.Profile> {
  const createRequests = await createRequestFactory(signer)
  const requests = createRequests(activities)
  const client = await connect(signer.url, connections, completed)
  const profile = await signer.profile(() => client.send(requests))
  client.close()
  return profile
}

/** Counts how many signing activities the signer commits at once, on average. */
export async function countBatch(signer: StartedSigner, connections: number, activities: number): Promise<number> {
  const createRequests = await createRequestFactory(signer)
  const requests = createRequests(activities)
  const client = await connect(signer.url, connections, completed)
  const commits = await signer.countCommits(() => client.send(requests))
  client.close()
  if (commits === 0) throw new Error('The signer runs no statement COMMIT. Update bench/probe.ts.')
  return activities / commits
}

/** Sends one signing request. */
export async function exchangeOne(signer: StartedSigner): Promise<Exchange> {
  const [request = Buffer.of()] = (await createRequestFactory(signer))(1)
  const [head = '', body = ''] = request.toString().split('\r\n\r\n')
  const [line = '', ...lines] = head.split('\r\n')
  const fields = lines.map((field): [string, string] => [field.split(': ')[0] ?? '', field.split(': ')[1] ?? ''])
  const headers = Object.fromEntries(fields.filter(([name]) => name === 'x-stamp' || name === 'content-type'))
  const response = await fetch(`${signer.url}${line.split(' ')[1]}`, { method: 'POST', headers, body })
  return { request, answer: await response.text() }
}

/** Measures signing activities over HTTP. The signer answers COMPLETED once an activity is committed. */
export async function measureSigning(signer: StartedSigner, connections: number, activities: number): Promise<Figures> {
  const createRequests = await createRequestFactory(signer)
  const [warmUp, requests] = [createRequests(Math.ceil(activities / 10)), createRequests(activities)]
  const client = await connect(signer.url, connections, completed)
  await client.send(warmUp)
  const [signerBefore, clientBefore, start] = [await signer.cpu(), process.cpuUsage(), performance.now()]
  const times = await client.send(requests)
  const seconds = (performance.now() - start) / 1000
  const { user, system } = process.cpuUsage(clientBefore)
  const signerCpu = ((await signer.cpu()) - signerBefore) / activities
  client.close()
  times.sort((one, other) => one - other)
  const percentile = (share: number): number => times[Math.ceil(times.length * share) - 1] ?? Number.NaN
  return {
    perSecond: times.length / seconds,
    p50: percentile(0.5),
    p99: percentile(0.99),
    signerCpu,
    clientCpu: (user + system) / activities,
  }
}
