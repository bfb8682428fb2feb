import { Turnkey, TurnkeyRequestError } from '@turnkey/sdk-server'
import { createLocalSigner, listen } from 'viem-passkey-account/signer'
import { afterAll, expect, test } from 'vitest'
import { swapCase } from '../harness/swapCase.js'
import { apiKeyParams, ethereumAccount, type KeyPair, keyPair } from '../signer/testClient.js'

// Each situation in which the service refuses, as the official client tells its caller: code, words, and Turnkey's own code.

let nowMs = Date.now()
const signer = await createLocalSigner({ faults: true, now: () => nowMs })
const { url: apiBaseUrl, close } = await listen(signer)
afterAll(async () => {
  await close()
  await signer.close()
})

const clientOf = ({ publicKey, privateKey }: KeyPair, organizationId: string) =>
  new Turnkey({
    apiBaseUrl,
    apiPublicKey: publicKey,
    apiPrivateKey: privateKey,
    defaultOrganizationId: organizationId,
  }).apiClient()
const parent = clientOf(signer.apiKey, signer.organizationId)
const [key, expiring, shared, guestKey, stranger] = [keyPair(), keyPair(), keyPair(), keyPair(), keyPair()]
const createSubOrganization = (apiKeys: (ReturnType<typeof apiKeyParams> & { expirationSeconds?: string })[]) =>
  parent.createSubOrganization({
    subOrganizationName: 'Ada',
    rootUsers: [{ userName: 'Ada', apiKeys, authenticators: [], oauthProviders: [] }],
    rootQuorumThreshold: 1,
    wallet: { walletName: 'Wallet', accounts: [ethereumAccount] },
  })
const made = await createSubOrganization([
  apiKeyParams(key),
  { ...apiKeyParams(expiring), expirationSeconds: '60' },
  apiKeyParams(shared),
])
await createSubOrganization([apiKeyParams(shared)])
const id = made.subOrganizationId
const [userId = ''] = made.rootUserIds ?? []
const { walletId = '', addresses: [address = ''] = [] } = made.wallet ?? {}
const ada = clientOf(key, id)
await ada.createUsers({
  users: [
    { userName: 'Guest', apiKeys: [apiKeyParams(guestKey)], authenticators: [], oauthProviders: [], userTags: [] },
  ],
})
const { activities } = await parent.getActivities()
const [{ id: parentsActivity } = { id: '' }] = activities
const nobody = '99999999-9999-4999-8999-999999999999'
const digest = {
  payload: '11'.repeat(32),
  encoding: 'PAYLOAD_ENCODING_HEXADECIMAL',
  hashFunction: 'HASH_FUNCTION_NO_OP',
} as const
const wallet = { walletName: 'W', accounts: [] }

type Situation = [
  name: string,
  request: () => Promise<unknown>,
  code: number,
  turnkeyErrorCode: string,
  message: RegExp,
]
const situations: Situation[] = [
  [
    'a public key nobody knows',
    () => clientOf(stranger, id).getWallets(),
    16,
    'PUBLIC_KEY_NOT_FOUND',
    /could not find public key in organization or its parent organization organizationId=\S+ publicKey=\S+/,
  ],
  [
    'whoami with such a key',
    () => clientOf(stranger, id).getWhoami(),
    7,
    'PUBLIC_KEY_NOT_FOUND',
    /authentication failed: rpc error: code = Unauthenticated desc = could not find public key/,
  ],
  [
    'a key of two sub-organizations, in the name of the parent',
    () => clientOf(shared, signer.organizationId).getWhoami(),
    16,
    'CREDENTIAL_CONFLICT',
    /more than one suborg associated with a public key/,
  ],
  [
    'a key that has expired',
    () => {
      nowMs += 60_000
      return clientOf(expiring, id).getWallets()
    },
    16,
    'API_KEY_EXPIRED',
    /Unauthenticated desc = expired api key publicKey/,
  ],
  [
    'a malformed organization id',
    () => ada.getWhoami({ organizationId: 'x' }),
    3,
    'INVALID_ORGANIZATION_ID',
    /malformed organization ID provided/,
  ],
  [
    'an organization that is not there',
    () => ada.getWhoami({ organizationId: nobody }),
    5,
    'ORGANIZATION_NOT_FOUND',
    new RegExp(`no organization found.*${nobody}`),
  ],
  [
    'the parent making a wallet in a sub-organization',
    () => parent.createWallet({ ...wallet, organizationId: id }),
    3,
    'ORGANIZATION_MISMATCH',
    /organization mismatch: request is targeting organization \("\S+"\), but voters are in organization \("\S+"\)/,
  ],
  [
    'the parent signing in a sub-organization',
    () => parent.signRawPayload({ signWith: address, ...digest, organizationId: id }),
    7,
    'REQUEST_NOT_AUTHORIZED',
    /request not authorized/,
  ],
  [
    'a user whom no policy allows it',
    () => clientOf(guestKey, id).createWallet(wallet),
    7,
    'REQUEST_NOT_AUTHORIZED',
    /You don't have sufficient permissions.*PolicyEnginePermissionError/,
  ],
  [
    'signWith in another case',
    () => ada.signRawPayload({ signWith: swapCase(address), ...digest }),
    5,
    'NOT_FOUND',
    /Could not find any resource to sign with. Addresses are case sensitive./,
  ],
  [
    'a digest that is too short',
    () => ada.signRawPayload({ signWith: address, ...digest, payload: '11' }),
    3,
    'REQUEST_INVALID',
    /expected a 32-bytes-long digest/,
  ],
  [
    'something that is not a transaction',
    () => ada.signTransaction({ signWith: address, unsignedTransaction: '02c0', type: 'TRANSACTION_TYPE_ETHEREUM' }),
    3,
    'INVALID_TRANSACTION',
    /failed to parse transaction/,
  ],
  [
    'a user who is not there',
    () => ada.getUser({ userId: nobody }),
    5,
    'NOT_FOUND',
    /unable to find user \S+ in organization \S+/,
  ],
  [
    'an activity that is not there',
    () => ada.getActivity({ activityId: nobody }),
    5,
    'NOT_FOUND',
    /activity ID: "\S+" not found/,
  ],
  [
    'an activity of another organization',
    () => ada.getActivity({ activityId: parentsActivity }),
    7,
    'REQUEST_NOT_AUTHORIZED',
    /request not authorized/,
  ],
  [
    'an authenticator that is not there',
    () => ada.getAuthenticator({ authenticatorId: nobody }),
    5,
    'NOT_FOUND',
    /unable to find authenticator/,
  ],
  [
    'a vote on what is not there',
    () => ada.approveActivity({ fingerprint: 'sha256:00' }),
    5,
    'NOT_FOUND',
    /No activity found with fingerprint/,
  ],
  [
    'a path that the wallet has',
    () => ada.createWalletAccounts({ walletId, accounts: [ethereumAccount] }),
    6,
    'REQUEST_INVALID',
    /path already exists in wallet account \S+/,
  ],
  [
    'a name that another wallet has',
    () => ada.createWallet({ ...wallet, walletName: 'Wallet' }),
    6,
    'REQUEST_INVALID',
    /wallet label must be unique/,
  ],
  [
    'a public key that is there',
    () => ada.createApiKeys({ userId, apiKeys: [apiKeyParams(key)] }),
    3,
    'REQUEST_INVALID',
    /user credential public keys must be unique: \S+/,
  ],
  [
    'a quorum of nobody',
    () => ada.updateRootQuorum({ threshold: 0, userIds: [userId] }),
    3,
    'REQUEST_INVALID',
    /quorum threshold must be non-zero integer/,
  ],
  [
    'a quorum larger than its users',
    () => ada.updateRootQuorum({ threshold: 2, userIds: [userId] }),
    3,
    'REQUEST_INVALID',
    /quorum users missing/,
  ],
  [
    'a sub-organization of a sub-organization',
    () =>
      ada.createSubOrganization({
        subOrganizationName: 'X',
        rootUsers: [{ userName: 'X', apiKeys: [apiKeyParams(keyPair())], authenticators: [], oauthProviders: [] }],
        rootQuorumThreshold: 1,
      }),
    3,
    'INVALID_ACTIVITY_CALLER',
    /This activity cannot be called by sub-organizations/,
  ],
  [
    'what the signer does not do',
    () => ada.createPrivateKeyTag({ privateKeyTagName: 'Tag', privateKeyIds: [] }),
    12,
    'UNSPECIFIED',
    /the local signer does not implement the activity create_private_key_tag/,
  ],
  [
    'a signing quota that is used up',
    () => {
      signer.addFault({
        kind: 'error',
        status: 429,
        code: 8,
        message: 'Resource exhausted: over its allotted quota',
        turnkeyErrorCode: 'SIGNING_QUOTA_EXCEEDED',
        on: ['sign_raw_payload'],
      })
      return ada.signRawPayload({ signWith: address, ...digest })
    },
    8,
    'SIGNING_QUOTA_EXCEEDED',
    /allotted quota/,
  ],
]

test.each(situations)('%s', async (_, request, code, turnkeyErrorCode, message) => {
  const error: unknown = await request().then(
    () => 'it is accepted',
    (reason: unknown) => reason,
  )
  if (!(error instanceof TurnkeyRequestError)) expect.fail(String(error))
  expect(error.code).toBe(code)
  expect(error.message).toMatch(message)
  expect(error.message).toMatch(/^Turnkey error \d+: .* \(Details: \[.*\]\)$/)
  if (!error.message.includes('PolicyEnginePermissionError'))
    expect(error.details).toMatchObject([{ turnkeyErrorCode }])
})
