import { createHash } from 'node:crypto'
import {
  AnswerMismatchError,
  addPasskey,
  createSessionKey,
  createSignerClient,
  endSessions,
  findError,
  InvalidParameterError,
  LastPasskeyError,
  listPasskeys,
  PasskeyCancelledError,
  removePasskey,
  type SignalFn,
  signIn,
  UnknownCredentialError,
} from 'viem-passkey-account'
import { createVirtualPasskey } from 'viem-passkey-account/testing'
import { createTestWallet } from 'viem-passkey-account/testing/node'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type Answer, type Lie, lie, type Refusal } from '../harness/lie.js'

const rp = { id: 'localhost' }
const user = { name: 'anna' }
const storage = { load: async () => undefined, save: async () => {}, remove: async () => {} }
type Lies = { [endpoint: string]: Lie | Refusal }

/** A user with a passkey that stays, `good`, and one that was lost, both as an app keeps them. */
async function openUser() {
  const open = await createTestWallet()
  onTestFinished(open.close)
  const { organizationId } = open.organization
  const session = await signIn(open.client, { organizationId, key: await createSessionKey(), storage })
  const [good] = session.wallets
  if (!good) throw new Error('There is no wallet.')
  const as = { organizationId: good.organizationId, userId: good.userId, stamper: session }
  const phone = createVirtualPasskey({ rpId: 'localhost', origin: 'http://localhost' })
  const lost = await addPasskey(open.client, { ...as, passkeys: [good], rp, user, createFn: phone.createFn })
  const signals: string[] = []
  const signalFn: SignalFn = async ({ credentialId }) => void signals.push(credentialId)
  const through = (lies: Lies) => createSignerClient({ ...open.client, fetchFn: lie(open.signer.fetch, lies) })
  const left = async () => (await listPasskeys(open.client, as)).map(({ credentialId }) => credentialId)
  return { ...open, as, good, lost, phone, signals, left, through, removing: { ...as, rpId: rp.id, signalFn } }
}

/** Swaps fields of the two passkeys in a list. */
const swap =
  (...fields: ('authenticatorId' | 'credentialId' | 'credential')[]): Lie =>
  ({ user: { authenticators } }) => {
    const [first, second] = authenticators
    for (const field of fields) [first[field], second[field]] = [second[field], first[field]]
  }

describe('removing a passkey', () => {
  test('by the id that the app kept removes it, and says that nothing was taken on trust', async () => {
    const { client, removing, good, lost, signals, left } = await openUser()
    const { authenticatorId, credentialId, passkeyPublicKey } = lost
    expect(await removePasskey(client, { ...removing, authenticatorId, credentialId, passkeyPublicKey })).toEqual({
      authenticatorId,
      signalled: false,
      unchecked: [],
    })
    expect([await left(), signals]).toEqual([[good.credentialId], []])
  })

  test('by that id alone tells the browser nothing, since only the list names the credential', async () => {
    const { removing, good, lost, signals, left, through } = await openUser()
    const { authenticatorId } = lost
    const client = through({ get_user: swap('credentialId', 'credential') })
    expect(await removePasskey(client, { ...removing, authenticatorId })).toMatchObject({ signalled: false })
    expect([await left(), signals]).toEqual([[good.credentialId], []])
  })

  test.each<[string, ('authenticatorId' | 'credentialId' | 'credential')[]]>([
    ['ids', ['authenticatorId']],
    ['credential ids', ['credentialId']],
    ['public keys', ['credential']],
    ['credential ids and public keys', ['credentialId', 'credential']],
    ['ids and public keys', ['authenticatorId', 'credential']],
  ])('never removes another one: a list with swapped %s', async (_name, fields) => {
    const { removing, good, lost, signals, left, through } = await openUser()
    const client = through({ get_user: swap(...fields) })
    await expect(removePasskey(client, { ...removing, ...lost })).rejects.toBeInstanceOf(AnswerMismatchError)
    expect([await left(), signals]).toEqual([[good.credentialId, lost.credentialId], []])
  })

  test.each<[string, (authenticators: Answer[], good: Answer) => unknown]>([
    ['without it', (authenticators) => authenticators.pop()],
    ['with it twice', (authenticators, good) => Object.assign(authenticators[0], { authenticatorId: good.lost })],
    [
      'with the other id only',
      (authenticators, good) => Object.assign(authenticators[1], { authenticatorId: good.id }),
    ],
  ])('never removes another one: a list %s', async (_name, change) => {
    const { removing, good, lost, left, through } = await openUser()
    const get_user: Lie = ({ user }) => {
      change(user.authenticators, { id: good.authenticatorId, lost: lost.authenticatorId })
    }
    await expect(removePasskey(through({ get_user }), { ...removing, ...lost })).rejects.toThrow(
      /no passkey with this|does not match/,
    )
    expect(await left()).toEqual([good.credentialId, lost.credentialId])
  })

  test('by a credential id compares the public key that is known', async () => {
    const { client, removing, good, lost, left, through } = await openUser()
    const { credentialId, passkeyPublicKey } = lost
    const lying = through({ get_user: swap('credentialId') })
    const parameters = { ...removing, credentialId, passkeyPublicKey }
    await expect(removePasskey(lying, parameters)).rejects.toMatchObject({ field: 'passkeyPublicKey' })
    expect(await left()).toEqual([good.credentialId, lost.credentialId])
    expect(await removePasskey(client, parameters)).toMatchObject({ unchecked: ['authenticatorId'] })
    expect(await left()).toEqual([good.credentialId])
  })

  test('by a credential id alone says that the list was believed', async () => {
    const { removing, good, lost, left, through } = await openUser()
    const { credentialId } = lost
    const lying = through({ get_user: swap('credentialId', 'credential') })
    // The sentence of the docs: such a list removes the passkey that it names.
    expect(await removePasskey(lying, { ...removing, credentialId })).toMatchObject({
      authenticatorId: good.authenticatorId,
      unchecked: ['authenticatorId', 'passkeyPublicKey'],
    })
    expect(await left()).toEqual([lost.credentialId])
  })

  test('refuses ids of two passkeys, as those of a wallet with another credential id', async () => {
    const { client, removing, good, lost, left } = await openUser()
    const parameters = { ...removing, ...good, stamper: removing.stamper, credentialId: lost.credentialId }
    await expect(removePasskey(client, parameters)).rejects.toBeInstanceOf(AnswerMismatchError)
    expect(await left()).toHaveLength(2)
  })

  test('needs an id', async () => {
    const { client, removing, prompts } = await openUser()
    const before = prompts()
    for (const ids of [{}, { authenticatorId: '', credentialId: '' }])
      await expect(removePasskey(client, { ...removing, ...ids })).rejects.toBeInstanceOf(InvalidParameterError)
    expect(prompts()).toBe(before)
  })

  test('believes the list that it is not the last one, and the signer has the last word', async () => {
    const { client, removing, good, lost, left, through } = await openUser()
    const get_user: Lie = ({ user }) => {
      user.authenticators = user.authenticators.filter((each: Answer) => each.credentialId === lost.credentialId)
    }
    const refused = removePasskey(through({ get_user }), { ...removing, ...lost })
    await expect(refused).rejects.toBeInstanceOf(LastPasskeyError)
    await removePasskey(client, { ...removing, ...lost })
    const more: Lie = ({ user }) => {
      user.authenticators.push({ ...user.authenticators[0], credentialId: 'AAAA', authenticatorId: 'other' })
    }
    const last = removePasskey(through({ get_user: more }), { ...removing, ...good, stamper: removing.stamper })
    await expect(last).rejects.toMatchObject({ name: 'SignerRequestError' })
    expect(await left()).toEqual([good.credentialId])
  })

  test('is an error if the answer names another one', async () => {
    const { removing, lost, signals, through } = await openUser()
    const delete_authenticators: Lie = ({ activity }) => {
      activity.result.deleteAuthenticatorsResult.authenticatorIds = ['other']
    }
    const refused = removePasskey(through({ delete_authenticators }), { ...removing, ...lost })
    await expect(refused).rejects.toMatchObject({ name: 'AnswerMismatchError', field: 'authenticatorIds' })
    expect(signals).toEqual([])
  })
})

describe('adding a passkey', () => {
  const tablet = () => createVirtualPasskey({ rpId: 'localhost', origin: 'http://localhost' })

  test('returns what the app keeps, as the signer has it', async () => {
    const { client, as, good, lost } = await openUser()
    const { createFn } = tablet()
    const added = await addPasskey(client, { ...as, passkeys: [good, lost], rp, user, createFn })
    const listed = (await listPasskeys(client, as)).find(({ credentialId }) => credentialId === added.credentialId)
    expect(added.authenticatorId).toBe(listed?.authenticatorId)
    expect(added.passkeyPublicKey).toMatch(/^[\w-]{100,}$/)
  })

  test.each<[string, (ids: { good: string; lost: string }) => string[]]>([
    ['the id of another passkey', ({ good }) => [good]],
    ['several ids', ({ good, lost }) => [lost, good]],
    ['no id', () => []],
  ])('refuses an answer with %s', async (_name, change) => {
    const { as, good, lost, through } = await openUser()
    const create_authenticators: Lie = ({ activity }) => {
      const ids = { good: good.authenticatorId ?? '', lost: lost.authenticatorId }
      activity.result.createAuthenticatorsResult.authenticatorIds = change(ids)
    }
    const client = through({ create_authenticators })
    for (const passkeys of [[good, lost], undefined])
      await expect(
        addPasskey(client, { ...as, passkeys, rp, user, createFn: tablet().createFn }),
      ).rejects.toMatchObject({
        name: 'AddPasskeyError',
        mayBeAdded: true,
        cause: { name: 'AnswerMismatchError', field: 'authenticatorIds' },
      })
  })

  test('verify: the new passkey reads the user, with one prompt more', async () => {
    const { client, as, good, prompts } = await openUser()
    const { createFn, getFn, prompts: own } = tablet()
    const before = prompts()
    const added = await addPasskey(client, { ...as, passkeys: [good], rp, user, createFn, getFn, verify: true })
    expect(own.map(({ type, credentialId }) => [type, credentialId])).toEqual([
      ['create', added.credentialId],
      ['get', added.credentialId],
    ])
    expect(prompts()).toBe(before)
  })

  const verifying: [string, () => Lies][] = [
    ['is not in the list', () => ({ get_user: ({ user }) => void user.authenticators.pop() })],
    [
      'is another user’s',
      () => ({
        get_user: ({ user }) => {
          user.userId = 'other'
        },
      }),
    ],
    [
      'has another id',
      () => ({
        get_user: ({ user }) => {
          user.authenticators.at(-1).authenticatorId = 'other'
        },
      }),
    ],
    [
      'has another public key',
      () => ({
        get_user: ({ user }) => {
          user.authenticators.at(-1).credential.publicKey = user.authenticators[0].credential.publicKey
        },
      }),
    ],
  ]
  test.each(verifying)('verify: a passkey that %s is an error with what was added', async (_name, toLies) => {
    const { as, good, through } = await openUser()
    const { createFn, getFn } = tablet()
    const parameters = { ...as, passkeys: [good], rp, user, createFn, getFn, verify: true }
    const error: unknown = await addPasskey(through(toLies()), parameters).catch((thrown: unknown) => thrown)
    const added = {
      credentialId: expect.any(String),
      authenticatorId: expect.any(String),
      passkeyPublicKey: expect.any(String),
    }
    expect(error).toMatchObject({ name: 'AddPasskeyError', added, message: expect.stringContaining('was added') })
    expect(findError(error, AnswerMismatchError)).toBeDefined()
  })

  test('verify: a creation that never reached the signer is found out', async () => {
    const { as, good, lost, through } = await openUser()
    const { authenticatorId } = (await openUser()).lost
    const create_authenticators: Refusal = {
      instead: async (request) => {
        const body = await request.text()
        const { type, organizationId } = JSON.parse(body)
        const fingerprint = `sha256:${createHash('sha256').update(body).digest('hex')}`
        const result = { createAuthenticatorsResult: { authenticatorIds: [authenticatorId] } }
        const activity = { id: 'a', organizationId, type, fingerprint, status: 'ACTIVITY_STATUS_COMPLETED', result }
        return Response.json({ activity })
      },
    }
    const client = through({ create_authenticators })
    const add = (verify: boolean) => {
      const { createFn, getFn } = tablet()
      return addPasskey(client, { ...as, passkeys: [good, lost], rp, user, createFn, getFn, verify })
    }
    expect((await add(false)).authenticatorId).toBe(authenticatorId)
    const error = await add(true).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ name: 'AddPasskeyError', added: { authenticatorId } })
    expect(findError(error, UnknownCredentialError)).toBeDefined()
  })

  test('verify: a prompt that is closed, or answered by another passkey, sends nothing', async () => {
    const { as, good, phone, through } = await openUser()
    const reads: string[] = []
    const get_user: Lie = () => void reads.push('get_user')
    const [first, second] = [tablet(), tablet()]
    first.next({ answer: 'approve' })
    first.next('cancel')
    const parameters = { ...as, passkeys: [good], rp, user, verify: true }
    const cancelled = addPasskey(through({ get_user }), { ...parameters, createFn: first.createFn, getFn: first.getFn })
    const error = await cancelled.catch((thrown: unknown) => thrown)
    expect(findError(error, PasskeyCancelledError)).toBeDefined()
    const getFn: typeof phone.getFn = ({ allowCredentials, ...options }) => phone.getFn(options)
    const other = addPasskey(through({ get_user }), { ...parameters, createFn: second.createFn, getFn })
    expect(findError(await other.catch((thrown: unknown) => thrown), AnswerMismatchError)).toMatchObject({
      field: 'stamp.credentialId',
      message: expect.not.stringContaining('trust'),
    })
    expect(reads).toEqual([])
  })
})

test.each(['', 'soon', '-1', '1e3', '9'.repeat(13)])('a passkey made at %j is no passkey', async (seconds) => {
  const { as, through } = await openUser()
  const get_user: Lie = ({ user }) => {
    user.authenticators[0].createdAt.seconds = seconds
  }
  await expect(listPasskeys(through({ get_user }), as)).rejects.toMatchObject({ name: 'SignerAnswerError' })
})

test('ids that are joined in an answer are not the ids that were asked for', async () => {
  const { as, through } = await openUser()
  const delete_api_keys: Refusal = {
    instead: async (request) => {
      const body = await request.text()
      const { type, organizationId } = JSON.parse(body)
      const fingerprint = `sha256:${createHash('sha256').update(body).digest('hex')}`
      const result = { deleteApiKeysResult: { apiKeyIds: ['a, b'] } }
      const activity = { id: 'a', organizationId, type, fingerprint, status: 'ACTIVITY_STATUS_COMPLETED', result }
      return Response.json({ activity })
    },
  }
  const sessions = ['a', 'b'].map((sessionId) => ({ sessionId, publicKey: sessionId }))
  const ending = endSessions(through({ delete_api_keys }), { ...as, sessions })
  await expect(ending).rejects.toMatchObject({ name: 'AnswerMismatchError', field: 'apiKeyIds' })
})
