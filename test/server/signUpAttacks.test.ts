import {
  AnswerMismatchError,
  apiKeyStamper,
  createPasskey,
  createSessionKey,
  createSignerClient,
  type FetchFn,
  type Passkey,
  type PasskeyWallet,
  signIn,
  webAuthnStamper,
} from 'viem-passkey-account'
import {
  createApiKeys,
  createAuthenticators,
  createSubOrganization,
  deleteAuthenticators,
  query,
  submit,
} from 'viem-passkey-account/actions'
import { createSignUpHandler } from 'viem-passkey-account/server'
import { createLocalSigner, type LocalSigner } from 'viem-passkey-account/signer'
import { createVirtualPasskey } from 'viem-passkey-account/testing'
import { describe, expect, onTestFinished, test } from 'vitest'
import { readError } from './requests.js'

const rp = { id: 'localhost' }
const origin = 'http://localhost:5173'
/** A test vector: https://www.rfc-editor.org/rfc/rfc6979#appendix-A.2.5 */
const publicKey = '0360fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6'
const storage = { load: async () => undefined, save: async () => {}, remove: async () => {} }
const taken = { status: 409, reason: 'passkey_taken', code: 6 }

async function startSigner(options: Parameters<typeof createLocalSigner>[0] = {}): Promise<LocalSigner> {
  const signer = await createLocalSigner(options)
  onTestFinished(() => signer.close())
  return signer
}

function serverClient(signer: LocalSigner, fetchFn: FetchFn = signer.fetch, now?: () => number) {
  return createSignerClient({ stamper: apiKeyStamper(signer.apiKey), fetchFn, now, pollingInterval: 1 })
}

type Options = Partial<createSignUpHandler.Parameters> & { fetchFn?: FetchFn; now?: () => number }

function handlerOf(signer: LocalSigner, { fetchFn, now, ...options }: Options = {}) {
  const errors: unknown[] = []
  const handler = createSignUpHandler({
    client: serverClient(signer, fetchFn, now),
    organizationId: signer.organizationId,
    onError: (error) => errors.push(error),
    ...options,
  })
  const post = (passkey: Passkey, userName = 'ada@example.com') =>
    handler(
      new Request('https://app.example.com/api/sign-up', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ passkey, userName }),
      }),
    )
  const signUp = async (passkey: Passkey, userName?: string): Promise<PasskeyWallet> => {
    const response = await post(passkey, userName)
    expect(response.status).toBe(200)
    return (await response.json()).wallet
  }
  return { post, signUp, errors }
}

async function register() {
  const { createFn, getFn } = createVirtualPasskey({ rpId: rp.id, origin })
  const passkey = await createPasskey({ rp, user: { name: 'ada@example.com' }, createFn })
  return { passkey, stamper: webAuthnStamper({ rpId: rp.id, getFn }) }
}

/** Another key under the credential id of `passkey`: without attestation, that takes a text editor. */
async function forge({ credentialId }: Passkey): Promise<Passkey> {
  const { passkey } = await register()
  const ownId = Buffer.from(passkey.credentialId, 'base64url')
  const object = Buffer.from(passkey.attestation.attestationObject, 'base64url')
  Buffer.from(credentialId, 'base64url').copy(object, object.indexOf(ownId))
  const attestationObject = object.toString('base64url')
  return { ...passkey, credentialId, attestation: { ...passkey.attestation, credentialId, attestationObject } }
}

/** A user who has their own sub-organization, and registers other users' passkeys there. */
async function squatter(signer: LocalSigner) {
  const { passkey, stamper } = await register()
  const { organizationId } = signer
  const wallet = await createSubOrganization(serverClient(signer), { organizationId, passkey, userName: 'mallory' })
  const client = createSignerClient({ fetchFn: signer.fetch, stamper })
  const owner = { organizationId: wallet.organizationId, userId: wallet.userId }
  const squat = ({ challenge, attestation }: Passkey) =>
    createAuthenticators(client, {
      ...owner,
      authenticators: [{ authenticatorName: 'Mine', challenge, attestation }],
    })
  /** Leaves the organization to the passkeys of others. */
  const leave = async () => {
    const { users } = await query(client, {
      path: '/public/v1/query/list_users',
      body: { organizationId: owner.organizationId },
    })
    const [own] = [users].flat().flatMap((user) => Object(user).authenticators)
    await deleteAuthenticators(client, { ...owner, authenticatorIds: [own.authenticatorId] })
  }
  return { wallet, client, owner, squat, leave }
}

async function organizationsOf(signer: LocalSigner, { credentialId }: Passkey): Promise<unknown> {
  const body = { organizationId: signer.organizationId, filterType: 'CREDENTIAL_ID', filterValue: credentialId }
  return (await query(serverClient(signer), { path: '/public/v1/query/list_suborgs', body })).organizationIds
}

/** Cuts the answers to the requests of one kind, which the signer has processed. */
function cutting(signer: LocalSigner, name: string): FetchFn {
  return async (request) => {
    const response = await signer.fetch(request)
    if (request.url.endsWith(`/${name}`)) throw new TypeError('fetch failed')
    return response
  }
}

describe('a squatter never gets the victim a foreign wallet', () => {
  test('registered before the victim signs up: refused, and a new passkey works', async () => {
    const signer = await startSigner()
    const { squat } = await squatter(signer)
    const victim = await register()
    await squat(victim.passkey)
    const { post, signUp, errors } = handlerOf(signer)
    const response = await post(victim.passkey)
    expect((await response.clone().json()).message).toContain('sign in. Otherwise sign up with a new passkey')
    expect(await readError(response)).toEqual(taken)
    const { passkey } = await register()
    expect((await signUp(passkey)).credentialId).toBe(passkey.credentialId)
    expect(errors).toEqual([])
  })

  test.each(['list_users', 'list_wallet_accounts', 'create_sub_organization'])(
    'registered after the answer to %s was lost: the victim’s next call gets the victim’s wallet',
    async (name) => {
      const signer = await startSigner()
      const { squat, wallet: foreign } = await squatter(signer)
      const { passkey } = await register()
      const lost = handlerOf(signer, { fetchFn: cutting(signer, name) })
      expect(await readError(await lost.post(passkey))).toMatchObject({ status: 502, reason: 'sign_up_failed' })
      const [organizationId, ...more] = [await organizationsOf(signer, passkey)].flat()
      expect(more).toEqual([])
      await squat(passkey)
      await (await squatter(signer)).squat(await forge(passkey))
      const wallet = await handlerOf(signer).signUp(passkey)
      expect(wallet.organizationId).toBe(organizationId)
      expect(wallet.address).not.toBe(foreign.address)
    },
  )

  type Squatter = Awaited<ReturnType<typeof squatter>>
  test.each<[string, (squatter: Pick<Squatter, 'client' | 'owner'>) => Promise<unknown>]>([
    ['a session', async ({ client, owner }) => signIn(client, { ...owner, key: await createSessionKey(), storage })],
    ['an API key', ({ client, owner }) => createApiKeys(client, { ...owner, apiKeys: [toApiKey(publicKey)] })],
  ])('whose own passkey is gone, and who keeps %s', async (_name, keep) => {
    const signer = await startSigner()
    const { squat, leave, client, owner } = await squatter(signer)
    const victim = await register()
    await squat(victim.passkey)
    await keep({ client, owner })
    await leave()
    expect(await readError(await handlerOf(signer).post(victim.passkey))).toEqual(taken)
  })

  test('who left nothing behind, but could have exported the keys before', async () => {
    let time = Date.now()
    const signer = await startSigner({ now: () => time })
    const { squat, leave } = await squatter(signer)
    const victim = await register()
    await squat(victim.passkey)
    await leave()
    time += 24 * 3600_000
    expect(await readError(await handlerOf(signer, { now: () => time }).post(victim.passkey))).toEqual(taken)
  })

  test('who puts the passkey on another user of the organization', async () => {
    const signer = await startSigner()
    const { client, owner } = await squatter(signer)
    const { passkey } = await register()
    const { challenge, attestation } = passkey
    await submit(client, {
      type: 'ACTIVITY_TYPE_CREATE_USERS_V3',
      organizationId: owner.organizationId,
      parameters: {
        users: [
          {
            userName: 'victim',
            apiKeys: [],
            authenticators: [{ authenticatorName: 'Passkey', challenge, attestation }],
            oauthProviders: [],
            userTags: [],
          },
        ],
      },
    })
    expect(await readError(await handlerOf(signer).post(passkey))).toEqual(taken)
  })

  test('who took the credential id with another key: refused before, harmless after', async () => {
    const signer = await startSigner()
    const { squat } = await squatter(signer)
    const [first, second] = [await register(), await register()]
    const { post, signUp } = handlerOf(signer)
    await squat(await forge(first.passkey))
    expect(await readError(await post(first.passkey))).toEqual(taken)
    const wallet = await signUp(second.passkey)
    await squat(await forge(second.passkey))
    expect(await signUp(second.passkey)).toEqual(wallet)
  })

  test('who keeps the parent from reading their organization with the parent’s own public key', async () => {
    let time = Date.now()
    const now = () => time
    const signer = await startSigner({ now })
    const { squat, client, owner } = await squatter(signer)
    const { passkey } = await register()
    await squat(passkey)
    await createApiKeys(client, { ...owner, apiKeys: [toApiKey(signer.apiKey.publicKey, '1')] })
    time += 60_000
    expect(await readError(await handlerOf(signer, { now }).post(passkey))).toEqual(taken)
  })
})

describe('an owner who comes back', () => {
  test('after a sign-in, or with a second passkey, is told to sign in', async () => {
    const signer = await startSigner()
    const { post, signUp } = handlerOf(signer)
    const [first, second] = [await register(), await register()]
    await signUp(first.passkey)
    const client = createSignerClient({ fetchFn: signer.fetch, stamper: first.stamper })
    const { organizationId } = signer
    await signIn(client, { organizationId, key: await createSessionKey(), storage })
    expect(await readError(await post(first.passkey))).toEqual(taken)

    const { organizationId: own, userId } = await signUp(second.passkey)
    const { challenge, attestation } = (await register()).passkey
    await createAuthenticators(createSignerClient({ fetchFn: signer.fetch, stamper: second.stamper }), {
      organizationId: own,
      userId,
      authenticators: [{ authenticatorName: 'Phone', challenge, attestation }],
    })
    expect(await readError(await post(second.passkey))).toEqual(taken)
  })

  test('whom authorize refuses gets one answer, whether the passkey is known or not, and nobody is asked', async () => {
    const signer = await startSigner()
    const { passkey } = await register()
    await handlerOf(signer).signUp(passkey)
    const asked = () => {
      throw new Error('asked')
    }
    const { post } = handlerOf(signer, {
      fetchFn: asked,
      claim: asked,
      authorize: () => new Response('no', { status: 401 }),
    })
    for (const one of [passkey, (await register()).passkey, await forge(passkey)]) {
      const response = await post(one)
      expect([response.status, await response.text()]).toEqual([401, 'no'])
    }
  })
})

describe('a party between the handler and the signer that lies', () => {
  const otherAddress = `0x${'11'.repeat(20)}`
  const otherId = '00000000-0000-4000-8000-000000000000'
  type Answer = { users: User[]; accounts: Account[]; activity: { result: Record<string, Created> } }
  type User = {
    userId: string
    authenticators: { credentialId: string; credential: { publicKey: string } }[]
    apiKeys: unknown[]
  }
  type Account = { walletId: string; address: string; publicKey: string }
  type Created = { rootUserIds: string[]; wallet: { walletId: string; addresses: string[] } }
  const result = ({ activity }: Answer) => activity.result.createSubOrganizationResultV8

  test.each<[string, string, (answer: Answer, passkey: Passkey) => unknown]>([
    ['another user', 'list_users', ({ users: [user] }) => user && Object.assign(user, { userId: otherId })],
    ['a second user', 'list_users', ({ users }) => users.push(...users)],
    ['no user', 'list_users', ({ users }) => users.pop()],
    ['a second passkey', 'list_users', ({ users: [user] }) => user?.authenticators.push(...user.authenticators)],
    ['no passkey', 'list_users', ({ users: [user] }) => user?.authenticators.pop()],
    [
      'another credential id',
      'list_users',
      ({ users: [user] }) => Object.assign(user?.authenticators[0] ?? {}, { credentialId: 'AAAA' }),
    ],
    [
      'another key of the passkey',
      'list_users',
      ({ users: [user] }) => Object.assign(user?.authenticators[0]?.credential ?? {}, { publicKey: 'pQECAyYgASFYIA' }),
    ],
    ['an API key', 'list_users', ({ users: [user] }) => user?.apiKeys.push({})],
    [
      'another wallet',
      'list_wallet_accounts',
      ({ accounts: [one] }) => Object.assign(one ?? {}, { walletId: otherId }),
    ],
    [
      'another address',
      'list_wallet_accounts',
      ({ accounts: [one] }) => Object.assign(one ?? {}, { address: otherAddress }),
    ],
    [
      'another public key',
      'list_wallet_accounts',
      ({ accounts: [one] }) => Object.assign(one ?? {}, { publicKey: `02${'11'.repeat(32)}` }),
    ],
    ['two accounts', 'list_wallet_accounts', ({ accounts }) => accounts.push(...accounts)],
    ['no account', 'list_wallet_accounts', ({ accounts }) => accounts.pop()],
    ['another new user', 'create_sub_organization', (answer) => result(answer)?.rootUserIds.splice(0, 1, otherId)],
    [
      'another new wallet',
      'create_sub_organization',
      (answer) => Object.assign(result(answer)?.wallet ?? {}, { walletId: otherId }),
    ],
    [
      'another new address',
      'create_sub_organization',
      (answer) => result(answer)?.wallet.addresses.splice(0, 1, otherAddress),
    ],
    [
      'no address at all',
      'create_sub_organization',
      (answer) => result(answer)?.wallet.addresses.splice(0, 1, 'constructor'),
    ],
  ])('about %s gets no wallet to the page, and the next call finds the right one', async (_name, path, lie) => {
    const signer = await startSigner()
    const { passkey } = await register()
    const fetchFn: FetchFn = async (request) => {
      const response = await signer.fetch(request)
      if (!request.url.endsWith(`/${path}`)) return response
      const answer = await response.json()
      lie(answer, passkey)
      return Response.json(answer)
    }
    const { post, errors } = handlerOf(signer, { fetchFn })
    expect(await readError(await post(passkey))).toEqual({ status: 502, reason: 'upstream_answer_mismatch', code: 14 })
    expect(errors).toEqual([expect.any(AnswerMismatchError)])
    const wallet = await handlerOf(signer).signUp(passkey)
    expect(await organizationsOf(signer, passkey)).toEqual([wallet.organizationId])
  })

  test('a wallet is what the signer’s lists say, with the passkey’s id and key', async () => {
    const signer = await startSigner()
    const { passkey } = await register()
    const wallet = await handlerOf(signer).signUp(passkey)
    const { users } = await query(serverClient(signer), {
      path: '/public/v1/query/list_users',
      body: { organizationId: wallet.organizationId },
    })
    expect(users).toMatchObject([
      {
        userId: wallet.userId,
        authenticators: [
          {
            authenticatorId: wallet.authenticatorId,
            credentialId: passkey.credentialId,
            credential: { publicKey: wallet.passkeyPublicKey },
          },
        ],
      },
    ])
    expect(wallet.passkeyPublicKey).toMatch(/^[\w-]{90,}$/)
  })
})

function toApiKey(publicKey: string, expirationSeconds?: string) {
  return {
    apiKeyName: 'Session',
    publicKey,
    curveType: 'API_KEY_CURVE_P256' as const,
    ...(expirationSeconds && { expirationSeconds }),
  }
}
