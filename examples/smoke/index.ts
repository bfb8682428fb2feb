/**
 * A short run against a real signer that makes nothing and signs nothing: queries, and requests that have to be refused. It prints what the
 * signer answers, next to what this package expects. Run it with `npm run smoke`; it is off unless its environment variables are set.
 */
import { apiKeyStamper, createSignerClient, SignerRequestError } from 'viem-passkey-account'
import {
  getActivity,
  listActivities,
  listWallets,
  sendSignedRequest,
  stampRequest,
  submit,
  whoami,
} from 'viem-passkey-account/actions'

const { SMOKE_URL, SMOKE_ORGANIZATION_ID, SMOKE_API_PUBLIC_KEY, SMOKE_API_PRIVATE_KEY } = process.env
if (!SMOKE_ORGANIZATION_ID || !SMOKE_API_PUBLIC_KEY || !SMOKE_API_PRIVATE_KEY) {
  console.log(
    'npm run smoke is off. Set SMOKE_ORGANIZATION_ID, SMOKE_API_PUBLIC_KEY and SMOKE_API_PRIVATE_KEY (and SMOKE_URL, unless it is Turnkey).',
  )
  process.exit(0)
}

const organizationId = SMOKE_ORGANIZATION_ID
const stamper = apiKeyStamper({ publicKey: SMOKE_API_PUBLIC_KEY, privateKey: SMOKE_API_PRIVATE_KEY })
const client = createSignerClient({ url: SMOKE_URL, stamper })
const nobody = '00000000-0000-7000-8000-000000000000'
const unknown = `sha256:${'0'.repeat(64)}`
const vote = { type: 'ACTIVITY_TYPE_APPROVE_ACTIVITY', organizationId, parameters: { fingerprint: unknown } }
const twoHours = 2 * 3_600_000

/** What it has to be for this package to work, or `unseen`: what nobody who works on it has seen the real service answer. */
type Check = { name: string; expected: string; run: () => Promise<string> }

const checks: Check[] = [
  {
    name: 'whoami',
    expected: organizationId,
    run: async () => (await whoami(client, { organizationId })).organizationId,
  },
  {
    name: 'list_wallets',
    expected: 'a list',
    run: async () => ((await listWallets(client, { organizationId })).length >= 0 ? 'a list' : 'none'),
  },
  {
    name: 'list_activities, one of them',
    expected: 'at most one',
    run: async () => {
      const activities = await listActivities(client, { organizationId, paginationOptions: { limit: '1' } })
      return activities.length <= 1 ? 'at most one' : `${activities.length}`
    },
  },
  {
    name: 'a body changed after stamping',
    expected: 'StampRejectedError 401, gRPC 16, SIGNATURE_INVALID',
    run: () =>
      refusal(async () => {
        const request = await stampRequest(client, { path: '/public/v1/query/whoami', body: { organizationId } })
        return sendSignedRequest(client, { request: { ...request, body: `${request.body} ` } })
      }),
  },
  {
    name: 'an activity that does not exist',
    expected: 'SignerRequestError 404, gRPC 5, NOT_FOUND',
    run: () => refusal(() => getActivity(client, { organizationId, activityId: nobody })),
  },
  {
    name: 'a vote on an activity that does not exist',
    expected: 'unseen',
    run: () => refusal(() => submit(client, vote)),
  },
  ...[-twoHours, twoHours].map((skew) => ({
    name: `the same, ${skew < 0 ? 'two hours old' : 'two hours ahead'}`,
    expected: 'unseen',
    run: () =>
      refusal(() => submit(createSignerClient({ url: SMOKE_URL, stamper, now: () => Date.now() + skew }), vote)),
  })),
  {
    name: 'a type that does not fit its path',
    expected: 'unseen',
    run: () => refusal(() => submit(client, { ...vote, path: '/public/v1/submit/reject_activity' })),
  },
]

console.log(`${client.url}, organization ${organizationId}\n`)
for (const { name, expected, run } of checks) {
  const answered = await run().catch((error: Error) => `${error.name}: ${error.message.split('\n')[0]}`)
  const isGood = expected === 'unseen' || answered === expected
  if (!isGood) process.exitCode = 1
  console.log(`${expected === 'unseen' ? '·' : isGood ? '✓' : '✗'} ${name}: ${answered}`)
  if (!isGood) console.log(`  expected: ${expected}`)
}
console.log('\n· nobody who works on this package has seen what the real service answers there: docs/production.md')

/** How a request was refused, in a line without secrets. */
async function refusal(run: () => Promise<unknown>): Promise<string> {
  try {
    await run()
    return 'accepted'
  } catch (error) {
    if (!(error instanceof SignerRequestError)) throw error
    const { name, status, grpcCode, turnkeyErrorCode } = error
    return [`${name} ${status}`, `gRPC ${grpcCode}`, turnkeyErrorCode].filter(Boolean).join(', ')
  }
}
