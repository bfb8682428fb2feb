import {
  addPasskey,
  createSessionKey,
  createSignerClient,
  endSessions,
  listPasskeys,
  removePasskey,
  restoreSession,
  type SessionStorage,
  type Stamper,
  type StoredSession,
  signIn,
  signOut,
} from 'viem-passkey-account'
import {
  approveActivity,
  deleteAuthenticators,
  query,
  sendSignedRequest,
  stampLogin,
  stampRequest,
} from 'viem-passkey-account/actions'
import { createVirtualPasskey } from 'viem-passkey-account/testing'
import { describe } from 'vitest'
import { createSessionStorage } from '../harness/createSessionStorage.js'
import { attack } from './attack.js'
import { change, type Json, type Lie } from './lyingTransport.js'
import { openUsers, rp, type User } from './openUsers.js'

// Between an honest page and an honest signer stands somebody who lies. Mallory is also a user of the app, with a
// sub-organization, a wallet and keys of her own. She wants a user in her wallet, their good passkey deleted, their stamps
// sent elsewhere, or herself believed.

const { liar, signer, parentId, client: withoutStamper, fetchFn, openUser, anna, mallory, whose } = await openUsers()
const client = createSignerClient({ ...withoutStamper, stamper: anna.stamper })
/** A way to the signer without the liar. */
const direct = createSignerClient({ ...client, fetchFn: signer.fetch })
const asAnna = { organizationId: anna.wallet.organizationId, userId: anna.wallet.userId }
const accountOf = async ({ wallet, stamper }: User): Promise<Json> =>
  (
    await query(createSignerClient({ ...direct, stamper }), {
      path: '/public/v1/query/list_wallet_accounts',
      body: { organizationId: wallet.organizationId },
    })
  ).accounts
const malloryAccounts = await accountOf(mallory)

type SignInParameters = Partial<signIn.Parameters>
async function trySignIn(parameters: SignInParameters = {}): Promise<string> {
  return whose(
    await signIn(client, {
      organizationId: parentId,
      key: await createSessionKey(),
      storage: createSessionStorage(),
      expected: [anna.wallet],
      ...parameters,
    }),
  )
}

function lies(title: string, outcome: string, lie: Lie, run: () => Promise<string>): void {
  attack(title, outcome, () => {
    liar.lie(lie)
    return run()
  })
}

describe("Sign-in into somebody else's wallet", () => {
  attack('no lie', "Anna, with the wallets: Anna's", () => trySignIn())
  const accounts = 'query/list_wallet_accounts'
  lies(
    "the wallet list is Mallory's",
    'AnswerMismatchError: wallets',
    change(accounts, () => ({ accounts: malloryAccounts })),
    trySignIn,
  )
  lies(
    "Mallory's wallet beside Anna's: it is left out",
    "Anna, with the wallets: Anna's",
    change(accounts, ({ accounts }) => ({ accounts: [...malloryAccounts, ...accounts] })),
    trySignIn,
  )
  lies(
    'no wallets',
    'AnswerMismatchError: wallets',
    change(accounts, () => ({ accounts: [] })),
    trySignIn,
  )
  lies(
    "Anna's address with Mallory's public key",
    'AnswerMismatchError: publicKey',
    change(accounts, ({ accounts }) => ({
      accounts: accounts.map((one: Json) => ({ ...one, publicKey: malloryAccounts[0].publicKey })),
    })),
    trySignIn,
  )
  lies(
    "the session key registered in Mallory's organization instead",
    'AnswerMismatchError: organizationId',
    async (request, forward) => {
      if (!request.path.includes('stamp_login')) return forward()
      const { publicKey } = JSON.parse(request.body).parameters
      const own = createSignerClient({ ...direct, stamper: mallory.stamper })
      const login = await stampLogin(own, { organizationId: mallory.wallet.organizationId, publicKey })
      const honestAnswer: Json = await (await forward()).json()
      honestAnswer.activity.organizationId = mallory.wallet.organizationId
      honestAnswer.activity.result.stampLoginResult.session = login.session
      return Response.json(honestAnswer)
    },
    trySignIn,
  )
  const signInAsMallory: Stamper = mallory.stamper
  lies(
    "the user picks Mallory's passkey: nothing is sent",
    'AnswerMismatchError: stamp.credentialId',
    (_request, forward) => forward(),
    () => trySignIn({ stamper: signInAsMallory }),
  )
  const swapped: Stamper = {
    async stamp(body) {
      const stamp = await mallory.stamper.stamp(body)
      const value = { ...JSON.parse(stamp.stampHeaderValue), credentialId: anna.wallet.credentialId }
      return { ...stamp, stampHeaderValue: JSON.stringify(value) }
    },
  }
  lies(
    "Mallory's assertion under Anna's credential id",
    'AnswerMismatchError: stamp.signature',
    (_request, forward) => forward(),
    () => trySignIn({ stamper: swapped }),
  )
  lies(
    'a token of another user',
    'AnswerMismatchError: userId',
    change('submit/stamp_login', ({ activity }) => {
      const result = activity.result.stampLoginResult
      const [head, payload, signature] = result.session.split('.')
      const claims = { ...JSON.parse(atob(payload)), user_id: mallory.wallet.userId }
      result.session = [head, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.')
    }),
    trySignIn,
  )
  lies(
    'a token that is no token',
    'AnswerMismatchError: session',
    change('submit/stamp_login', ({ activity }) => {
      activity.result.stampLoginResult.session = 'constructor'
    }),
    trySignIn,
  )
  lies(
    "Anna's passkey missing in the user's list",
    'AnswerMismatchError: user.authenticators',
    change('query/get_user', ({ user }) => ({ user: { ...user, authenticators: [] } })),
    trySignIn,
  )
  lies(
    "Anna's passkey with Mallory's key in the user's list",
    'AnswerMismatchError: passkeyPublicKey',
    change('query/get_user', ({ user }) => {
      for (const one of user.authenticators) one.credential.publicKey = mallory.wallet.passkeyPublicKey
    }),
    trySignIn,
  )
  lies(
    'ids alone are expected, and the wallet list is forged: no wallet is believed',
    'Anna, with the wallets: none',
    change(accounts, () => ({ accounts: malloryAccounts })),
    () => trySignIn({ expected: { ...asAnna, credentialId: anna.wallet.credentialId } }),
  )
  attack('a session of a year', 'InvalidParameterError', () => trySignIn({ expirationSeconds: 31_536_000 }))
  attack("a stored session of Mallory's", 'unexpected', async () => {
    const own = createSignerClient({ ...direct, stamper: mallory.stamper })
    const storage = createSessionStorage()
    await signIn(own, { organizationId: parentId, key: await createSessionKey(), storage })
    const restored = await restoreSession({ expected: [anna.wallet], storage })
    return restored.reason ?? whose(restored.session)
  })
  attack("a stored session with Mallory's wallet in it", 'unreadable', async () => {
    let kept: StoredSession | undefined
    const storage: SessionStorage = {
      ...createSessionStorage(),
      save: async (stored) => {
        kept = stored
      },
      load: async () => kept && { ...kept, wallets: [{ ...anna.wallet, address: mallory.wallet.address }] },
    }
    await signIn(direct, { organizationId: parentId, key: await createSessionKey(), storage })
    const restored = await restoreSession({ expected: [anna.wallet], storage })
    return restored.reason ?? whose(restored.session)
  })
})

describe("Sign-up with somebody else's wallet", () => {
  const trySignUp = async (): Promise<string> => {
    const { wallet } = await openUser('anna', fetchFn)
    return wallet.address === mallory.wallet.address ? "Mallory's wallet" : 'a wallet'
  }
  const wallet = (edit: (wallet: Json) => unknown) => change('/sign-up', (answer) => void edit(answer.wallet))
  attack('no lie', 'a wallet', trySignUp)
  lies(
    "Mallory's wallet",
    'SignUpError: wallet.credentialId',
    change('/sign-up', () => ({ wallet: mallory.wallet })),
    trySignUp,
  )
  lies(
    "Mallory's wallet, under the new credential id",
    'SignUpError: wallet.passkeyPublicKey',
    change('/sign-up', (answer) => ({ wallet: { ...mallory.wallet, credentialId: answer.wallet.credentialId } })),
    trySignUp,
  )
  lies(
    "Mallory's address",
    'SignUpError: wallet.publicKey',
    wallet((one) => Object.assign(one, { address: mallory.wallet.address })),
    trySignUp,
  )
  lies(
    "Mallory's public key",
    'SignUpError: wallet.publicKey',
    wallet((one) => Object.assign(one, { publicKey: mallory.wallet.publicKey })),
    trySignUp,
  )
  lies(
    "Mallory's passkey",
    'SignUpError: wallet.passkeyPublicKey',
    wallet((one) => Object.assign(one, { passkeyPublicKey: mallory.wallet.passkeyPublicKey })),
    trySignUp,
  )
  lies('a page', 'SignUpError', () => new Response('<html>'), trySignUp)
  lies('a megabyte', 'SignUpError', () => new Response(' '.repeat(2 ** 20)), trySignUp)
  lies(
    'the request, repeated in an error',
    'SignUpError',
    ({ body }) => Response.json({ message: body }, { status: 400 }),
    trySignUp,
  )
})

describe('Passkeys', () => {
  /** A user with a good passkey and one that was lost. */
  async function openTwo() {
    const user = await openUser('anna')
    const phone = createVirtualPasskey({ rpId: rp.id, origin: 'http://localhost' })
    const as = { organizationId: user.wallet.organizationId, userId: user.wallet.userId }
    const lost = await addPasskey(createSignerClient({ ...direct, stamper: user.stamper }), {
      ...as,
      rp,
      user: { name: 'anna' },
      createFn: phone.createFn,
      passkeys: [user.wallet],
    })
    const own = createSignerClient({ ...client, stamper: user.stamper })
    const left = async () => {
      const passkeys = await listPasskeys(createSignerClient({ ...direct, stamper: user.stamper }), as)
      const isGone = (id: string) => passkeys.every(({ credentialId }) => credentialId !== id)
      return isGone(user.wallet.credentialId)
        ? 'the good one is gone'
        : isGone(lost.credentialId)
          ? 'the lost one is gone'
          : 'both are left'
    }
    return { user, as, lost, own, left }
  }
  /** The list names each passkey by the other's id. */
  const swapIds = change('query/get_user', ({ user }) => {
    const [a, b] = user.authenticators
    const { authenticatorId } = a
    a.authenticatorId = b.authenticatorId
    b.authenticatorId = authenticatorId
  })
  attack('removal by the authenticator id, with a swapped list', 'the lost one is gone', async () => {
    const { as, lost, own, left } = await openTwo()
    liar.lie(swapIds)
    await removePasskey(own, { ...as, authenticatorId: lost.authenticatorId, rpId: rp.id })
    return left()
  })
  attack('removal by both ids, with a swapped list', 'AnswerMismatchError: credentialId', async () => {
    const { as, lost, own, left } = await openTwo()
    liar.lie(swapIds)
    await removePasskey(own, {
      ...as,
      authenticatorId: lost.authenticatorId,
      credentialId: lost.credentialId,
      rpId: rp.id,
    })
    return left()
  })
  attack(
    'removal by the credential id, with swapped credential ids',
    'AnswerMismatchError: passkeyPublicKey',
    async () => {
      const { as, lost, own, left } = await openTwo()
      liar.lie(
        change('query/get_user', ({ user }) => {
          const [a, b] = user.authenticators
          const { credentialId } = a
          a.credentialId = b.credentialId
          b.credentialId = credentialId
        }),
      )
      await removePasskey(own, {
        ...as,
        credentialId: lost.credentialId,
        passkeyPublicKey: lost.passkeyPublicKey,
        rpId: rp.id,
      })
      return left()
    },
  )
  attack('a new passkey that was never added', 'AddPasskeyError', async () => {
    const { user, as, own } = await openTwo()
    const another = createVirtualPasskey({ rpId: rp.id, origin: 'http://localhost' })
    liar.lie(async (request, forward) => {
      if (!request.path.includes('create_authenticators')) return forward()
      // The answer is the signer's own, and the passkey is gone again before anybody reads it.
      const { activity }: Json = await (await forward()).json()
      const [authenticatorId] = activity.result.createAuthenticatorsResult.authenticatorIds
      await deleteAuthenticators(createSignerClient({ ...direct, stamper: user.stamper }), {
        ...as,
        authenticatorIds: [authenticatorId],
      })
      return Response.json({ activity })
    })
    await addPasskey(own, {
      ...as,
      rp,
      user: { name: 'anna' },
      createFn: another.createFn,
      getFn: another.getFn,
      passkeys: [user.wallet],
      verify: true,
    })
    return 'believed'
  })
})

describe('"Done"', () => {
  const begin = async () =>
    signIn(direct, { organizationId: parentId, key: await createSessionKey(), storage: createSessionStorage() })
  const refuse = (status: number, turnkeyErrorCode: string) => () =>
    Response.json({ code: 16, message: 'no', details: [], turnkeyErrorCode }, { status })
  const out = async () => signOut(client, { session: await begin(), storage: createSessionStorage() })
  attack('signing out, honestly', 'ended', out)
  lies('a forged 401', 'not known to the signer', refuse(401, 'PUBLIC_KEY_NOT_FOUND'), out)
  lies(
    'nobody answers',
    'not reached',
    () => {
      throw new TypeError('fetch failed')
    },
    out,
  )
  lies('a page answers', 'not reached', () => new Response('<html>'), out)
  lies(
    'sessions that were not ended',
    'AnswerMismatchError: apiKeyIds',
    change('submit/delete_api_keys', ({ activity }) => {
      activity.result.deleteApiKeysResult.apiKeyIds = []
    }),
    async () => {
      await begin()
      return `ended ${(await endSessions(client, asAnna)).sessionIds.length}`
    },
  )
})

describe('Requests that go elsewhere', () => {
  const stamped = () =>
    stampRequest(direct, {
      type: 'ACTIVITY_TYPE_CREATE_WALLET',
      organizationId: asAnna.organizationId,
      parameters: { walletName: 'W', accounts: [] },
    })
  const sent = async () => JSON.stringify(liar.requests.slice(-1))
  for (const path of [
    '.evil.example/public/v1/query/whoami',
    '@evil.example/public/v1/query/whoami',
    '//evil.example/public/v1/query/whoami',
    '/public/v1/query/../../../admin',
    '/public/v1/query/whoami?x=1',
    '/public/v1/query/whoami#x',
    '/public/v2/query/whoami',
    '/public/v1/query/who ami',
  ])
    attack(`a query to ${path}`, 'InvalidParameterError', async () => {
      await query(client, { path, body: { organizationId: parentId } })
      return sent()
    })
  for (const [title, name, value] of [
    ['a cookie', 'cookie', 'session=1'],
    ['another header', 'authorization', 'Bearer x'],
    ['a header name with a line break', 'x-stamp\r\nhost', 'x'],
    ['a stamp with a line break', 'X-Stamp', 'x\r\nhost: evil.example'],
    ['a stamp of letters outside ASCII', 'X-Stamp', 'ſtamp'],
  ] as const)
    attack(`a signed request whose stamp is ${title}`, 'InvalidSignedRequestError', async () => {
      const request = await stamped()
      await sendSignedRequest(client, {
        request: { ...request, stamp: { stampHeaderName: name, stampHeaderValue: value } },
      })
      return sent()
    })
  attack('a signed request to another host goes to the own signer', '["/public/v1/submit/create_wallet"]', async () => {
    const request = await stamped()
    await sendSignedRequest(client, {
      request: { ...request, url: 'https://evil.example/public/v1/submit/create_wallet' },
    })
    return sent()
  })
  for (const url of [
    'http://signer.example',
    'http://10.0.0.1',
    'http://localhost.evil.example',
    'https://user:secret@signer.example',
    'ftp://localhost',
    'javascript:0',
  ])
    attack(`a signer at ${url}`, 'InvalidParameterError', async () => {
      createSignerClient({ url })
      return 'taken'
    })
})

describe('Approving blind', () => {
  attack('the fingerprint of another body', 'InvalidParameterError', async () => {
    const body = JSON.stringify({
      organizationId: mallory.wallet.organizationId,
      type: 'x',
      timestampMs: '0',
      parameters: {},
    })
    await approveActivity(client, { organizationId: asAnna.organizationId, body })
    return 'approved'
  })
})
