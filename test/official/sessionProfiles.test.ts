import { parseEther, serializeTransaction } from 'viem'
import { createLocalSigner, listen } from 'viem-passkey-account/signer'
import { afterAll, expect, test } from 'vitest'
import { createTestClient, keyPair, register } from '../signer/testClient.js'
import { httpOf, serverOf } from './clients.js'

// Session profiles and MFA policies, by the official clients as they come from npm.

const signer = await createLocalSigner()
const { url: apiBaseUrl, close } = await listen(signer)
afterAll(async () => {
  await close()
  await signer.close()
})
const { createSubOrganization, submit } = createTestClient({
  url: apiBaseUrl,
  fetchFn: (request) => fetch(request),
  signer,
  clock: { ms: Date.now() },
})
const parent = serverOf(apiBaseUrl, signer.apiKey, signer.organizationId)
const unsigned = (value: bigint) =>
  serializeTransaction({ type: 'eip1559', chainId: 1, to: `0x${'11'.repeat(20)}`, value, gas: 21_000n })

async function openWallet() {
  const [key, passkey] = [keyPair(), await register()]
  const organization = await createSubOrganization([{ apiKeys: [key], authenticators: [passkey] }])
  return {
    ...organization,
    key,
    passkey,
    userId: organization.rootUserIds[0] ?? '',
    root: serverOf(apiBaseUrl, key, organization.id),
  }
}

test('@turnkey/sdk-server: a log-in with a profile, whose scope limits the session', async () => {
  const { id: organizationId, root, address } = await openWallet()
  const scope = `activity.kind == 'SIGN_TRANSACTION' && eth.tx.value <= ${parseEther('0.1')}`
  const { sessionProfileId } = await parent.createSessionProfile({
    sessionProfileName: 'small > payments?',
    scope,
    expirationSeconds: '300',
  })
  expect((await root.getSessionProfile({ sessionProfileId })).sessionProfile).toMatchObject({
    scope,
    expirationSeconds: '300',
  })
  expect((await root.getSessionProfiles({})).sessionProfiles).toMatchObject([{ sessionProfileId }])
  const key = keyPair()
  const { session } = await root.stampLogin({ publicKey: key.publicKey, sessionProfileId })
  // As `parseSession` of @turnkey/core and @turnkey/sdk-browser does it.
  expect(JSON.parse(atob(session.split('.')[1] ?? ''))).toMatchObject({
    session_type: 'small > payments?',
    session_profile_id: sessionProfileId,
    scope,
    organization_id: organizationId,
  })
  const limited = serverOf(apiBaseUrl, key, organizationId)
  const sign = (value: bigint) =>
    limited.signTransaction({
      signWith: address,
      unsignedTransaction: unsigned(value),
      type: 'TRANSACTION_TYPE_ETHEREUM',
    })
  expect((await sign(parseEther('0.1'))).signedTransaction).toMatch(/^02/)
  await expect(sign(parseEther('0.2'))).rejects.toMatchObject({ code: 7 })
  await expect(limited.createWallet({ walletName: 'Other', accounts: [] })).rejects.toMatchObject({ code: 7 })
  expect((await limited.getWallets()).wallets).toHaveLength(1)
})

test('@turnkey/http: an MFA policy, its status, and the passkey that satisfies it', async () => {
  const { id: organizationId, key, passkey, userId, address } = await openWallet()
  const root = httpOf(apiBaseUrl, key)
  const made = await root.createMfaPolicy({
    type: 'ACTIVITY_TYPE_CREATE_MFA_POLICY',
    timestampMs: String(Date.now()),
    organizationId,
    parameters: {
      userId,
      mfaPolicyName: 'Passkey for large amounts',
      condition: `activity.action == 'SIGN' && eth.tx.value > ${parseEther('1')}`,
      requiredAuthenticationMethods: [
        { any: [{ type: 'AUTHENTICATION_TYPE_API_KEY' }, { type: 'AUTHENTICATION_TYPE_SESSION' }] },
        { any: [{ type: 'AUTHENTICATION_TYPE_PASSKEY' }] },
      ],
      order: 0,
    },
  })
  const { mfaPolicyId } = made.activity.result.createMfaPolicyResult ?? expect.fail()
  const sign = (value: bigint) =>
    root.signTransaction({
      type: 'ACTIVITY_TYPE_SIGN_TRANSACTION_V2',
      timestampMs: String(Date.now()),
      organizationId,
      parameters: { signWith: address, unsignedTransaction: unsigned(value), type: 'TRANSACTION_TYPE_ETHEREUM' },
    })
  expect((await sign(parseEther('1'))).activity.status).toBe('ACTIVITY_STATUS_COMPLETED')
  const { activity } = await sign(parseEther('2'))
  expect(activity.status).toBe('ACTIVITY_STATUS_AUTHENTICATORS_NEEDED')
  expect(await root.getMfaStatus({ organizationId, activityId: activity.id })).toMatchObject({
    mfaStatuses: [
      { mfaPolicyId, userId, satisfied: false, satisfiedMethods: [{ type: 'AUTHENTICATION_TYPE_API_KEY' }] },
    ],
  })
  const { fingerprint } = activity
  const approved = await submit(passkey, 'ACTIVITY_TYPE_APPROVE_ACTIVITY', { fingerprint }, { organizationId })
  expect(approved).toMatchObject({ status: 200, body: { activity: { status: 'ACTIVITY_STATUS_COMPLETED' } } })
  expect((await root.getMfaPolicy({ organizationId, userId, mfaPolicyId })).mfaPolicy).toMatchObject({ order: 0 })
  expect((await root.getMfaPolicies({ organizationId, userId })).mfaPolicies).toMatchObject([{ mfaPolicyId }])
  expect((await root.getUser({ organizationId, userId })).user.mfaPolicies).toMatchObject([{ mfaPolicyId }])
})
