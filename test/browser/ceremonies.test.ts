import { createHash } from 'node:crypto'
import { verifyAuthenticationResponse, verifyRegistrationResponse } from '@simplewebauthn/server'
import type { Page } from 'playwright-core'
import type { Passkey } from 'viem-passkey-account'
import { addVirtualAuthenticator, type PagePasskey } from 'viem-passkey-account/testing/playwright'
import { afterAll, expect, test } from 'vitest'
import { openChromium } from './harness/openChromium.js'
import { servePage } from './harness/servePage.js'

const server = await servePage(`
  import { startAuthentication } from '@simplewebauthn/browser'
  import { createPasskey, PasskeyCancelledError, webAuthnStamper } from 'viem-passkey-account'
  import { UserRejectedRequestError } from 'viem'
  const rp = { id: 'localhost', name: 'Test' }
  Object.assign(globalThis, {
    register: () => createPasskey({ rp, user: { name: 'anna' } }),
    stamp: (payload, userVerification) => webAuthnStamper({ rpId: rp.id, userVerification }).stamp(payload),
    // In a browser whose user never answers another part of the page starts a ceremony while ours runs; ours is aborted once it has ended.
    overtaken: async () => {
      const signals = []
      navigator.credentials.get = ({ signal }) => {
        signals.push(signal)
        return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
      }
      const controller = new AbortController()
      const ours = webAuthnStamper({ rpId: rp.id }).stamp('{}', { signal: controller.signal })
      startAuthentication({ optionsJSON: { challenge: 'AAAA', rpId: rp.id } })
      const end = await ours.catch(({ name }) => name)
      controller.abort()
      return { end, aborted: signals.map(({ aborted }) => aborted) }
    },
    // A password manager's function does not tell of the abort.
    overtakenSilently: () => {
      const signals = []
      navigator.credentials.get = ({ signal }) => {
        signals.push(signal)
        return new Promise(() => {})
      }
      const controller = new AbortController()
      webAuthnStamper({ rpId: rp.id }).stamp('{}', { signal: controller.signal }).catch(() => {})
      startAuthentication({ optionsJSON: { challenge: 'AAAA', rpId: rp.id } })
      controller.abort()
      return signals.map(({ aborted }) => aborted)
    },
    dismissed: (payload) => globalThis.stamp(payload, 'required').catch((error) => ({
      ours: error instanceof PasskeyCancelledError,
      rejected: error.walk((cause) => cause instanceof UserRejectedRequestError)?.code,
    })),
  })
`)
const chromium = await openChromium()
afterAll(async () => {
  await chromium.close()
  await server.stop()
})

async function open(): Promise<{ page: Page; authenticator: PagePasskey }> {
  const page = await chromium.newPage()
  const authenticator = await addVirtualAuthenticator(page)
  await page.goto(server.url)
  return { page, authenticator }
}

const body = JSON.stringify({ type: 'ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2', text: 'grüß dich' })
const origin = new URL(server.url).origin

test("a passkey of Chromium's own WebAuthn is registered and stamps the exact body", async () => {
  const { page } = await open()
  const passkey: Passkey = await page.evaluate('register()')
  const registered = await verifyRegistrationResponse({
    response: {
      id: passkey.credentialId,
      rawId: passkey.credentialId,
      response: {
        clientDataJSON: passkey.attestation.clientDataJson,
        attestationObject: passkey.attestation.attestationObject,
      },
      clientExtensionResults: {},
      type: 'public-key',
    },
    expectedChallenge: passkey.challenge,
    expectedOrigin: origin,
    expectedRPID: 'localhost',
  })
  if (!registered.verified) throw new Error('the registration is not valid')

  const { stampHeaderName, stampHeaderValue }: Record<string, string> = await page.evaluate(
    `stamp(${JSON.stringify(body)})`,
  )
  expect(stampHeaderName).toBe('X-Stamp-Webauthn')
  const stamp: Record<string, string> = JSON.parse(stampHeaderValue ?? '')
  const verify = (payload: string): ReturnType<typeof verifyAuthenticationResponse> =>
    verifyAuthenticationResponse({
      response: {
        id: stamp.credentialId ?? '',
        rawId: stamp.credentialId ?? '',
        response: {
          clientDataJSON: stamp.clientDataJson ?? '',
          authenticatorData: stamp.authenticatorData ?? '',
          signature: stamp.signature ?? '',
        },
        clientExtensionResults: {},
        type: 'public-key',
      },
      expectedChallenge: Buffer.from(createHash('sha256').update(payload).digest('hex')).toString('base64url'),
      expectedOrigin: origin,
      expectedRPID: 'localhost',
      credential: registered.registrationInfo.credential,
    })
  expect((await verify(body)).verified).toBe(true)
  expect(stamp.credentialId).toBe(passkey.credentialId)
  await expect(verify(`${body} `)).rejects.toThrow('challenge')
})

test('a prompt that the user dismisses is told as one', async () => {
  const { page, authenticator } = await open()
  await page.evaluate('register()')
  const { authenticatorId, cdp } = authenticator
  await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false })
  expect(await page.evaluate(`dismissed(${JSON.stringify(body)})`)).toEqual({ ours: true, rejected: 4001 })
})

test('a ceremony that somebody else starts takes the place of ours, and is not ours to abort', async () => {
  const { page } = await open()
  expect(await page.evaluate('overtaken()')).toEqual({ end: 'PasskeyCancelledError', aborted: [true, false] })
})

test('nor is it while the browser has not told of the end of ours', async () => {
  const { page } = await open()
  expect(await page.evaluate('overtakenSilently()')).toEqual([true, false])
})
