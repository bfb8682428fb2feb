import { createHash } from 'node:crypto'
import {
  ActivityApprovalNeededError,
  AddPasskeyError,
  AnswerMismatchError,
  addPasskey,
  createSessionKey,
  createSignerClient,
  findError,
  listPasskeys,
  listSessions,
  NotPermittedError,
  PasskeyCancelledError,
  removePasskey,
  type SignalFn,
  SignerUnreachableError,
  signIn,
} from 'viem-passkey-account'
import { createVirtualPasskey } from 'viem-passkey-account/testing'
import { createTestWallet } from 'viem-passkey-account/testing/node'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createSessionStorage } from '../harness/createSessionStorage.js'
import { type Lie, lie, type Refusal, refuse } from '../harness/lie.js'

const rp = { id: 'localhost' }
const user = { name: 'anna' }
const tablet = () => createVirtualPasskey({ rpId: 'localhost', origin: 'http://localhost' })

async function openUser() {
  const open = await createTestWallet()
  onTestFinished(open.close)
  const begin = async () => {
    const { organizationId } = open.organization
    const storage = createSessionStorage()
    return signIn(open.client, { organizationId, key: await createSessionKey(), storage })
  }
  const session = await begin()
  const [wallet] = session.wallets
  if (!wallet) throw new Error('There is no wallet.')
  const { organizationId, userId } = wallet
  const as = { organizationId, userId, stamper: session }
  const phone = tablet()
  const through = (lies: { [endpoint: string]: Lie | Refusal }) =>
    createSignerClient({ ...open.client, pollingInterval: 1, fetchFn: lie(open.signer.fetch, lies) })
  const listed = async () => (await listPasskeys(open.client, as)).map(({ credentialId }) => credentialId)
  const adding = { ...as, passkeys: [wallet], rp, user, createFn: phone.createFn }
  return { ...open, wallet, as, adding, phone, through, listed, begin }
}

async function failure(adding: Promise<unknown>): Promise<AddPasskeyError> {
  const error = await adding.catch((thrown: unknown) => thrown)
  if (error instanceof AddPasskeyError) return error
  throw new Error('There was no AddPasskeyError.', { cause: error })
}

/** The signer executes the request, and its answer does not arrive. */
const lose: Lie = () => {
  throw new TypeError('The network went away.')
}

/** An activity that waits for approval, whatever was asked. */
const wait: Refusal = {
  instead: async (request) => {
    const body = await request.text()
    const { type, organizationId } = JSON.parse(body)
    const fingerprint = `sha256:${createHash('sha256').update(body).digest('hex')}`
    const status = 'ACTIVITY_STATUS_CONSENSUS_NEEDED'
    return Response.json({ activity: { id: 'a', organizationId, type, fingerprint, status, result: null } })
  },
}

describe('adding a passkey', () => {
  test('whose answer was lost says that it may be there, and the next call returns it', async () => {
    const { client, adding, phone, listed, through } = await openUser()
    const error = await failure(addPasskey(through({ create_authenticators: lose }), adding))
    expect(await listed()).toContain(error.passkey.credentialId)
    expect(error.mayBeAdded).toBe(true)
    expect(error.message).toContain('not known whether')
    expect(error.message).not.toContain('discardPasskey')
    expect(findError(error, SignerUnreachableError)).toBeDefined()
    const added = await addPasskey(client, { ...adding, passkey: error.passkey })
    const [, second] = await listPasskeys(client, adding)
    expect(added).toEqual({
      credentialId: error.passkey.credentialId,
      authenticatorId: second?.authenticatorId,
      passkeyPublicKey: expect.stringMatching(/^[\w-]{100,}$/),
      userHandle: error.passkey.userHandle,
    })
    expect(phone.prompts).toHaveLength(1)
  })

  test('that is aborted while the answer is on its way keeps it, with the reason', async () => {
    const { client, adding, listed, through } = await openUser()
    const controller = new AbortController()
    const reason = new Error('The user went away.')
    const create_authenticators: Lie = () => controller.abort(reason)
    const { signal } = controller
    const error = await failure(addPasskey(through({ create_authenticators }), { ...adding, signal }))
    expect([error.mayBeAdded, error.cause]).toEqual([true, reason])
    expect(await listed()).toContain(error.passkey.credentialId)
    const { credentialId } = await addPasskey(client, { ...adding, passkey: error.passkey })
    expect(credentialId).toBe(error.passkey.credentialId)
  })

  test('with a passkey that stamps prompts a second time only if the signer has refused', async () => {
    const { client, adding, prompts, through } = await openUser()
    const prompting = { ...adding, stamper: undefined }
    const { passkey } = await failure(addPasskey(through({ create_authenticators: lose }), prompting))
    let before = prompts()
    await addPasskey(client, { ...prompting, passkey })
    expect(prompts() - before).toBe(2)
    const { createFn } = tablet()
    const refused = addPasskey(through({ create_authenticators: refuse(403, 7) }), { ...prompting, createFn })
    const other = await failure(refused)
    before = prompts()
    await addPasskey(client, { ...prompting, passkey: other.passkey })
    expect(prompts() - before).toBe(1)
  })

  test('that the signer refuses was not added: it can be discarded, also after another try', async () => {
    const { adding, listed, through } = await openUser()
    const client = through({ create_authenticators: refuse(403, 7) })
    const first = await failure(addPasskey(client, adding))
    const second = await failure(addPasskey(client, { ...adding, passkey: first.passkey }))
    for (const error of [first, second]) {
      expect(error).toMatchObject({ mayBeAdded: false, cause: expect.any(NotPermittedError) })
      expect(error.message).toContain('`discardPasskey`')
    }
    expect(await listed()).toHaveLength(1)
  })

  test('whose prompt was dismissed was not added, unless an earlier call did', async () => {
    const { client, adding, passkey, prompts, through } = await openUser()
    const prompting = { ...adding, stamper: undefined }
    passkey.next('cancel')
    expect(await failure(addPasskey(client, prompting))).toMatchObject({ mayBeAdded: false })
    const { createFn } = tablet()
    const lost = await failure(addPasskey(through({ create_authenticators: lose }), { ...prompting, createFn }))
    passkey.next('cancel')
    const before = prompts()
    const error = await failure(addPasskey(client, { ...prompting, passkey: lost.passkey }))
    expect(error).toMatchObject({ mayBeAdded: true, cause: expect.any(PasskeyCancelledError) })
    expect(prompts() - before).toBe(1)
  })

  test('that waits for approval may be added later, and the next call finds it', async () => {
    const { client, adding, through } = await openUser()
    const waiting = through({ create_authenticators: wait })
    const error = await failure(addPasskey(waiting, adding))
    expect(error).toMatchObject({ mayBeAdded: true, cause: expect.any(ActivityApprovalNeededError) })
    const { passkey } = error
    expect(await failure(addPasskey(waiting, { ...adding, passkey }))).toMatchObject({ mayBeAdded: true })
    const added = await addPasskey(client, { ...adding, passkey })
    expect(await addPasskey(waiting, { ...adding, passkey })).toEqual(added)
  })

  const changeLast =
    (field: 'authenticatorId' | 'credential'): Lie =>
    ({ user: { authenticators } }) => {
      authenticators.at(-1)[field] = authenticators[0][field]
    }
  test.each<[string, Lie | Refusal]>([
    ['has another public key', changeLast('credential')],
    ['has the id of another passkey', changeLast('authenticatorId')],
    ['cannot be read', refuse(500, 13)],
  ])('is not believed to be there if the list %s', async (_name, get_user) => {
    const { adding, through } = await openUser()
    const { passkey } = await failure(addPasskey(through({ create_authenticators: lose }), adding))
    const error = await failure(addPasskey(through({ get_user }), { ...adding, passkey }))
    expect(error.mayBeAdded).toBe(true)
  })

  test('whose answer names another passkey keeps the new one', async () => {
    const { client, adding, wallet, through } = await openUser()
    const create_authenticators: Lie = ({ activity }) => {
      activity.result.createAuthenticatorsResult.authenticatorIds = [wallet.authenticatorId]
    }
    const error = await failure(addPasskey(through({ create_authenticators }), adding))
    expect(error).toMatchObject({ mayBeAdded: true, cause: expect.any(AnswerMismatchError) })
    const { credentialId } = await addPasskey(client, { ...adding, passkey: error.passkey })
    expect(credentialId).toBe(error.passkey.credentialId)
  })

  test('that is aborted while it is verified says what was added', async () => {
    const { client, adding, phone } = await openUser()
    const controller = new AbortController()
    const reason = new Error('The user went away.')
    const getFn: typeof phone.getFn = (...parameters) => {
      controller.abort(reason)
      return phone.getFn(...parameters)
    }
    const error = await failure(addPasskey(client, { ...adding, verify: true, getFn, signal: controller.signal }))
    const { credentialId } = error.passkey
    expect(error).toMatchObject({ mayBeAdded: true, added: { credentialId }, cause: reason })
  })
})

describe('removing a passkey whose answer was lost', () => {
  async function openRemoved() {
    const open = await openUser()
    const { adding, as, client, wallet, through, listed } = open
    const lost = { ...wallet, ...(await addPasskey(client, adding)) }
    const { authenticatorId, credentialId, passkeyPublicKey } = lost
    const told: string[] = []
    const signalFn: SignalFn = async ({ credentialId }) => void told.push(credentialId)
    const removing = { ...as, authenticatorId, credentialId, passkeyPublicKey, rpId: rp.id, signalFn }
    const failed = removePasskey(through({ delete_authenticators: lose }), { ...removing, expected: [wallet, lost] })
    await expect(failed).rejects.toBeInstanceOf(SignerUnreachableError)
    expect([await listed(), told]).toEqual([[wallet.credentialId], []])
    return { ...open, removing, lost, told }
  }

  test('is finished by the next call: the browser is told, and the sessions end', async () => {
    const { client, as, wallet, lost, removing, told, begin } = await openRemoved()
    await begin()
    const expected = [wallet, lost]
    const endSessions = { except: as.stamper }
    expect(await removePasskey(client, { ...removing, expected, endSessions })).toEqual({
      authenticatorId: lost.authenticatorId,
      signalled: true,
      unchecked: [],
    })
    expect(told).toEqual([lost.credentialId])
    expect(await listSessions(client, as)).toMatchObject([{ publicKey: as.stamper.publicKey }])
  })

  test('is an error as long as nothing shows that it was the user’s', async () => {
    const { client, wallet, lost, removing, told } = await openRemoved()
    const other = { ...lost, credentialId: 'AAAA' }
    for (const more of [
      {},
      { expected: [wallet] },
      { expected: [wallet, lost], credentialId: 'AAAA' },
      { expected: [wallet, lost], credentialId: undefined },
      { expected: [wallet, lost], authenticatorId: crypto.randomUUID() },
      { expected: [wallet, lost], authenticatorId: undefined },
      { expected: [wallet, lost], passkeyPublicKey: wallet.passkeyPublicKey },
      { expected: [wallet, { ...lost, authenticatorId: undefined }] },
      // Nothing would be left.
      { expected: [lost] },
    ])
      await expect(removePasskey(client, { ...removing, ...more })).rejects.toMatchObject({
        name: 'InvalidParameterError',
        message: expect.stringContaining('pass `expected`'),
      })
    // The one that should stay must be there.
    const expected = [other, lost]
    await expect(removePasskey(client, { ...removing, expected })).rejects.toBeInstanceOf(AnswerMismatchError)
    expect(told).toEqual([])
  })

  test.each(['authenticatorId', 'credentialId'])('is not gone if its %s is listed', async (field) => {
    const { wallet, lost, removing, told, through } = await openRemoved()
    const get_user: Lie = ({ user: { authenticators } }) => {
      authenticators.push({
        ...authenticators[0],
        authenticatorId: 'a',
        credentialId: 'b',
        [field]: Object(lost)[field],
      })
    }
    const refused = removePasskey(through({ get_user }), { ...removing, expected: [wallet, lost] })
    await expect(refused).rejects.toThrow(/no passkey with this|does not match/)
    expect(told).toEqual([])
  })
})
