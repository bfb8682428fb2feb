import {
  AnswerMismatchError,
  addPasskey,
  apiKeyStamper,
  createPasskey,
  createSessionKey,
  createSignerClient,
  type ExpectedUser,
  type FetchFn,
  PasskeyAccountError,
  type PasskeyWallet,
  type Stamper,
  signIn,
  UnknownCredentialError,
  webAuthnStamper,
} from 'viem-passkey-account'
import { createSubOrganization, createWallet, ethereumAccount, stampLogin, whoami } from 'viem-passkey-account/actions'
import { createVirtualPasskey } from 'viem-passkey-account/testing'
import { createTestWallet, type TestWallet } from 'viem-passkey-account/testing/node'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createSessionStorage } from '../harness/createSessionStorage.js'
import { type Answer, type Lie, lie } from '../harness/lie.js'

let open: TestWallet
let anna: Awaited<ReturnType<typeof openUser>>
let mallory: Awaited<ReturnType<typeof openUser>>
beforeAll(async () => {
  open = await createTestWallet()
  anna = await openUser()
  mallory = await openUser()
})
afterAll(() => open.close())

const rp = { id: 'localhost' }

/** A user of the app's organization, and what an honest page knows about them. */
async function openUser() {
  const { client, organizationId } = open.organization
  const virtual = createVirtualPasskey({ rpId: 'localhost', origin: 'http://localhost' })
  const passkey = await createPasskey({ rp, user: { name: 'anna' }, createFn: virtual.createFn })
  const created = await createSubOrganization(client, { organizationId, passkey, userName: 'anna' })
  const stamper = webAuthnStamper({ rpId: 'localhost', getFn: virtual.getFn })
  const own = createSignerClient({ ...open.client, stamper })
  const session = await signIn(own, { organizationId, key: await createSessionKey(), storage: createSessionStorage() })
  const [wallet] = session.wallets
  if (!wallet) throw new Error('The user has no wallet.')
  expect(wallet).toMatchObject(created)
  return { client: own, wallet, virtual, passkey, stamper }
}

/** Signs Anna in through a transport that lies. */
async function signInThrough(
  lies: { [endpoint: string]: Lie },
  more: Partial<signIn.Parameters> & { fetchFn?: FetchFn } = {},
) {
  const { fetchFn = open.signer.fetch, ...parameters } = more
  const sent: string[] = []
  const client = createSignerClient({
    ...anna.client,
    fetchFn: lie((request) => {
      sent.push(request.url.split('/').at(-1) ?? '')
      return fetchFn(request)
    }, lies),
  })
  const key = await createSessionKey()
  const storage = createSessionStorage()
  const before = anna.virtual.prompts.length
  const outcome = await signIn(client, {
    organizationId: open.organization.organizationId,
    key,
    storage,
    expected: [anna.wallet],
    ...parameters,
  }).catch((error: unknown) => error)
  const prompts = anna.virtual.prompts.length - before
  return { outcome, key, storage, sent, prompts }
}

/** No session is left of a sign-in that failed, in any organization. */
async function expectNothingLeft({ key, storage }: Awaited<ReturnType<typeof signInThrough>>): Promise<void> {
  expect(storage.kept()).toBeUndefined()
  for (const { organizationId } of [anna.wallet, mallory.wallet, open.organization]) {
    const asking = whoami(open.client, { organizationId, stamper: apiKeyStamper(key) })
    await expect(asking).rejects.toBeInstanceOf(UnknownCredentialError)
  }
}

async function expectMismatch(attempt: Awaited<ReturnType<typeof signInThrough>>, field: string): Promise<void> {
  expect(attempt.outcome).toBeInstanceOf(AnswerMismatchError)
  expect(attempt.outcome).toMatchObject({ field })
  await expectNothingLeft(attempt)
}

const session = (outcome: unknown) => {
  if (outcome instanceof Error) throw outcome
  return outcome as Awaited<ReturnType<typeof signIn>>
}

/** The account of a wallet, as the signer lists it. */
const accountOf = ({ address, publicKey, walletId }: PasskeyWallet) => ({ address, publicKey, walletId })

describe('a user who is expected', () => {
  test.each<[string, () => ExpectedUser]>([
    ['by the wallet', () => [anna.wallet]],
    ['by one of several', () => [mallory.wallet, anna.wallet]],
    [
      'by what sign-up returned, without the passkey',
      () => {
        const { authenticatorId, passkeyPublicKey, ...wallet } = anna.wallet
        return [wallet]
      },
    ],
    [
      'by an address in lowercase',
      () => [{ ...anna.wallet, address: anna.wallet.address.toLowerCase() as `0x${string}` }],
    ],
    ['by a wallet that is not in a list', () => anna.wallet],
  ])('%s is signed in', async (_name, expected) => {
    const { outcome } = await signInThrough({}, { expected: expected() })
    expect(session(outcome).wallets).toEqual([anna.wallet])
  })

  test('by ids is signed in, and no wallet is believed unless new ones are allowed', async () => {
    const { organizationId, userId, credentialId, passkeyPublicKey } = anna.wallet
    for (const expected of [
      { organizationId },
      { organizationId, userId },
      { organizationId, userId, credentialId, passkeyPublicKey },
    ]) {
      const { outcome } = await signInThrough({}, { expected })
      expect(session(outcome)).toMatchObject({ organizationId, userId, credentialId, wallets: [] })
      const allowed = await signInThrough({}, { expected, allowNewWallets: true })
      expect(session(allowed.outcome).wallets).toEqual([anna.wallet])
    }
  })

  test('gets their own new wallet only where new wallets are allowed', async () => {
    const { organizationId } = anna.wallet
    const parameters = { organizationId, walletName: 'Second', accounts: [ethereumAccount] }
    const { addresses } = await createWallet(anna.client, parameters)
    expect(session((await signInThrough({})).outcome).wallets).toEqual([anna.wallet])
    const { outcome } = await signInThrough({}, { allowNewWallets: true })
    expect(session(outcome).wallets.map(({ address }) => address)).toEqual([anna.wallet.address, ...addresses])
  })

  test('keeps what the app knows about the passkey', async () => {
    const { authenticatorId: _, ...known } = anna.wallet
    const authenticatorId = mallory.wallet.authenticatorId
    const { outcome } = await signInThrough(
      {
        get_user: ({ user }) => {
          user.authenticators[0].authenticatorId = authenticatorId
        },
      },
      { expected: [known] },
    )
    // The key is the app's own. The id is all that the list can make up.
    expect(session(outcome).wallets).toEqual([{ ...known, authenticatorId }])
  })
})

describe('a list of wallets that lies is refused', () => {
  const accounts = (change: (accounts: Answer[]) => Answer[]) => ({
    list_wallet_accounts: (answer: Answer) => ({ accounts: change(answer.accounts) }),
  })
  const ofMallory = (account: Answer) => ({ ...account, ...accountOf(mallory.wallet) })

  test.each<[string, Lie, string]>([
    ['another address and key', (answer) => ({ accounts: answer.accounts.map(ofMallory) }), 'wallets'],
    ['nothing', () => ({ accounts: [] }), 'wallets'],
    [
      'another wallet id',
      ({ accounts }) => ({
        accounts: accounts.map((account: Answer) => ({ ...account, walletId: mallory.wallet.walletId })),
      }),
      'wallets',
    ],
    [
      'another key for the address',
      ({ accounts }) => ({
        accounts: accounts.map((account: Answer) => ({ ...account, publicKey: mallory.wallet.publicKey })),
      }),
      'publicKey',
    ],
    [
      'another address for the key',
      ({ accounts }) => ({
        accounts: accounts.map((account: Answer) => ({ ...account, address: mallory.wallet.address })),
      }),
      'publicKey',
    ],
    [
      'accounts of another format only',
      ({ accounts }) => ({
        accounts: accounts.map((account: Answer) => ({ ...account, addressFormat: 'ADDRESS_FORMAT_COMPRESSED' })),
      }),
      'wallets',
    ],
  ])('%s', async (_name, change, field) => {
    await expectMismatch(await signInThrough({ list_wallet_accounts: change }), field)
    await expectMismatch(await signInThrough({ list_wallet_accounts: change }, { allowNewWallets: true }), field)
  })

  test('a further wallet is left out, in whatever place it is', async () => {
    for (const lies of [
      accounts((honest) => [ofMallory(honest[0]), ...honest]),
      accounts((honest) => [...honest, { ...ofMallory(honest[0]), createdAt: { seconds: '0', nanos: '0' } }]),
    ])
      expect(session((await signInThrough(lies)).outcome).wallets).toEqual([anna.wallet])
  })
})

describe('a list of wallets that is too much is refused', () => {
  test('pages that never end', async () => {
    let pages = 0
    let account: Answer
    const list_wallet_accounts: Lie = ({ accounts }) => {
      pages++
      account ??= accounts[0]
      return { accounts: Array.from({ length: 100 }, () => ({ ...account, addressFormat: 'ADDRESS_FORMAT_SOLANA' })) }
    }
    for (const expected of [undefined, [anna.wallet]]) {
      pages = 0
      const { outcome } = await signInThrough({ list_wallet_accounts }, { expected })
      expect(outcome).toMatchObject({ name: 'AnswerMismatchError', field: 'accounts' })
      expect(pages).toBe(100)
    }
  })

  test('a page with more than was asked for', async () => {
    const list_wallet_accounts: Lie = ({ accounts }) => ({ accounts: Array(101).fill(accounts[0]) })
    await expectMismatch(await signInThrough({ list_wallet_accounts }), 'accounts')
  })

  test('an account twice is one wallet', async () => {
    const list_wallet_accounts: Lie = ({ accounts }) => ({ accounts: [...accounts, ...accounts] })
    for (const expected of [undefined, [anna.wallet]])
      expect(session((await signInThrough({ list_wallet_accounts }, { expected })).outcome).wallets[0]).toEqual(
        anna.wallet,
      )
    const { outcome } = await signInThrough({ list_wallet_accounts })
    expect(session(outcome).wallets).toHaveLength(1)
  })

  test.each(['walletId', 'address', 'publicKey', 'addressFormat', 'createdAt', 'walletAccountId', 'path'])(
    'a %s without a text form',
    async (field) => {
      const list_wallet_accounts: Lie = ({ accounts }) => {
        accounts[0][field] = { toString: 1, valueOf: 1 }
      }
      const { outcome } = await signInThrough({ list_wallet_accounts }, { expected: undefined })
      expect(outcome).toBeInstanceOf(PasskeyAccountError)
    },
  )
})

test('the wallets that are known come first, in the order of the app, however old the others are', async () => {
  const { organizationId } = anna.wallet
  const parameters = { organizationId, walletName: 'Third', accounts: [ethereumAccount] }
  await createWallet(anna.client, parameters)
  const all = session((await signInThrough({}, { expected: undefined })).outcome).wallets
  const known = [...all].reverse().slice(0, 2)
  const list_wallet_accounts: Lie = ({ accounts }) => ({
    accounts: accounts.reverse().map((account: Answer) => ({
      ...account,
      createdAt: { seconds: account.address === anna.wallet.address ? '0' : account.createdAt.seconds, nanos: '0' },
    })),
  })
  for (const allowNewWallets of [false, true]) {
    const { outcome } = await signInThrough({ list_wallet_accounts }, { expected: known, allowNewWallets })
    expect(session(outcome).wallets.slice(0, 2)).toEqual(known)
  }
})

describe('a list of passkeys that lies is refused', () => {
  const user = (change: (user: Answer) => unknown) => ({
    get_user: (answer: Answer) => {
      change(answer.user)
    },
  })
  test.each<[string, (user: Answer) => unknown, string]>([
    [
      'none',
      (user) => {
        user.authenticators = []
      },
      'user.authenticators',
    ],
    [
      'another credential id',
      (user) => {
        user.authenticators[0].credentialId = mallory.wallet.credentialId
      },
      'user.authenticators',
    ],
    [
      'the passkey twice',
      (user) => {
        user.authenticators.push({ ...user.authenticators[0] })
      },
      'user.authenticators',
    ],
    [
      'another public key',
      (user) => {
        user.authenticators[0].credential.publicKey = mallory.wallet.passkeyPublicKey
      },
      'passkeyPublicKey',
    ],
    [
      'another id at the signer',
      (user) => {
        user.authenticators[0].authenticatorId = mallory.wallet.authenticatorId
      },
      'authenticatorId',
    ],
    [
      'another user',
      (user) => {
        user.userId = mallory.wallet.userId
      },
      'user.userId',
    ],
  ])('%s', async (_name, change, field) => {
    await expectMismatch(await signInThrough(user(change)), field)
  })

  test('also where nothing is expected, if the passkey that answered is not in it', async () => {
    const lies = user((user) => {
      user.authenticators[0].credentialId = mallory.wallet.credentialId
    })
    await expectMismatch(await signInThrough(lies, { expected: undefined }), 'user.authenticators')
  })
})

describe('a session that begins elsewhere', () => {
  /** Registers the session's key in Mallory's organization, and says that this was asked for. */
  const takeOver: Lie = async (answer, request) => {
    const { publicKey } = (await request.json()).parameters
    const { organizationId } = mallory.wallet
    const { session } = await stampLogin(mallory.client, { organizationId, publicKey })
    return {
      activity: { ...answer.activity, organizationId, result: { stampLoginResult: { session } } },
    }
  }

  test('is refused and ended, there and where it was asked for', async () => {
    await expectMismatch(await signInThrough({ stamp_login: takeOver }), 'organizationId')
    const { organizationId } = anna.wallet
    await expectMismatch(
      await signInThrough({ stamp_login: takeOver }, { expected: { organizationId } }),
      'organizationId',
    )
  })

  test('is refused where nothing is expected, unless the list of passkeys lies too', async () => {
    await expectMismatch(await signInThrough({ stamp_login: takeOver }, { expected: undefined }), 'user.authenticators')
    const get_user: Lie = ({ user }) => {
      if (user) user.authenticators[0].credentialId = anna.wallet.credentialId
    }
    // What is left: the word of those who carry the answer.
    const { outcome } = await signInThrough({ stamp_login: takeOver, get_user }, { expected: undefined })
    expect(session(outcome).organizationId).toBe(mallory.wallet.organizationId)
  })

  test('is refused where the credential id is swapped for one with the same public key', async () => {
    // Nothing in a registration without attestation proves who made it.
    const { organizationId } = open.organization
    const squatted = squat()
    await createSubOrganization(open.organization.client, { organizationId, passkey: squatted, userName: 'squatter' })
    const fetchFn: FetchFn = async (request) => {
      const headers = new Headers(request.headers)
      const name = 'X-Stamp-Webauthn'
      const stamp = headers.get(name)
      if (stamp) headers.set(name, JSON.stringify({ ...JSON.parse(stamp), credentialId: squatted.credentialId }))
      return open.signer.fetch(new Request(request, { headers }))
    }
    await expectMismatch(await signInThrough({}, { fetchFn }), 'organizationId')
    await expectMismatch(await signInThrough({}, { fetchFn, expected: undefined }), 'user.authenticators')
  })

  function squat() {
    const { challenge, attestation, credentialId } = anna.passkey
    const bytes = Buffer.from(attestation.attestationObject, 'base64url')
    const own = Buffer.from(credentialId, 'base64url')
    const other = Buffer.alloc(own.length, 7)
    other.copy(bytes, bytes.indexOf(own))
    const squattedId = other.toString('base64url')
    const attestationObject = bytes.toString('base64url')
    return {
      challenge,
      credentialId: squattedId,
      attestation: { ...attestation, credentialId: squattedId, attestationObject },
    }
  }

  const claims =
    (change: object): Lie =>
    (answer) => {
      const { stampLoginResult } = answer.activity.result
      const [head, payload = '', tail] = stampLoginResult.session.split('.')
      stampLoginResult.session = [head, btoa(JSON.stringify({ ...JSON.parse(atob(payload)), ...change })), tail].join(
        '.',
      )
    }
  test.each<[string, () => Lie, string]>([
    ['another user in the token', () => claims({ user_id: mallory.wallet.userId }), 'userId'],
    [
      'another organization in the token',
      () => claims({ organization_id: mallory.wallet.organizationId }),
      'session.organization_id',
    ],
    ['another key in the token', () => claims({ public_key: `02${'11'.repeat(32)}` }), 'session.public_key'],
    ['nobody in the token', () => claims({ user_id: 1 }), 'session'],
    ['no text in the token', () => claims({ public_key: { toString: 1, valueOf: 1 } }), 'session.public_key'],
    [
      'another organization',
      () => (answer) => {
        answer.activity.organizationId = mallory.wallet.organizationId
      },
      'organizationId',
    ],
    [
      'another fingerprint',
      () => (answer) => {
        answer.activity.fingerprint = `sha256:${'0'.repeat(64)}`
      },
      'fingerprint',
    ],
  ])('is ended if the answer names %s', async (_name, toLie, field) => {
    await expectMismatch(await signInThrough({ stamp_login: toLie() }), field)
    const { outcome, key } = await signInThrough({ stamp_login: toLie() }, { expected: undefined })
    if (outcome instanceof Error) {
      const { organizationId } = anna.wallet
      const asking = whoami(open.client, { organizationId, stamper: apiKeyStamper(key) })
      await expect(asking).rejects.toBeInstanceOf(UnknownCredentialError)
    }
  })

  test('is not waited for if it cannot be ended', async () => {
    const never = () => new Promise<never>(() => undefined)
    const fetchFn: FetchFn = (request) =>
      request.url.endsWith('/delete_api_keys') ? never() : open.signer.fetch(request)
    const client = createSignerClient({
      ...anna.client,
      timeout: 300,
      fetchFn: lie(fetchFn, { list_wallet_accounts: () => ({ accounts: [] }) }),
    })
    const { organizationId } = open.organization
    const key = await createSessionKey()
    const signing = signIn(client, { organizationId, key, storage: createSessionStorage(), expected: [anna.wallet] })
    await expect(signing).rejects.toMatchObject({ field: 'wallets' })
  })
})

describe('the passkey that answers the prompt', () => {
  const expectUnsent = (attempt: Awaited<ReturnType<typeof signInThrough>>, field: string) => {
    expect(attempt.outcome).toMatchObject({ name: 'AnswerMismatchError', field })
    const said = /^The user picked another passkey than expected, so nothing was sent\./
    expect(attempt.outcome).toMatchObject({ message: expect.stringMatching(said) })
    // Nobody has answered.
    expect(attempt.outcome).toMatchObject({ message: expect.not.stringContaining('trust') })
    expect(attempt).toMatchObject({ sent: [], prompts: 1 })
  }

  test('is one that is expected, or nothing is sent', async () => {
    expectUnsent(await signInThrough({}, { expected: [mallory.wallet] }), 'stamp.credentialId')
    const { organizationId } = anna.wallet
    const expected = { organizationId, credentialId: mallory.wallet.credentialId }
    expectUnsent(await signInThrough({}, { expected }), 'stamp.credentialId')
  })

  test('has the public key that is known, or nothing is sent', async () => {
    const { passkeyPublicKey } = mallory.wallet
    expectUnsent(await signInThrough({}, { expected: [{ ...anna.wallet, passkeyPublicKey }] }), 'stamp.signature')
    const { organizationId } = anna.wallet
    expectUnsent(await signInThrough({}, { expected: { organizationId, passkeyPublicKey } }), 'stamp.signature')
  })

  /** Changes the stamp of Anna's passkey where the page gets it. */
  const changed = (change: (stamp: Answer) => object): Stamper => ({
    stamp: async (payload) => {
      const { stampHeaderName, stampHeaderValue } = await anna.stamper.stamp(payload)
      const stamp = JSON.parse(stampHeaderValue)
      return { stampHeaderName, stampHeaderValue: JSON.stringify({ ...stamp, ...change(stamp) }) }
    },
  })
  const clientData = (change: object) => (stamp: Answer) => {
    const data = JSON.parse(Buffer.from(stamp.clientDataJson, 'base64url').toString())
    return { clientDataJson: Buffer.from(JSON.stringify({ ...data, ...change })).toString('base64url') }
  }
  test.each<[string, (stamp: Answer) => object]>([
    ['no signature', () => ({ signature: '' })],
    ['no base64url', () => ({ signature: '***' })],
    ['a signature that is cut', ({ signature }) => ({ signature: signature.slice(0, -8) })],
    ['a signature of zeros', () => ({ signature: Buffer.from('3006020100020100', 'hex').toString('base64url') })],
    ['other authenticator data', ({ authenticatorData }) => ({ authenticatorData: `A${authenticatorData.slice(1)}` })],
    ['another challenge', clientData({ challenge: 'AAAA' })],
    ['another type', clientData({ type: 'webauthn.create' })],
    ['client data that is no JSON', () => ({ clientDataJson: 'AAAA' })],
  ])('%s is refused before anything is sent', async (_name, change) => {
    expectUnsent(await signInThrough({}, { stamper: changed(change) }), 'stamp.signature')
  })

  test('has signed this request and not another', async () => {
    const stamper: Stamper = { stamp: () => anna.stamper.stamp('another body') }
    expectUnsent(await signInThrough({}, { stamper }), 'stamp.signature')
  })

  test('may have an RS256 key', async () => {
    const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
    const rsa = { ...algorithm, modulusLength: 2048, publicExponent: Uint8Array.of(1, 0, 1) }
    const [own, other] = await Promise.all(
      [rsa, rsa].map((each) => crypto.subtle.generateKey(each, true, ['sign', 'verify'])),
    )
    if (!own || !other) throw new Error('There are no keys.')
    const cose = async ({ publicKey }: CryptoKeyPair) => {
      const { n = '' } = await crypto.subtle.exportKey('jwk', publicKey)
      // { 1: 3, 3: -257, -1: n, -2: e }
      const parts = [
        Buffer.from('a401030339010020590100', 'hex'),
        Buffer.from(n, 'base64url'),
        Buffer.from('2143010001', 'hex'),
      ]
      return Buffer.concat(parts).toString('base64url')
    }
    const rsaStamper = (change: (stamp: Answer) => object): Stamper => ({
      stamp: async (payload) => {
        const { stampHeaderName, stampHeaderValue } = await changed(change).stamp(payload)
        const stamp = JSON.parse(stampHeaderValue)
        const hash = await crypto.subtle.digest('SHA-256', Buffer.from(stamp.clientDataJson, 'base64url'))
        const signed = Buffer.concat([Buffer.from(stamp.authenticatorData, 'base64url'), Buffer.from(hash)])
        const signature = Buffer.from(await crypto.subtle.sign(algorithm, own.privateKey, signed)).toString('base64url')
        return { stampHeaderName, stampHeaderValue: JSON.stringify({ ...stamp, signature }) }
      },
    })
    const stamper = rsaStamper(() => ({}))
    const right = { ...anna.wallet, passkeyPublicKey: await cose(own) }
    const wrong = { ...anna.wallet, passkeyPublicKey: await cose(other) }
    expectUnsent(await signInThrough({}, { stamper, expected: [wrong] }), 'stamp.signature')
    const registering = rsaStamper(clientData({ type: 'webauthn.create' }))
    expectUnsent(await signInThrough({}, { stamper: registering, expected: [right] }), 'stamp.signature')
    // Verified here, so it is sent: the signer knows another key for this passkey.
    const attempt = await signInThrough({}, { stamper, expected: [right] })
    expect(attempt.sent[0]).toBe('stamp_login')
    expect(attempt.outcome).toMatchObject({ name: 'StampRejectedError' })
  })
})

describe('what is expected is read once', () => {
  test.each<[string, () => unknown]>([
    ['an empty list', () => []],
    ['null', () => null],
    ['a text', () => JSON.stringify([anna.wallet])],
    ['an empty object', () => ({})],
    ['no organization', () => ({ userId: anna.wallet.userId })],
    ['an empty organization', () => ({ organizationId: '' })],
    ['a user id that is no text', () => ({ organizationId: 'o', userId: 1 })],
    ['a hole', () => new Array(1)],
    ['a list with null', () => [anna.wallet, null]],
    ['a wallet without a user', () => [{ ...anna.wallet, userId: undefined }]],
    ['a wallet with an empty id', () => [{ ...anna.wallet, walletId: '' }]],
    ['another public key', () => [{ ...anna.wallet, publicKey: mallory.wallet.publicKey }]],
    ['another address', () => [anna.wallet, { ...anna.wallet, address: mallory.wallet.address }]],
    ['something that is not an address', () => [{ ...anna.wallet, address: 'anna.eth' }]],
    ['something that is not a passkey key', () => [{ ...anna.wallet, passkeyPublicKey: 'AAAA' }]],
    ['a passkey key with padding', () => [{ ...anna.wallet, passkeyPublicKey: `${anna.wallet.passkeyPublicKey}=` }]],
    [
      'a passkey key with more behind it',
      () => ({ organizationId: 'o', passkeyPublicKey: `${anna.wallet.passkeyPublicKey}AAAA` }),
    ],
    ['a passkey id that is no text', () => [{ ...anna.wallet, authenticatorId: 1 }]],
    [
      'two keys for one passkey',
      () => [anna.wallet, { ...anna.wallet, passkeyPublicKey: mallory.wallet.passkeyPublicKey }],
    ],
  ])('%s is refused before the prompt', async (_name, toExpected) => {
    const expected = toExpected() as ExpectedUser
    const attempt = await signInThrough({}, { expected })
    expect(attempt.outcome).toMatchObject({ name: 'InvalidParameterError', parameter: 'expected' })
    expect(attempt).toMatchObject({ prompts: 0, sent: [] })
  })

  test('a change while the prompt is open changes nothing', async () => {
    const wallet = { ...anna.wallet }
    const expected = [wallet]
    let answer: (value: 'approve') => void = () => undefined
    anna.virtual.next(
      new Promise((resolve) => {
        answer = resolve
      }),
    )
    const list_wallet_accounts: Lie = ({ accounts }) => ({
      accounts: [{ ...accounts[0], ...accountOf(mallory.wallet) }],
    })
    const client = createSignerClient({ ...anna.client, fetchFn: lie(open.signer.fetch, { list_wallet_accounts }) })
    const key = await createSessionKey()
    const { organizationId } = open.organization
    const signing = signIn(client, { organizationId, key, storage: createSessionStorage(), expected })
    Object.assign(wallet, accountOf(mallory.wallet))
    expected.length = 0
    answer('approve')
    await expect(signing).rejects.toMatchObject({ name: 'AnswerMismatchError', field: 'wallets' })
  })

  test('a second click joins only with the same', async () => {
    const key = await createSessionKey()
    const parameters = { organizationId: open.organization.organizationId, key, storage: createSessionStorage() }
    const first = signIn(anna.client, { ...parameters, expected: [anna.wallet] })
    const joined = signIn(anna.client, { ...parameters, expected: [{ ...anna.wallet }], allowNewWallets: false })
    for (const more of [
      {},
      { expected: [anna.wallet, mallory.wallet] },
      { expected: [anna.wallet], allowNewWallets: true },
    ])
      await expect(signIn(anna.client, { ...parameters, ...more })).rejects.toMatchObject({ parameter: 'key' })
    expect(await joined).toBe(await first)
  })
})

test('the expected passkey may be a second one of the same user', async () => {
  const { organizationId, userId } = anna.wallet
  const phone = createVirtualPasskey({ rpId: 'localhost', origin: 'http://localhost' })
  const as = { organizationId, userId }
  const added = await addPasskey(anna.client, {
    ...as,
    passkeys: [anna.wallet],
    rp,
    user: { name: 'anna' },
    createFn: phone.createFn,
  })
  const known = { ...anna.wallet, ...added }
  const stamper = webAuthnStamper({ rpId: 'localhost', getFn: phone.getFn })
  const { outcome } = await signInThrough({}, { stamper, expected: [anna.wallet, known] })
  expect(session(outcome).wallets).toEqual([known])
  const unknown = await signInThrough({}, { stamper })
  expect(unknown.outcome).toMatchObject({ field: 'stamp.credentialId' })
})
