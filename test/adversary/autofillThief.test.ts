import {
  createPasskeyAccount,
  createSessionKey,
  createSignerClient,
  type GetFn,
  listSessions,
  type PasskeyWallet,
  type SessionStorage,
  type StoredSession,
  signIn,
  signOut,
  startAutofill,
} from 'viem-passkey-account'
import { stampLogin } from 'viem-passkey-account/actions'
import { describe } from 'vitest'
import { createAutofill } from '../harness/createAutofill.js'
import { createSessionStorage } from '../harness/createSessionStorage.js'
import { attack } from './attack.js'
import { change, type Json, type Lie } from './lyingTransport.js'
import { openUsers, rp } from './openUsers.js'

// Autofill is armed when the page loads. What it expects and where it stores wait there until the user picks a passkey, and
// no prompt tells them what for. Mallory, another user of the app, wants Anna in her wallet, or a session of Anna's.

const { liar, parentId, honest, client, anna, mallory, whose } = await openUsers()

/** Ways to the signer without the liar. */
const asAnna = createSignerClient({ ...client, fetchFn: honest, stamper: anna.stamper })
const asMallory = createSignerClient({ ...client, fetchFn: honest, stamper: mallory.stamper })

const annasSession = "Anna, with the wallets: Anna's"

// Reads without a prompt, which would get in the way of a pick.
const witness = await signIn(asAnna, {
  organizationId: parentId,
  key: await createSessionKey(),
  storage: createSessionStorage(),
})
/** How many sessions Anna has at the signer. */
async function countSessions(): Promise<number> {
  const { organizationId, userId } = anna.wallet
  return (await listSessions(asAnna, { organizationId, userId, stamper: witness })).length
}

type Parameters = Partial<startAutofill.Parameters>
function arm(parameters: Parameters, getFn: GetFn = anna.virtual.getFn) {
  const autofill = createAutofill({ getFn })
  const storage = createSessionStorage()
  const running = startAutofill(client, {
    organizationId: parentId,
    rpId: rp.id,
    getFn: autofill.getFn,
    storage,
    expected: [anna.wallet],
    ...parameters,
  })
  running.catch(() => undefined)
  return { running, storage, autofill }
}

/** Arms autofill, picks a passkey in it, and says who is signed in. A failure must leave nothing behind. */
async function pick(parameters: Parameters = {}, getFn?: GetFn): Promise<string> {
  const before = await countSessions()
  const { running, storage, autofill } = arm(parameters, getFn)
  const picking = autofill.request(1).then((request) => request.pick())
  try {
    await Promise.race([picking, running])
    const session = await running
    // The signer keeps only the latest ten.
    await signOut(asAnna, { session, storage })
    return whose(session)
  } catch (error) {
    if (storage.kept()) return 'a session is stored'
    if ((await countSessions()) > before) return 'a session of Anna is left at the signer'
    if (autofill.open.size > 0) return 'a request is open'
    throw error
  }
}

function lies(title: string, outcome: string, lie: Lie, parameters?: Parameters): void {
  attack(title, outcome, () => {
    liar.lie(lie)
    return pick(parameters)
  })
}

const onLogin =
  (lie: Lie): Lie =>
  (request, forward) =>
    request.path.includes('stamp_login') ? lie(request, forward) : forward()

describe('Autofill through a lying proxy', () => {
  attack('no lie', annasSession, () => pick())
  const answerMallorys = change('query/list_wallet_accounts', ({ accounts }) => ({
    accounts: accounts.map((one: Json) => ({ ...one, ...addressOf(mallory.wallet) })),
  }))
  lies("the wallet list is Mallory's", 'AnswerMismatchError: wallets', answerMallorys)
  lies('the same, where new wallets are allowed', 'AnswerMismatchError: wallets', answerMallorys, {
    allowNewWallets: true,
  })
  lies('the same, where ids are expected: no wallet is believed', 'Anna, with the wallets: none', answerMallorys, {
    expected: { organizationId: anna.wallet.organizationId, credentialId: anna.wallet.credentialId },
  })
  lies(
    "Anna's session key, registered in Mallory's organization instead",
    'AnswerMismatchError: organizationId',
    onLogin(async ({ body }) => {
      const { organizationId } = mallory.wallet
      const login = await stampLogin(asMallory, { organizationId, publicKey: JSON.parse(body).parameters.publicKey })
      return answerLogin({ body, session: login.session })
    }),
  )
  lies(
    "Anna's request under Mallory's stamp: the signer answers for Mallory, with the right fingerprint",
    'AnswerMismatchError: organizationId',
    onLogin(async ({ url, body }) => {
      const { stampHeaderName, stampHeaderValue } = await mallory.stamper.stamp(body)
      const headers = { 'content-type': 'application/json', [stampHeaderName]: stampHeaderValue }
      return honest(new Request(url, { method: 'POST', headers, body }))
    }),
  )
  lies(
    "a log-in for a key of Mallory's",
    'AnswerMismatchError: fingerprint',
    onLogin(async ({ url }) => {
      const { publicKey } = await createSessionKey()
      const body = JSON.stringify({
        type: 'ACTIVITY_TYPE_STAMP_LOGIN',
        timestampMs: String(Date.now()),
        organizationId: parentId,
        parameters: { publicKey, expirationSeconds: '900' },
      })
      const { stampHeaderName, stampHeaderValue } = await mallory.stamper.stamp(body)
      const headers = { 'content-type': 'application/json', [stampHeaderName]: stampHeaderValue }
      return honest(new Request(url, { method: 'POST', headers, body }))
    }),
  )
  attack("a token of Mallory's for Anna's session", 'AnswerMismatchError: session.organization_id', async () => {
    const { publicKey } = await createSessionKey()
    const login = await stampLogin(asMallory, { organizationId: mallory.wallet.organizationId, publicKey })
    liar.lie(
      change('submit/stamp_login', ({ activity }) => {
        activity.result.stampLoginResult = login
      }),
    )
    return pick()
  })
})

const addressOf = ({ address, publicKey }: PasskeyWallet) => ({ address, publicKey })

/** The answer to a log-in that only the request's body and Mallory's organization make. */
async function answerLogin({ body, session }: { body: string; session: string }): Promise<Response> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(body))
  const fingerprint = `sha256:${Buffer.from(digest).toString('hex')}`
  const type = 'ACTIVITY_TYPE_STAMP_LOGIN'
  const { organizationId } = mallory.wallet
  const id = '00000000-0000-4000-8000-000000000000'
  const status = 'ACTIVITY_STATUS_COMPLETED'
  const result = { stampLoginResult: { session } }
  return Response.json({ activity: { id, organizationId, type, status, fingerprint, result, failure: null } })
}

describe('Autofill with another passkey, or with another one expected', () => {
  attack("Mallory's assertion under Anna's credential id", 'AnswerMismatchError: stamp.signature', async () => {
    const requests = liar.requests.length
    const { credentialId: id } = anna.wallet
    const swapped: GetFn = async (options, context) => ({
      ...(await mallory.virtual.getFn(options, context)),
      id,
      rawId: id,
    })
    return pick({}, swapped).finally(() => {
      if (liar.requests.length > requests) throw new Error('Something was sent.')
    })
  })
  const { organizationId, userId, walletId } = mallory.wallet
  const expect = (more: Partial<PasskeyWallet>) => () => pick({ expected: [{ ...anna.wallet, ...more }] })
  attack(
    "Anna's passkey is expected in Mallory's organization",
    'AnswerMismatchError: organizationId',
    expect({ organizationId, userId, walletId, ...addressOf(mallory.wallet) }),
  )
  attack("Mallory's user is expected in Anna's organization", 'AnswerMismatchError: userId', expect({ userId }))
  attack("Mallory's address is expected", 'AnswerMismatchError: wallets', expect(addressOf(mallory.wallet)))
  attack(
    "Mallory's address with Anna's public key is expected: not even armed",
    'InvalidParameterError',
    expect({ address: mallory.wallet.address }),
  )
  attack("Mallory's wallet is expected first", annasSession, () =>
    pick({ expected: [mallory.wallet, anna.wallet], allowNewWallets: true }),
  )
})

describe('Autofill with a storage that somebody writes', () => {
  /** A storage in which a session appears while autofill is armed. */
  const planting = (stored: StoredSession): SessionStorage => {
    let planted: StoredSession | undefined
    return {
      ...createSessionStorage(),
      load: async () => planted,
      subscribe(onChange) {
        // After autofill has read what was there before.
        void Promise.resolve().then(() => {
          planted = stored
          onChange()
        })
        return () => undefined
      },
    }
  }
  async function mallorysSession(): Promise<StoredSession> {
    const storage = createSessionStorage()
    await signIn(asMallory, { organizationId: parentId, key: await createSessionKey(), storage })
    const kept = storage.kept()
    if (!kept) throw new Error('unreachable')
    return kept
  }
  attack("Mallory's session is not taken", annasSession, async () =>
    pick({ storage: planting(await mallorysSession()) }),
  )
  attack("Mallory's session with Anna's passkey is not taken", annasSession, async () => {
    const session = await mallorysSession()
    const { credentialId } = anna.wallet
    const wallets = session.wallets.map((wallet) => ({ ...wallet, credentialId }))
    return pick({ storage: planting({ ...session, credentialId, wallets }) })
  })
  attack("Mallory's key under Anna's name: it signs nothing", 'UnknownCredentialError', async () => {
    const { organizationId, userId, credentialId } = anna.wallet
    const named = { ...(await mallorysSession()), organizationId, userId, credentialId, wallets: [anna.wallet] }
    const session = await arm({ storage: planting(named) }).running
    return createPasskeyAccount({ client, stamper: session, ...anna.wallet }).signMessage({ message: 'x' })
  })
  const refuse = (): never => {
    throw new Error('no')
  }
  const kept = createSessionStorage()
  const refusing: [name: string, storage: SessionStorage][] = [
    ['load', { ...kept, load: refuse }],
    ['save', { ...kept, save: refuse }],
    ['remove', { ...kept, remove: refuse }],
    ['subscribe', { ...kept, subscribe: refuse }],
    ['ending its subscription', { ...kept, subscribe: () => refuse }],
  ]
  for (const [name, storage] of refusing)
    attack(`one that throws at ${name}`, annasSession, async () => {
      const outcome = await pick({ storage })
      // Whatever it left behind would keep this one from being armed, or make it give way for good.
      return outcome === annasSession ? pick() : outcome
    })
})

describe('Autofill that is aborted', () => {
  const reason = new Error('The page was left.')

  async function abortAt(step: string): Promise<string> {
    const before = await countSessions()
    const controller = new AbortController()
    const abort = () => controller.abort(reason)
    let tellEnded = (): void => undefined
    const ended = new Promise<void>((resolve) => {
      tellEnded = resolve
    })
    liar.lie(async ({ path }, forward) => {
      if (path === step) abort()
      const answer = await forward()
      if (path.includes('delete_api_keys')) tellEnded()
      return answer
    })
    const kept = createSessionStorage()
    const storage: SessionStorage = {
      ...kept,
      save(session) {
        if (step === 'save') abort()
        return kept.save(session)
      },
    }
    const { running, autofill } = arm({ storage, signal: controller.signal })
    const request = await autofill.request(1)
    if (step === 'armed') abort()
    else request.pick()
    if (step === 'picked') abort()
    const error: unknown = await running.catch((error: unknown) => error)
    if (error !== reason) return `another end: ${error}`
    if (autofill.open.size > 0) return 'a request is open'
    const hasBegun = /^query\/|stamp_login|save/.test(step)
    // The call does not wait for it.
    if (hasBegun) await ended
    const left = (await countSessions()) - before
    if (kept.kept()) return left > 0 ? 'a session is stored' : 'an ended session is stored'
    return left > 0 ? 'a session whose key is gone' : 'no session'
  }
  attack('while it is armed', 'no session', () => abortAt('armed'))
  attack('as the user picks', 'no session', () => abortAt('picked'))
  attack('while it logs in', 'no session', () => abortAt('submit/stamp_login'))
  attack('while it reads the user', 'no session', () => abortAt('query/get_user'))
  attack('while it reads the wallets', 'no session', () => abortAt('query/list_wallet_accounts'))
  attack('while it stores', 'no session', () => abortAt('save'))
})
