import {
  addPasskey,
  createPasskey,
  createSignerClient,
  InvalidRpIdError,
  PasskeyAlreadyRegisteredError,
  PasskeyCancelledError,
  PasskeyCeremonyError,
  PasskeyConstraintError,
  PasskeyUnsupportedError,
  signUp,
  webAuthnStamper,
} from 'viem-passkey-account'
import { createVirtualPasskey } from 'viem-passkey-account/testing'
import { expect, test } from 'vitest'

const rp = { id: 'localhost' }
const user = { name: 'anna' }
const virtualPasskey = () => createVirtualPasskey({ rpId: 'localhost', origin: 'http://localhost:5173' })

test('requests a discoverable credential with ES256 or RS256 and no attestation', async () => {
  const { createFn, prompts } = virtualPasskey()
  await createPasskey({ rp, user, createFn })
  expect(prompts[0]?.options).toEqual({
    rp: { id: 'localhost', name: 'localhost' },
    user: { id: expect.stringMatching(/^[\w-]{43}$/), name: 'anna', displayName: 'anna' },
    challenge: expect.stringMatching(/^[\w-]{43}$/),
    pubKeyCredParams: [
      { type: 'public-key', alg: -7 },
      { type: 'public-key', alg: -257 },
    ],
    timeout: 300_000,
    excludeCredentials: [],
    authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'preferred' },
    hints: [],
    attestation: 'none',
  })
})

test('every registration has its own user handle and challenge', async () => {
  const asked = await Promise.all(
    [1, 2].map(async () => {
      const { createFn, prompts } = virtualPasskey()
      await createPasskey({ rp, user, createFn })
      const [prompt] = prompts
      if (prompt?.type !== 'create') throw new Error('Nobody was asked.')
      return [prompt.options.user.id, prompt.options.challenge]
    }),
  )
  expect(new Set(asked.flat()).size).toBe(4)
})

test('passes its options to the ceremony', async () => {
  const { createFn, prompts } = virtualPasskey()
  await createPasskey({
    rp: { id: 'localhost', name: 'My dapp' },
    user: { id: 'AQID', name: 'anna', displayName: 'Anna' },
    excludeCredentials: [{ id: 'BAUG', type: 'public-key', transports: ['usb'] }],
    userVerification: 'required',
    hints: ['security-key', 'hybrid'],
    timeout: 60_000,
    createFn,
  })
  expect(prompts[0]?.options).toMatchObject({
    rp: { id: 'localhost', name: 'My dapp' },
    user: { id: 'AQID', name: 'anna', displayName: 'Anna' },
    excludeCredentials: [{ id: 'BAUG', type: 'public-key', transports: ['usb'] }],
    authenticatorSelection: { userVerification: 'required' },
    hints: ['security-key', 'hybrid'],
    timeout: 60_000,
  })
})

test.each(['', undefined, 'https://example.com', '127.0.0.1'])(
  'refuses a malformed RP ID before any prompt: %j',
  async (id) => {
    const { createFn, prompts } = virtualPasskey()
    const registering = createPasskey({ rp: { id: id as string }, user, createFn })
    await expect(registering).rejects.toThrow(InvalidRpIdError)
    // An RP ID that is not set yet must not keep a module from loading.
    const stamping = async () =>
      webAuthnStamper({ rpId: id as string, getFn: () => expect.unreachable() }).stamp('body')
    await expect(stamping()).rejects.toThrow(InvalidRpIdError)
    expect(prompts).toEqual([])
  },
)

test('the name of what the ceremony throws decides the class', async () => {
  const classes = {
    NotAllowedError: PasskeyCancelledError,
    AbortError: PasskeyCancelledError,
    InvalidStateError: PasskeyAlreadyRegisteredError,
    NotSupportedError: PasskeyUnsupportedError,
    ConstraintError: PasskeyConstraintError,
    SecurityError: InvalidRpIdError,
    UnknownError: PasskeyCeremonyError,
    NotReadableError: PasskeyCeremonyError,
  }
  for (const [name, expected] of Object.entries(classes)) {
    const thrown = new DOMException('in the words of some browser', name)
    // SimpleWebAuthn's `startRegistration` wraps it in an error of the same name.
    const wrapped = Object.assign(new Error('in its own words', { cause: thrown }), { name })
    for (const failure of [thrown, wrapped]) {
      const error = await createPasskey({ rp, user, createFn: () => Promise.reject(failure) }).catch((error) => error)
      expect(error).toBeInstanceOf(expected)
      expect(error.walk((cause: unknown) => cause === thrown)).toBe(thrown)
    }
  }
})

test('PasskeyUnsupportedError has a reason', async () => {
  const unsupported = (createFn?: createPasskey.Parameters['createFn']) => createPasskey({ rp, user, createFn })
  await expect(unsupported()).rejects.toMatchObject({ name: 'PasskeyUnsupportedError', reason: 'missing' })
  const failure = new DOMException('', 'NotSupportedError')
  await expect(unsupported(() => Promise.reject(failure))).rejects.toMatchObject({
    name: 'PasskeyUnsupportedError',
    reason: 'authenticator',
    cause: failure,
  })
})

test('throws the reason of a signal unchanged, whatever its name', async () => {
  const { createFn, next } = virtualPasskey()
  for (const name of ['ConstraintError', 'InvalidStateError', 'NotAllowedError']) {
    const reason = new DOMException('', name)
    const controller = new AbortController()
    next('ignore')
    const registering = createPasskey({ rp, user, createFn, signal: controller.signal })
    controller.abort(reason)
    await expect(registering).rejects.toBe(reason)
  }
})

test('signUp and addPasskey refuse a wrong RP ID before any prompt, too', async () => {
  const { createFn, prompts } = virtualPasskey()
  const fetchFn = () => Promise.reject(new Error('It was posted.'))
  const wrong = { rp: { id: 'http://localhost' }, user, createFn }
  await expect(signUp({ url: 'https://app.test', fetchFn, ...wrong })).rejects.toThrow(InvalidRpIdError)
  const client = createSignerClient({ fetchFn, stamper: { stamp: () => Promise.reject(new Error('It was stamped.')) } })
  const parameters = { organizationId: 'o', userId: 'u', passkeys: [], ...wrong }
  await expect(addPasskey(client, parameters)).rejects.toThrow(InvalidRpIdError)
  expect(prompts).toEqual([])
})
