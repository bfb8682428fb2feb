import type { VirtualPasskey } from 'viem-passkey-account/testing'

/**
 * `navigator.credentials` of a page whose user has a virtual passkey, with the buffers that the browser's interface has.
 * Holds what Turnkey's older packages read of it.
 */
export function pageCredentials({ createFn, getFn }: Pick<VirtualPasskey, 'createFn' | 'getFn'>): {
  create(options: CredentialCreationOptions): Promise<object>
  get(options: CredentialRequestOptions): Promise<object>
} {
  return {
    async create({ publicKey }) {
      if (!publicKey) throw new TypeError('No publicKey.')
      const { id, type, response } = await createFn({
        rp: { name: publicKey.rp.name, id: publicKey.rp.id ?? 'localhost' },
        user: { ...publicKey.user, id: encode(publicKey.user.id) },
        challenge: encode(publicKey.challenge),
        pubKeyCredParams: publicKey.pubKeyCredParams,
        authenticatorSelection: publicKey.authenticatorSelection ?? {},
      })
      return {
        id,
        type,
        rawId: decode(id),
        response: {
          clientDataJSON: decode(response.clientDataJSON),
          attestationObject: decode(response.attestationObject),
          getTransports: () => response.transports,
        },
        getClientExtensionResults: () => ({}),
      }
    },
    async get({ publicKey }) {
      if (!publicKey) throw new TypeError('No publicKey.')
      const { rpId = 'localhost', userVerification = 'preferred' } = publicKey
      const { id, type, response } = await getFn({
        challenge: encode(publicKey.challenge),
        rpId,
        userVerification,
        allowCredentials: (publicKey.allowCredentials ?? []).map(({ id }) => ({ id: encode(id), type: 'public-key' })),
      })
      return {
        id,
        type,
        rawId: decode(id),
        response: {
          clientDataJSON: decode(response.clientDataJSON),
          authenticatorData: decode(response.authenticatorData),
          signature: decode(response.signature),
          userHandle: response.userHandle === undefined ? null : decode(response.userHandle),
        },
        getClientExtensionResults: () => ({}),
      }
    },
  }
}

function encode(source: BufferSource): string {
  const bytes =
    source instanceof ArrayBuffer
      ? new Uint8Array(source)
      : new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
  return Buffer.from(bytes).toString('base64url')
}

function decode(text: string): ArrayBuffer {
  return new Uint8Array(Buffer.from(text, 'base64url')).buffer
}
