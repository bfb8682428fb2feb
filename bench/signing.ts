import { Agent, request } from 'node:http'
import { apiKeyStamper, createSignerClient } from 'viem-passkey-account'
import { createWallet, stampRequest } from 'viem-passkey-account/actions'
import type { StartedSigner } from './startSigner.ts'

type SignedRequest = Awaited<ReturnType<typeof stampRequest>>

export type Figures = { connections: number; perSecond: number; p50: number; p99: number }

/**
 * Signing activities over HTTP, each answered COMPLETED, which the signer says only once it is committed.
 * The requests are stamped beforehand: what is measured is the signer, on a machine that it shares with the one who asks.
 */
export async function measureSigning(signer: StartedSigner, connections: number, activities: number): Promise<Figures> {
  const { apiKey, organizationId, url } = signer
  const client = createSignerClient({ url, stamper: apiKeyStamper(apiKey) })
  const { addresses } = await createWallet(client, { organizationId, walletName: `Bench ${connections}` })
  const [signWith] = addresses
  const warmUp = 200
  const requests: SignedRequest[] = []
  for (let index = 0; index < warmUp + activities; index++) {
    requests.push(
      await stampRequest(client, {
        type: 'ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2',
        organizationId,
        parameters: {
          signWith,
          payload: index.toString(16).padStart(64, '0'),
          encoding: 'PAYLOAD_ENCODING_HEXADECIMAL',
          hashFunction: 'HASH_FUNCTION_NO_OP',
        },
      }),
    )
  }
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  await postAll(agent, requests.slice(0, warmUp), connections)
  const started = performance.now()
  const times = await postAll(agent, requests.slice(warmUp), connections)
  const seconds = (performance.now() - started) / 1000
  agent.destroy()
  times.sort((one, other) => one - other)
  const at = (share: number): number => times[Math.ceil(times.length * share) - 1] ?? Number.NaN
  return { connections, perSecond: times.length / seconds, p50: at(0.5), p99: at(0.99) }
}

/** Posts them over so many connections, each waiting for its answer; returns the milliseconds each took. */
async function postAll(agent: Agent, requests: readonly SignedRequest[], connections: number): Promise<number[]> {
  const times: number[] = []
  const waiting = requests.values()
  const connection = async (): Promise<void> => {
    for (const next of waiting) {
      const started = performance.now()
      await post(agent, next)
      times.push(performance.now() - started)
    }
  }
  await Promise.all(Array.from({ length: connections }, connection))
  return times
}

function post(agent: Agent, { body, stamp, url }: SignedRequest): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', [stamp.stampHeaderName]: stamp.stampHeaderValue }
    const outgoing = request(url, { agent, method: 'POST', headers }, (incoming) => {
      let text = ''
      incoming.setEncoding('utf8')
      incoming.on('data', (chunk: string) => {
        text += chunk
      })
      incoming.on('end', () => {
        const done = incoming.statusCode === 200 && text.includes('"ACTIVITY_STATUS_COMPLETED"')
        if (done) resolve()
        else reject(new Error(`The signer answered ${incoming.statusCode}: ${text}`))
      })
      incoming.on('error', reject)
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}
