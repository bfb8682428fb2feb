import { createHash } from 'node:crypto'
import {
  AddPasskeyError,
  AnswerMismatchError,
  addPasskey,
  createPasskey,
  createSessionKey,
  createSignerClient,
  forgetPasskey,
  InvalidParameterError,
  listPasskeys,
  type PasskeyWallet,
  removePasskey,
  type SignalFn,
  signIn,
  signUp,
} from 'viem-passkey-account'
import { createSignUpHandler } from 'viem-passkey-account/server'
import { createVirtualPasskey } from 'viem-passkey-account/testing'
import { createTestWallet } from 'viem-passkey-account/testing/node'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createSessionStorage } from '../harness/createSessionStorage.js'
import { type Lie, lie, type Refusal, refuse } from '../harness/lie.js'

const rp = { id: 'localhost' }
const user = { name: 'anna' }

/** A user with a passkey on a computer and one on a phone, and what the app keeps of both. */
async function openUser() {
  const open = await createTestWallet()
  onTestFinished(open.close)
  const { organizationId } = open.organization
  const key = await createSessionKey()
  const session = await signIn(open.client, { organizationId, key, storage: createSessionStorage() })
  const [computer] = session.wallets
  if (!computer) throw new Error('There is no wallet.')
  const phone = createVirtualPasskey({ rpId: 'localhost', origin: 'http://localhost' })
  const as = { organizationId: computer.organizationId, userId: computer.userId, stamper: session }
  const added = await addPasskey(open.client, { ...as, passkeys: [computer], rp, user, createFn: phone.createFn })
  const unknown: unknown[] = []
  const accepted: unknown[] = []
  const details: unknown[] = []
  const signalFn: SignalFn = async (options) => void unknown.push(options)
  return {
    ...open,
    as,
    phone,
    computer,
    other: { ...computer, ...added },
    unknown,
    accepted,
    details,
    removing: { ...as, rpId: rp.id, signalFn },
    listing: {
      ...as,
      rpId: rp.id,
      signalAcceptedFn: async (options: unknown) => void accepted.push(options),
      signalDetailsFn: async (options: unknown) => void details.push(options),
    },
    through: (lies: { [endpoint: string]: Lie | Refusal }) =>
      createSignerClient({ ...open.client, fetchFn: lie(open.signer.fetch, lies) }),
  }
}

describe('user handles', () => {
  test('a registration, a sign-up and a sign-in know it, and it stays with its passkey', async () => {
    const { organization } = await openUser()
    const phone = createVirtualPasskey({ rpId: 'localhost', origin: 'http://localhost' })
    const registered = await createPasskey({ rp, user, createFn: phone.createFn })
    expect(registered.userHandle).toBe(phone.credentials[0]?.userHandle)
    const handler = createSignUpHandler({ ...organization })
    const wallet = await signUp({ url: 'http://localhost/sign-up', rp, user, passkey: registered, fetchFn: handler })
    expect(wallet.userHandle).toBe(registered.userHandle)
  })

  test('a second passkey gets the first one’s, so that platforms show one account', async () => {
    const { computer, other, phone, passkey } = await openUser()
    expect(computer.userHandle).toBe(passkey.credentials[0]?.userHandle)
    expect(other.userHandle).toBe(computer.userHandle)
    expect(phone.credentials[0]?.userHandle).toBe(computer.userHandle)
  })

  test('an explicit id wins, and a list of the signer alone gives a new one', async () => {
    const { client, as, computer } = await openUser()
    const add = async (more: Partial<addPasskey.Parameters>) => {
      const { createFn } = createVirtualPasskey({ rpId: 'localhost', origin: 'http://localhost' })
      return (await addPasskey(client, { ...as, rp, user, createFn, ...more })).userHandle
    }
    expect(await add({ passkeys: [computer], user: { ...user, id: 'AAAA' } })).toBe('AAAA')
    expect(await add({})).not.toBe(computer.userHandle)
    // As a wallet that is spread into the parameters brings it.
    expect(await add({ ...computer, ...as })).not.toBe(computer.userHandle)
  })

  test('a list of the signer that leaves out a passkey cannot make the authenticator replace it', async () => {
    const { as, computer, passkey, through } = await openUser()
    const client = through({
      get_user: ({ user }) => {
        user.authenticators = []
      },
    })
    await addPasskey(client, { ...as, rp, user, createFn: passkey.createFn })
    expect(passkey.credentials.map(({ credentialId }) => credentialId)).toContain(computer.credentialId)
    expect(new Set(passkey.credentials.map(({ userHandle }) => userHandle)).size).toBe(passkey.credentials.length)
  })

  test('a passkey that could not be added keeps its own', async () => {
    const { as, computer, through } = await openUser()
    const { createFn } = createVirtualPasskey({ rpId: 'localhost', origin: 'http://localhost' })
    const client = through({ create_authenticators: refuse(403, 7) })
    const adding = addPasskey(client, { ...as, passkeys: [computer], rp, user, createFn })
    const error: unknown = await adding.catch((error) => error)
    expect(error).toBeInstanceOf(AddPasskeyError)
    expect(error).toMatchObject({ passkey: { userHandle: computer.userHandle } })
  })

  test.each(['=', 'a'.repeat(87), 'A', 'ä'])(
    'one that is malformed, %j, fails before any prompt',
    async (userHandle) => {
      const { client, as, computer, phone } = await openUser()
      const passkeys = [{ ...computer, userHandle }]
      const before = phone.prompts.length
      const adding = addPasskey(client, { ...as, passkeys, rp, user, createFn: phone.createFn })
      await expect(adding).rejects.toBeInstanceOf(InvalidParameterError)
      expect(phone.prompts).toHaveLength(before)
    },
  )
})

describe('a passkey that was removed', () => {
  test('is signalled if the app knew it, and knows another one', async () => {
    const { client, removing, computer, other, unknown } = await openUser()
    const expected = [computer, other]
    expect(await removePasskey(client, { ...removing, ...other, ...removing, expected })).toMatchObject({
      signalled: true,
    })
    expect(unknown).toEqual([{ rpId: 'localhost', credentialId: other.credentialId }])
  })

  test.each<[string, (known: { computer: PasskeyWallet; other: PasskeyWallet }) => PasskeyWallet[] | undefined]>([
    ['is expected', () => undefined],
    ['stays', ({ other }) => [other]],
    ['is the one that goes', ({ computer }) => [computer]],
    ['is the one that goes by its id', ({ computer, other }) => [computer, { ...other, authenticatorId: undefined }]],
  ])('is not signalled if nothing that the app knows %s', async (_name, choose) => {
    const { client, removing, computer, other, unknown } = await openUser()
    const expected = choose({ computer, other })
    const { authenticatorId, credentialId } = other
    expect(await removePasskey(client, { ...removing, authenticatorId, credentialId, expected })).toMatchObject({
      signalled: false,
    })
    expect(unknown).toEqual([])
  })

  test('is not signalled, and not removed, if the list contradicts what the app knows', async () => {
    const { removing, computer, other, unknown, through, client, as } = await openUser()
    const lying = through({
      get_user: ({ user }) => {
        user.authenticators[0].credentialId = 'AAAA'
      },
    })
    const { authenticatorId, credentialId } = other
    await expect(
      removePasskey(lying, { ...removing, authenticatorId, credentialId, expected: [computer, other] }),
    ).rejects.toBeInstanceOf(AnswerMismatchError)
    expect(unknown).toEqual([])
    expect(await listPasskeys(client, as)).toHaveLength(2)
  })

  test('is not signalled on the word of a proxy that invents a second passkey and a success', async () => {
    const { client, removing, computer, other, unknown, through } = await openUser()
    const { authenticatorId, credentialId } = other
    await removePasskey(client, { ...removing, authenticatorId, credentialId })
    // The only passkey now. The proxy lists another one, and says that it is gone.
    const lying = through({
      get_user({ user: { authenticators } }) {
        authenticators.push({ ...authenticators[0], credentialId: 'AAAA', authenticatorId: 'invented' })
      },
      delete_authenticators: {
        async instead(request) {
          const body = await request.text()
          const { type, organizationId, parameters } = JSON.parse(body)
          const fingerprint = `sha256:${createHash('sha256').update(body).digest('hex')}`
          const result = { deleteAuthenticatorsResult: { authenticatorIds: parameters.authenticatorIds } }
          const status = 'ACTIVITY_STATUS_COMPLETED'
          return Response.json({ activity: { id: 'invented', organizationId, type, status, fingerprint, result } })
        },
      },
    })
    const going = { authenticatorId: computer.authenticatorId, credentialId: computer.credentialId }
    expect(await removePasskey(lying, { ...removing, ...going })).toMatchObject({ signalled: false })
    expect(await removePasskey(lying, { ...removing, ...going, expected: [computer] })).toMatchObject({
      signalled: false,
    })
    expect(unknown).toEqual([])
  })
})

describe('a list of the user’s passkeys', () => {
  test('is signalled with `expected`, in full, with the name that the app gives', async () => {
    const { client, listing, computer, other, accepted, details } = await openUser()
    await listPasskeys(client, { ...listing, expected: [computer], user: { name: 'anna@example.com' } })
    const userId = computer.userHandle
    expect(accepted).toEqual([
      { rpId: 'localhost', userId, allAcceptedCredentialIds: [computer.credentialId, other.credentialId] },
    ])
    expect(details).toEqual([{ rpId: 'localhost', userId, name: 'anna@example.com', displayName: 'anna@example.com' }])
  })

  test('is not signalled without `expected`, without the RP ID, or where no user handle is known', async () => {
    const { client, listing, computer, accepted, details } = await openUser()
    await listPasskeys(client, { ...listing, user })
    await listPasskeys(client, { ...listing, rpId: undefined, expected: [computer], user })
    await listPasskeys(client, { ...listing, expected: [{ ...computer, userHandle: undefined }], user })
    expect([accepted, details]).toEqual([[], []])
    await listPasskeys(client, { ...listing, expected: [computer] })
    expect([accepted.length, details]).toEqual([1, []])
  })

  test.each<[string, Lie]>([
    ['leaves out an expected passkey', ({ user }) => void user.authenticators.pop()],
    ['has it twice', ({ user }) => void user.authenticators.push(user.authenticators[1])],
    ['has it with another id', ({ user }) => void Object.assign(user.authenticators[1], { authenticatorId: 'x' })],
    [
      'has it with another key',
      ({ user }) => void Object.assign(user.authenticators[1].credential, { publicKey: 'x' }),
    ],
  ])('that %s is refused and not signalled', async (_name, change) => {
    const { listing, computer, other, accepted, through } = await openUser()
    const client = through({ get_user: change })
    const listed = listPasskeys(client, { ...listing, expected: [computer, other] })
    await expect(listed).rejects.toBeInstanceOf(AnswerMismatchError)
    expect(accepted).toEqual([])
  })

  test('of a user whom `expected` does not know is not read', async () => {
    const { client, listing, computer } = await openUser()
    const expected = [{ ...computer, userId: 'somebody else' }]
    await expect(listPasskeys(client, { ...listing, expected })).rejects.toBeInstanceOf(InvalidParameterError)
  })

  test('is returned even if the browser refuses the signals', async () => {
    const { client, listing, computer } = await openUser()
    const refuse = () => Promise.reject(new Error('no'))
    const parameters = { ...listing, expected: [computer], user, signalAcceptedFn: refuse, signalDetailsFn: refuse }
    expect(await listPasskeys(client, parameters)).toHaveLength(2)
  })
})

test('forgetting a passkey tells the browser, if it listens', async () => {
  const told: unknown[] = []
  const options = { rpId: 'localhost', credentialId: 'AAAA' }
  expect(await forgetPasskey({ ...options, signalFn: async (each) => void told.push(each) })).toEqual({
    signalled: true,
  })
  expect(told).toEqual([options])
  expect(await forgetPasskey(options)).toEqual({ signalled: false })
})
