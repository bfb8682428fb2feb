import { generateKeyPairSync } from 'node:crypto'
import {
  apiKeyStamper,
  createPasskey,
  createSessionKey,
  createSignerClient,
  type FetchFn,
  type Passkey,
  type PasskeyWallet,
  signIn,
  signUp,
  webAuthnStamper,
} from 'viem-passkey-account'
import { createAuthenticators, whoami } from 'viem-passkey-account/actions'
import { createProxy, createSignUpHandler } from 'viem-passkey-account/server'
import { createLocalSigner } from 'viem-passkey-account/signer'
import { createVirtualPasskey, type VirtualPasskey } from 'viem-passkey-account/testing'
import { afterAll, describe } from 'vitest'
import { coseEntries, coseKey, handMadePasskey, newP256Key } from '../signer/handMadePasskey.js'
import {
  type Answer,
  type AuthenticatorParams,
  apiKeyParams,
  apiKeyStamp,
  createTestClient,
  type KeyPair,
  keyPair,
  textAt,
} from '../signer/testClient.js'
import { attack } from './attack.js'

// Mallory has a sub-organization of her own, as every user has, and registers there what belongs to others: credential ids
// and public keys, which are no secrets. She wants to lock their owners out, or to get them into her organization.

const clock = { ms: Date.now() }
const signer = await createLocalSigner({ now: () => clock.ms, origins: ['https://app.example.com'] })
afterAll(() => signer.close())
const { organizationId: parentId, fetch: fetchFn } = signer
const { submit, query, activityBody, post, send, createSubOrganization } = createTestClient({
  url: 'https://signer.test',
  fetchFn,
  signer,
  clock,
})
const backend = createSignerClient({ fetchFn, stamper: apiKeyStamper(signer.apiKey), now: () => clock.ms })
const handler = createSignUpHandler({ client: backend, organizationId: parentId })
const toHandler: FetchFn = (request) => handler(request)
const proxy = createProxy({
  upstream: 'https://signer.test',
  basePath: '/api/signer',
  fetchFn,
  organizations: (organizationId) => organizationId === parentId,
})
const rp = { id: 'app.example.com' }
/** A storage that keeps nothing. */
const nowhere = { load: async () => undefined, save: async () => undefined, remove: async () => undefined }

type Victim = { authenticator: VirtualPasskey; passkey: Passkey; wallet: PasskeyWallet }
const openAuthenticator = (): VirtualPasskey => createVirtualPasskey({ rpId: rp.id, origin: 'https://app.example.com' })
const register = ({ createFn }: VirtualPasskey): Promise<Passkey> =>
  createPasskey({ rp, user: { name: 'ada' }, createFn })
const clientOf = ({ getFn }: VirtualPasskey) =>
  createSignerClient({ fetchFn, stamper: webAuthnStamper({ rpId: rp.id, getFn }), now: () => clock.ms })

async function createVictim(): Promise<Victim> {
  const authenticator = openAuthenticator()
  const passkey = await register(authenticator)
  const wallet = await signUp({
    url: 'https://app.example.com/sign-up',
    rp,
    user: { name: 'ada' },
    passkey,
    fetchFn: toHandler,
  })
  return { authenticator, passkey, wallet }
}

/** Mallory's organization, with her API key. */
const mallory = keyPair()
const { id: malloryId, rootUserIds } = await createSubOrganization([{ apiKeys: [mallory] }])
const [malloryUserId = ''] = rootUserIds
const malloryClient = createSignerClient({ fetchFn, stamper: apiKeyStamper(mallory), now: () => clock.ms })

async function squat(passkey: Passkey): Promise<void> {
  await createAuthenticators(malloryClient, {
    organizationId: malloryId,
    userId: malloryUserId,
    authenticators: [{ authenticatorName: 'Mine', challenge: passkey.challenge, attestation: passkey.attestation }],
  })
}

/** A registration of a key of Mallory's under somebody else's credential id: nothing in an attestation `none` is signed. */
async function forgeRegistration(credentialId: string): Promise<Passkey> {
  const own = await register(openAuthenticator())
  const toBinary = (text: string) => Buffer.from(text, 'base64url').toString('latin1')
  const attestationObject = Buffer.from(
    toBinary(own.attestation.attestationObject).replace(toBinary(own.credentialId), toBinary(credentialId)),
    'latin1',
  ).toString('base64url')
  return { ...own, credentialId, attestation: { ...own.attestation, credentialId, attestationObject } }
}

const whose = (victim: Victim, organizationId: string) =>
  organizationId === victim.wallet.organizationId
    ? "the victim's own organization"
    : organizationId === malloryId
      ? "Mallory's organization"
      : `organization ${organizationId}`

async function tryWhoami(victim: Victim, organizationId = parentId): Promise<string> {
  return whose(victim, (await whoami(clientOf(victim.authenticator), { organizationId })).organizationId)
}

async function trySignIn(victim: Victim, organizationId = parentId): Promise<string> {
  const session = await signIn(clientOf(victim.authenticator), {
    organizationId,
    key: await createSessionKey(),
    storage: nowhere,
  })
  return whose(victim, session.organizationId)
}

describe("Somebody else's passkey", () => {
  attack("its id under Mallory's key; its owner asks who they are", "the victim's own organization", async () => {
    const victim = await createVictim()
    await squat(await forgeRegistration(victim.wallet.credentialId))
    return tryWhoami(victim)
  })
  attack("its id under Mallory's key; its owner signs in", "the victim's own organization", async () => {
    const victim = await createVictim()
    await squat(await forgeRegistration(victim.wallet.credentialId))
    return trySignIn(victim)
  })
  attack('its whole registration; its owner signs in through the parent', 'CredentialConflictError', async () => {
    const victim = await createVictim()
    await squat(victim.passkey)
    return trySignIn(victim)
  })
  attack('its whole registration; its owner names their organization', "the victim's own organization", async () => {
    const victim = await createVictim()
    await squat(victim.passkey)
    return trySignIn(victim, victim.wallet.organizationId)
  })
  attack('its whole registration, before its owner signs up', 'SignUpError', async () => {
    const authenticator = openAuthenticator()
    const passkey = await register(authenticator)
    await squat(passkey)
    const wallet = await signUp({
      url: 'https://app.example.com/',
      rp,
      user: { name: 'ada' },
      passkey,
      fetchFn: toHandler,
    })
    return `a wallet in ${wallet.organizationId === malloryId ? "Mallory's" : 'an'} organization`
  })
  attack('its id; Mallory asks the handler for its wallet', 'SignUpError', async () => {
    const victim = await createVictim()
    const passkey = await forgeRegistration(victim.wallet.credentialId)
    const wallet = await signUp({
      url: 'https://app.example.com/',
      rp,
      user: { name: 'eve' },
      passkey,
      fetchFn: toHandler,
    })
    return `the wallet ${wallet.address}`
  })
})

const apiKeyUser = (key: KeyPair, seconds?: number) => ({
  userName: 'Mine',
  apiKeys: [{ ...apiKeyParams(key), ...(seconds !== undefined && { expirationSeconds: String(seconds) }) }],
})
const asMallory = { organizationId: malloryId }
/** The status, and the signer's reason without the ids and keys in it. */
const outcomeOf = ({ status, body }: Answer): string => {
  const { message, activity } = Object(body)
  const reason = String(message).replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}|0[23][0-9a-f]{64}|pQ[\w-]{90,}/g, '…')
  return status === 200 ? `200 ${activity?.status ?? ''}`.trim() : `${status} ${reason}`
}

describe("Somebody else's API key", () => {
  attack("the backend's, for a second; the backend reads her organization afterwards", '200', async () => {
    const made = await submit(
      mallory,
      'ACTIVITY_TYPE_CREATE_USERS_V4',
      { users: [apiKeyUser(signer.apiKey, 1)] },
      asMallory,
    )
    if (made.status !== 200) return outcomeOf(made)
    clock.ms += 2_000
    return outcomeOf(await query(signer.apiKey, 'list_users', malloryId))
  })
  attack("the backend's; the backend signs the next user up", 'a wallet', async () => {
    await submit(mallory, 'ACTIVITY_TYPE_CREATE_USERS_V4', { users: [apiKeyUser(signer.apiKey, 3600)] }, asMallory)
    return (await createVictim()).wallet.organizationId === malloryId ? "Mallory's organization" : 'a wallet'
  })
  attack("a victim's session key; the victim names their organization", "the victim's own organization", async () => {
    const victim = await createVictim()
    const key = await createSessionKey()
    const session = await signIn(clientOf(victim.authenticator), {
      organizationId: victim.wallet.organizationId,
      key,
      storage: nowhere,
    })
    const squatted = { userName: 'Mine', apiKeys: [{ ...apiKeyParams(mallory), publicKey: key.publicKey }] }
    await submit(mallory, 'ACTIVITY_TYPE_CREATE_USERS_V4', { users: [squatted] }, asMallory)
    const client = createSignerClient({ fetchFn, stamper: session, now: () => clock.ms })
    return whose(victim, (await whoami(client, { organizationId: victim.wallet.organizationId })).organizationId)
  })
})

describe('A stamp used for something else', () => {
  const activity = (parameters: object = {}) => activityBody('ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2', parameters, asMallory)
  const refused = '400 invalid request body: unknown field "type"'
  for (const name of ['whoami', 'list_wallets', 'list_activities', 'list_users'])
    attack(`a stamped activity as a token for ${name}`, refused, async () =>
      outcomeOf(await post(mallory, `/public/v1/query/${name}`, activity())),
    )
  attack(
    'a stamped query of one organization for another',
    '401 could not find public key in organization or its parent organization organizationId=… publicKey=…',
    async () => outcomeOf(await query(mallory, 'list_wallets', parentId)),
  )
  attack('a query with fields of another', '400 invalid request body: unknown field "activityId"', async () =>
    outcomeOf(await query(mallory, 'list_wallets', malloryId, { activityId: crypto.randomUUID() })),
  )
  attack('a stamp over other bytes', '401 could not verify api key signature', async () => {
    const stamps = apiKeyStamp(mallory, JSON.stringify(asMallory))
    return outcomeOf(await send('/public/v1/query/list_wallets', JSON.stringify({ ...asMallory, a: 1 }), stamps))
  })
  attack(
    'a stamped activity an hour later',
    '400 request timestamp is 3699 s old: it must be less than 3600 s old and at most 300 s ahead',
    async () => {
      const body = activity()
      clock.ms += 3_700_000
      return outcomeOf(await post(mallory, '/public/v1/submit/sign_raw_payload', body))
    },
  )
  attack('a stamped activity through the proxy, as a query', 'refused by the proxy', async () => {
    const body = activity()
    const response = await proxy(
      new Request('https://app.example.com/api/signer/public/v1/query/whoami', {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json', ...apiKeyStamp(mallory, body) },
      }),
    )
    return response.status === 400 ? 'refused by the proxy' : `${response.status}`
  })
  attack("another organization's request through the proxy", 'refused by the proxy', async () => {
    const body = JSON.stringify(asMallory)
    const response = await proxy(
      new Request('https://app.example.com/api/signer/public/v1/query/whoami', {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json', ...apiKeyStamp(mallory, body) },
      }),
    )
    return response.status === 403 ? 'refused by the proxy' : `${response.status}`
  })
  attack('a log-in of a month through the proxy', 'refused by the proxy', async () => {
    const body = activityBody('ACTIVITY_TYPE_STAMP_LOGIN', {
      publicKey: keyPair().publicKey,
      expirationSeconds: String(30 * 86_400),
    })
    const response = await proxy(
      new Request('https://app.example.com/api/signer/public/v1/submit/stamp_login', {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json', ...apiKeyStamp(mallory, body) },
      }),
    )
    return response.status === 403 ? 'refused by the proxy' : `${response.status}`
  })
})

describe('A credential that is too weak, or does not last', () => {
  const register = (params: AuthenticatorParams) =>
    submit(
      mallory,
      'ACTIVITY_TYPE_CREATE_AUTHENTICATORS_V2',
      { userId: malloryUserId, authenticators: [params] },
      asMallory,
    )
  const origin = 'https://app.example.com'
  const passkey = (options: Parameters<typeof handMadePasskey>[0] = {}) => handMadePasskey({ rpId: rp.id, ...options })
  attack(
    'a passkey of RSA with 512 bits',
    "400 invalid authenticator attestation: the passkey's RSA key has 512 bits; 2048 to 4096 are accepted",
    async () => {
      const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 512 })
      const cose = coseKey([...coseEntries(publicKey)])
      return outcomeOf(await register(passkey({ cose }).register({ origin })))
    },
  )
  attack(
    'a passkey registered in a foreign frame',
    '400 invalid authenticator attestation: topOrigin "https://evil.example" is not allowed (allowed: https://app.example.com)',
    async () =>
      outcomeOf(await register(passkey().register({ origin, crossOrigin: true, topOrigin: 'https://evil.example' }))),
  )
  attack(
    'one key under two credential ids, for two votes',
    '400 user credential public keys must be unique: …',
    async () => {
      const key = newP256Key()
      await register(passkey({ key }).register({ origin }))
      return outcomeOf(await register(passkey({ key }).register({ origin })))
    },
  )
  attack(
    'a session of 31 years',
    '400 invalid session expiration: expirationSeconds must be from 1 to 2592000 (30 days)',
    async () =>
      outcomeOf(
        await submit(
          mallory,
          'ACTIVITY_TYPE_STAMP_LOGIN',
          { publicKey: keyPair().publicKey, expirationSeconds: '1000000000' },
          asMallory,
        ),
      ),
  )
  attack(
    'a quorum of a user whose only key ends',
    '400 quorum users missing: fewer users than the threshold have a credential that does not expire',
    async () => {
      const made = await submit(
        mallory,
        'ACTIVITY_TYPE_CREATE_USERS_V4',
        { users: [apiKeyUser(keyPair(), 60)] },
        asMallory,
      )
      const userIds = [textAt(made.body, 'activity.result.createUsersResult.userIds.0')]
      return outcomeOf(await submit(mallory, 'ACTIVITY_TYPE_UPDATE_ROOT_QUORUM', { threshold: 1, userIds }, asMallory))
    },
  )
  attack('a quorum that nobody can meet', '400 quorum users missing', async () =>
    outcomeOf(
      await submit(mallory, 'ACTIVITY_TYPE_UPDATE_ROOT_QUORUM', { threshold: 2, userIds: [malloryUserId] }, asMallory),
    ),
  )
  attack('the last key of an organization deleted', '400 user missing valid credential: …', async () => {
    const key = keyPair()
    const { id: organizationId, rootUserIds } = await createSubOrganization([{ apiKeys: [key] }])
    const [userId = ''] = rootUserIds
    const keys = await query(key, 'get_api_keys', organizationId, { userId })
    const apiKeyIds = [textAt(keys.body, 'apiKeys.0.apiKeyId')]
    return outcomeOf(await submit(key, 'ACTIVITY_TYPE_DELETE_API_KEYS', { userId, apiKeyIds }, { organizationId }))
  })
})
