import { createHash } from 'node:crypto'
import { verifyAuthenticationResponse, verifyRegistrationResponse } from '@simplewebauthn/server'
import { UserRejectedRequestError } from 'viem'
import {
  createPasskey,
  type GetFn,
  InvalidRpIdError,
  PasskeyCancelledError,
  PasskeyCeremonyError,
  PasskeyUnsupportedError,
  webAuthnStamper,
} from 'viem-passkey-account'
import { createVirtualPasskey } from 'viem-passkey-account/testing'
import { expect, test } from 'vitest'

const rpId = 'localhost'
const origin = 'http://localhost:5173'

async function setup() {
  const authenticator = createVirtualPasskey({ rpId, origin })
  const { createFn, getFn } = authenticator
  const passkey = await createPasskey({ rp: { id: rpId }, user: { name: 'anna' }, createFn })
  return { authenticator, passkey, getFn, stamper: webAuthnStamper({ rpId, getFn }) }
}

test('the challenge is the body’s SHA-256 in lowercase hex as UTF-8, and the header is plain JSON', async () => {
  const { authenticator, passkey, stamper } = await setup()
  const body = '{"text":"žluť 🦊"}'
  const { stampHeaderName, stampHeaderValue } = await stamper.stamp(body)
  const { authenticatorData, clientDataJson, credentialId, signature, ...rest } = JSON.parse(stampHeaderValue)

  expect(stampHeaderName).toBe('X-Stamp-Webauthn')
  expect(rest).toEqual({})
  expect(credentialId).toBe(passkey.credentialId)
  const digest = createHash('sha256').update(body).digest('hex')
  expect(JSON.parse(Buffer.from(clientDataJson, 'base64url').toString())).toMatchObject({
    type: 'webauthn.get',
    challenge: Buffer.from(digest).toString('base64url'),
    origin,
  })
  expect(authenticator.prompts.at(-1)).toMatchObject({ type: 'get', payload: body })

  const { attestation, challenge } = passkey
  const { registrationInfo } = await verifyRegistrationResponse({
    response: {
      id: credentialId,
      rawId: credentialId,
      type: 'public-key',
      clientExtensionResults: {},
      response: { clientDataJSON: attestation.clientDataJson, attestationObject: attestation.attestationObject },
    },
    expectedChallenge: challenge,
    expectedOrigin: origin,
    expectedRPID: rpId,
  })
  if (!registrationInfo) throw new Error('the registration does not verify')
  const { verified } = await verifyAuthenticationResponse({
    response: {
      id: credentialId,
      rawId: credentialId,
      type: 'public-key',
      clientExtensionResults: {},
      response: { authenticatorData, clientDataJSON: clientDataJson, signature },
    },
    expectedChallenge: Buffer.from(digest).toString('base64url'),
    expectedOrigin: origin,
    expectedRPID: rpId,
    credential: registrationInfo.credential,
  })
  expect(verified).toBe(true)
})

test('passes its options to the ceremony', async () => {
  const { authenticator, passkey, getFn } = await setup()
  await webAuthnStamper({ rpId, getFn }).stamp('body')
  expect(authenticator.prompts.at(-1)?.options).toMatchObject({ rpId, timeout: 300_000, userVerification: 'preferred' })
  expect(authenticator.prompts.at(-1)?.options).not.toHaveProperty('allowCredentials')

  const allowCredentials = [{ id: passkey.credentialId, type: 'public-key' as const }]
  await webAuthnStamper({ rpId, getFn, allowCredentials, userVerification: 'required', timeout: 60_000 }).stamp('body')
  expect(authenticator.prompts.at(-1)?.options).toMatchObject({
    allowCredentials,
    userVerification: 'required',
    timeout: 60_000,
  })
})

test('the ceremony starts before stamp returns its promise', async () => {
  const { authenticator, stamper } = await setup()
  const before = authenticator.prompts.length
  const stamp = stamper.stamp('body')
  expect(authenticator.prompts.length).toBe(before + 1)
  await stamp
})

test('a dismissed prompt has viem’s UserRejectedRequestError as its cause', async () => {
  const { authenticator, stamper } = await setup()
  authenticator.next('cancel')
  const error = await stamper.stamp('body').catch((error) => error)
  expect(error).toBeInstanceOf(PasskeyCancelledError)
  expect(error.code).toBe(4001)
  expect(error.cause).toBeInstanceOf(UserRejectedRequestError)
  expect(error.cause.cause).toMatchObject({ name: 'NotAllowedError' })
  expect(error.walk((cause: unknown) => cause instanceof UserRejectedRequestError)).toBe(error.cause)
})

test.each(['https://example.com', 'example.com:443', '127.0.0.1', 'exa mple.com', 'example.com/'])(
  'refuses a malformed RP ID: %j',
  (rpId) => {
    expect(() => webAuthnStamper({ rpId })).toThrow(InvalidRpIdError)
  },
)

test('the error about an RP ID of another origin names it and keeps the browser’s exception', async () => {
  const { getFn } = await setup()
  const error = await webAuthnStamper({ rpId: 'example.com', getFn })
    .stamp('body')
    .catch((error) => error)
  expect(error).toBeInstanceOf(InvalidRpIdError)
  expect(error).toMatchObject({ rpId: 'example.com', cause: { name: 'SecurityError' } })
})

test('an incomplete assertion never becomes a stamp', async () => {
  const { getFn } = await setup()
  for (const part of ['authenticatorData', 'clientDataJSON', 'signature'] as const) {
    const incomplete: GetFn = async (options, context) => {
      const assertion = await getFn(options, context)
      return { ...assertion, response: { ...assertion.response, [part]: '' } }
    }
    await expect(webAuthnStamper({ rpId, getFn: incomplete }).stamp('body')).rejects.toThrow(PasskeyCeremonyError)
  }
})

test('throws PasskeyUnsupportedError without WebAuthn', async () => {
  await expect(webAuthnStamper({ rpId }).stamp('body')).rejects.toThrow(PasskeyUnsupportedError)
})

test('keeps anything else that a ceremony throws as the cause', async () => {
  const thrown = [new TypeError('native module missing'), 'a string', { code: 7, message: 'no such key' }, undefined]
  for (const value of thrown) {
    const getFn: GetFn = () => Promise.reject(value)
    const error = await webAuthnStamper({ rpId, getFn })
      .stamp('body')
      .catch((error) => error)
    expect(error).toBeInstanceOf(PasskeyCeremonyError)
    expect(error.cause).toBeInstanceOf(Error)
    if (!(value instanceof Error)) expect(error.cause.cause).toBe(value)
    expect(error.message).not.toContain('[object Object]')
  }
  const getFn: GetFn = () => {
    throw new TypeError('thrown before any promise')
  }
  await expect(webAuthnStamper({ rpId, getFn }).stamp('body')).rejects.toThrow(PasskeyCeremonyError)
})

test('throws the reason of the caller’s signal unchanged', async () => {
  const { authenticator, stamper } = await setup()
  const reason = new Error('the user left the page')
  await expect(stamper.stamp('body', { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
  const prompts = authenticator.prompts.length

  const controller = new AbortController()
  authenticator.next('ignore')
  const stamp = stamper.stamp('body', { signal: controller.signal })
  expect(authenticator.prompts.length).toBe(prompts + 1)
  controller.abort(reason)
  await expect(stamp).rejects.toBe(reason)
})

test('concurrent stamps prompt one after the other, dismissing one does not affect the others, and an aborted one leaves the queue', async () => {
  const { authenticator, getFn } = await setup()
  const before = authenticator.prompts.length
  // Two stampers, one ceremony function: one queue.
  const stampers = [webAuthnStamper({ rpId, getFn }), webAuthnStamper({ rpId, getFn })] as const
  const controller = new AbortController()
  authenticator.next('approve')
  authenticator.next('cancel')
  authenticator.next('approve')
  const results = Promise.allSettled([
    stampers[0].stamp('first'),
    stampers[1].stamp('second'),
    stampers[0].stamp('third', { signal: controller.signal }),
    stampers[1].stamp('fourth'),
  ])
  expect(authenticator.prompts.length).toBe(before + 1)
  controller.abort()

  expect((await results).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled'])
  const payloads = authenticator.prompts.slice(before).map((prompt) => prompt.type === 'get' && prompt.payload)
  expect(payloads).toEqual(['first', 'second', 'fourth'])
})

test('says that it prompts', () => {
  expect(webAuthnStamper({ rpId }).prompts).toBe(true)
})
