import { createHash } from 'node:crypto'
import { createSignerClient, type Stamper } from 'viem-passkey-account'

export type SentRequest = { url: string; body: string; headers: Headers }
type Respond = (request: SentRequest, count: number) => Response | Promise<Response>

/** Creates a client whose responses a test makes up, and records everything that was stamped and sent. */
export function createScriptedClient(respond: Respond, options: createSignerClient.Parameters = {}) {
  const sent: SentRequest[] = []
  const stamped: string[] = []
  const stamper: Stamper = {
    async stamp(payload) {
      stamped.push(payload)
      return { stampHeaderName: 'X-Stamp', stampHeaderValue: `stamp ${stamped.length}` }
    },
  }
  const client = createSignerClient({
    url: 'https://signer.test',
    stamper,
    pollingInterval: 1,
    async fetchFn(request) {
      sent.push({ url: request.url, body: await request.text(), headers: request.headers })
      const last = sent.at(-1)
      if (!last) throw new Error('unreachable')
      return respond(last, sent.length)
    },
    ...options,
  })
  return { client, sent, stamped }
}

export const json = (value: unknown, init?: ResponseInit): Response =>
  new Response(JSON.stringify(value), { headers: { 'content-type': 'application/json' }, ...init })

/** The activity with which an honest signer answers a submit. `changes` make it lie or wait. */
export function activityFor(body: string, changes: Record<string, unknown> = {}): Record<string, unknown> {
  const { type, organizationId } = JSON.parse(body)
  return {
    id: '019660f7-801d-75d8-a40e-e4f69944b711',
    organizationId,
    type,
    status: 'ACTIVITY_STATUS_COMPLETED',
    fingerprint: `sha256:${createHash('sha256').update(body).digest('hex')}`,
    intent: {},
    result: {},
    votes: [],
    canApprove: false,
    canReject: false,
    createdAt: { seconds: '1745383555', nanos: '0' },
    updatedAt: { seconds: '1745383555', nanos: '0' },
    ...changes,
  }
}
