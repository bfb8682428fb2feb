import type { SignerClient } from '../client/createSignerClient.js'
import { resolveUrl } from '../client/resolveUrl.js'
import { InvalidParameterError } from '../errors/config.js'

/**
 * The key of Turnkey's production signer, as its own clients have it:
 * https://github.com/tkhq/sdk/blob/main/packages/crypto/src/constants.ts
 */
const productionSigner =
  '04cf288fe433cc4e1aa0ce1632feac4ea26bf2f5a09dcfe5a42c398e06898710330f0572882f4dbdf0f5304b8fc8703acd69adca9a4bbf7f5d00d20a5e364b2569'

/** The key of every local signer in memory. Its private half is public, so it counts on this machine only. */
const localSigner =
  '0408dd8c972b9040a4e437548e415e815f70953031c3bed72e96c52f9da97304c83422791228fe33bf672379687dbeb20e1fb7f053a8bfb3002e50426093bd0ecb'

const loopback = /^https?:\/\/(([\w-]+\.)*localhost|127(\.\d+){3}|\[::1\])(:\d+)?(\/|$)/i

/**
 * Returns the keys that may sign the bundles of a signer, uncompressed, lowercase hex.
 *
 * @throws InvalidParameterError if the client's `trustedKeys.signer` is missing or malformed.
 */
export function readTrustedSigners({ trustedKeys, url }: SignerClient): readonly string[] {
  // A proxy on this machine may forward to either.
  if (!trustedKeys) return loopback.test(resolveUrl(url)) ? [localSigner, productionSigner] : [productionSigner]
  const key = String(trustedKeys.signer ?? '').toLowerCase()
  if (/^04[\da-f]{128}$/.test(key)) return [key]
  throw new InvalidParameterError({
    parameter: 'trustedKeys.signer',
    value: key,
    message: key
      ? '`trustedKeys.signer` is not an uncompressed P-256 public key. Pass 65 bytes in hex, without 0x.'
      : '`trustedKeys.signer` is missing. Check the environment variable it comes from.',
  })
}
