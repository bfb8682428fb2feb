import type { PublicKeyCredentialCreationOptionsJSON } from '@simplewebauthn/browser'
import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import type { VirtualPasskey } from 'viem-passkey-account/testing'

export const rpId = 'example.com'
export const origin = 'https://app.example.com'

export function toBytes(base64Url: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(base64Url, 'base64url'))
}

export function createOptions(
  changes: Partial<PublicKeyCredentialCreationOptionsJSON> = {},
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  return generateRegistrationOptions({
    rpID: rpId,
    rpName: 'App',
    userName: 'ada@example.com',
    userDisplayName: 'Ada',
    authenticatorSelection: { residentKey: 'required', userVerification: 'preferred' },
  }).then((options) => ({ ...options, ...changes }))
}

export async function register(passkey: VirtualPasskey, changes: Partial<PublicKeyCredentialCreationOptionsJSON> = {}) {
  const options = await createOptions(changes)
  const response = await passkey.createFn(options)
  const verified = await verifyRegistrationResponse({
    response,
    expectedChallenge: options.challenge,
    expectedOrigin: origin,
    expectedRPID: rpId,
    requireUserVerification: false,
  })
  if (!verified.verified) throw new Error('The registration was not accepted.')
  return { options, response, info: verified.registrationInfo }
}

export async function authenticate(passkey: VirtualPasskey, { info }: Awaited<ReturnType<typeof register>>) {
  const options = await generateAuthenticationOptions({ rpID: rpId, allowCredentials: [{ id: info.credential.id }] })
  const response = await passkey.getFn(options)
  const verify = (changed: Partial<typeof response.response> = {}) =>
    verifyAuthenticationResponse({
      response: { ...response, response: { ...response.response, ...changed } },
      expectedChallenge: options.challenge,
      expectedOrigin: origin,
      expectedRPID: rpId,
      credential: info.credential,
      requireUserVerification: false,
    })
  return { options, response, verify }
}

/** Flips the lowest bit of a byte, counted from the end if `index` is negative. */
export function flipBit(base64Url: string, index: number): string {
  const changed = toBytes(base64Url)
  const at = index < 0 ? changed.length + index : index
  changed[at] = (changed[at] ?? 0) ^ 1
  return Buffer.from(changed).toString('base64url')
}
