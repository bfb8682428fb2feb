import { createHash } from 'node:crypto'
import { createSignerClient, type Stamper } from 'viem-passkey-account'

export type Seen = { url: string; body: string; headers: Headers }
type Answer = (seen: Seen, count: number) => Response | Promise<Response>

/** A client in front of answers that a test makes up, and everything that was stamped and sent. */
export function scriptedSigner(answer: Answer, options: createSignerClient.Parameters = {}) {
  const seen: Seen[] = []
  const stamped: string[] = []
  const stamper: Stamper = {
    async stamp(payload) {
      stamped.push(payload)
      return { stampHeaderName: 'X-Stamp', stampHeaderValue: `stamp ${stamped.length}` }
    },
  }
  const client = createSignerClient({
    url: 'http://signer.test',
    stamper,
    pollingInterval: 1,
    async fetchFn(request) {
      seen.push({ url: request.url, body: await request.text(), headers: request.headers })
      const last = seen.at(-1)
      if (!last) throw new Error('unreachable')
      return answer(last, seen.length)
    },
    ...options,
  })
  return { client, seen, stamped }
}

export const json = (value: unknown, init?: ResponseInit): Response =>
  new Response(JSON.stringify(value), { headers: { 'content-type': 'application/json' }, ...init })

/** The activity that a truthful signer answers a submit with; `changes` makes it lie or wait. */
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
