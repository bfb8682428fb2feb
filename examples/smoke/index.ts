/**
 * Checks what a real signer answers, without creating or signing anything: it sends queries, and requests that the signer must refuse. Run it
 * with `npm run smoke`. It does nothing unless its environment variables are set.
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

const {
  SMOKE_URL = 'https://api.turnkey.com',
  SMOKE_ORGANIZATION_ID,
  SMOKE_API_PUBLIC_KEY,
  SMOKE_API_PRIVATE_KEY,
} = process.env
if (!SMOKE_ORGANIZATION_ID || !SMOKE_API_PUBLIC_KEY || !SMOKE_API_PRIVATE_KEY) {
  console.log(
    'Nothing checked. Set SMOKE_ORGANIZATION_ID, SMOKE_API_PUBLIC_KEY and SMOKE_API_PRIVATE_KEY, and SMOKE_URL for a signer other than Turnkey.',
  )
  process.exit(0)
}

const organizationId = SMOKE_ORGANIZATION_ID
const stamper = apiKeyStamper({ publicKey: SMOKE_API_PUBLIC_KEY, privateKey: SMOKE_API_PRIVATE_KEY })
const client = createSignerClient({ url: SMOKE_URL, stamper })
const unknownActivityId = '00000000-0000-7000-8000-000000000000'
const unknownFingerprint = `sha256:${'0'.repeat(64)}`
const vote = {
  type: 'ACTIVITY_TYPE_APPROVE_ACTIVITY',
  organizationId,
  parameters: { fingerprint: unknownFingerprint },
}
const twoHours = 2 * 3_600_000

type Check = {
  name: string
  /** The answer this package needs, or `undefined` where production's answer is not verified. */
  expected?: string
  run: () => Promise<string>
}

const checks: Check[] = [
  {
    name: 'whoami',
    expected: organizationId,
    run: async () => (await whoami(client, { organizationId })).organizationId,
  },
  {
    name: 'list_wallets',
    expected: 'a list',
    run: async () => (Array.isArray(await listWallets(client, { organizationId })) ? 'a list' : 'something else'),
  },
  {
    name: 'list_activities with limit 1',
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
      describeRefusal(async () => {
        const request = await stampRequest(client, { path: '/public/v1/query/whoami', body: { organizationId } })
        return sendSignedRequest(client, { request: { ...request, body: `${request.body} ` } })
      }),
  },
  {
    name: 'get_activity with an unknown id',
    expected: 'SignerRequestError 404, gRPC 5, NOT_FOUND',
    run: () => describeRefusal(() => getActivity(client, { organizationId, activityId: unknownActivityId })),
  },
  {
    name: 'a vote with an unknown fingerprint',
    run: () => describeRefusal(() => submit(client, vote)),
  },
  ...[-twoHours, twoHours].map((skew) => ({
    name: `a timestamp two hours ${skew < 0 ? 'old' : 'ahead'}`,
    run: () =>
      describeRefusal(() =>
        submit(createSignerClient({ url: SMOKE_URL, stamper, now: () => Date.now() + skew }), vote),
      ),
  })),
  {
    name: 'a type that does not match its path',
    run: () => describeRefusal(() => submit(client, { ...vote, path: '/public/v1/submit/reject_activity' })),
  },
]

console.log(`${client.url}, organization ${organizationId}\n`)
for (const { name, expected, run } of checks) {
  const answer = await run().catch((error: Error) => `${error.name}: ${error.message.split('\n')[0]}`)
  const isExpected = expected === undefined || answer === expected
  if (!isExpected) process.exitCode = 1
  console.log(`${expected === undefined ? '·' : isExpected ? '✓' : '✗'} ${name}: ${answer}`)
  if (!isExpected) console.log(`  expected: ${expected}`)
}
console.log('\nKey: ✓ as expected, ✗ not as expected, · not verified against production (docs/production.md)')

/** Describes how a request was refused, in one line without secrets. */
async function describeRefusal(run: () => Promise<unknown>): Promise<string> {
  try {
    await run()
    return 'accepted'
  } catch (error) {
    if (!(error instanceof SignerRequestError)) throw error
    const { name, status, grpcCode, turnkeyErrorCode } = error
    return [`${name} ${status}`, `gRPC ${grpcCode}`, turnkeyErrorCode].filter(Boolean).join(', ')
  }
}
