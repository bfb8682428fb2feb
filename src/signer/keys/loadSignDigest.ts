import { toOwnBytes } from '../util/toOwnBytes.js'
import { type SignDigest, signDigest, toDigestSignature } from './signDigest.js'

/**
 * The native libsecp256k1, an optional peer: https://github.com/cryptocoinjs/secp256k1-node. Not its main file, which falls
 * back to JavaScript that takes longer than WebAssembly. A variable, because bundlers refuse a name that is not installed.
 */
const nativeModule = 'secp256k1/bindings.js'

type Native = {
  ecdsaSign(digest: Uint8Array, privateKey: Uint8Array): { signature: Uint8Array; recid: number }
}

/**
 * Returns the fastest function that signs here: that of the optional peer `secp256k1` if it is installed, runs on this
 * platform and makes the same signature, else the one in WebAssembly.
 */
export async function loadSignDigest(): Promise<SignDigest> {
  try {
    const { default: native }: { default?: unknown } = await import(
      /* webpackIgnore: true */ /* @vite-ignore */ nativeModule
    )
    if (!isNative(native)) return signDigest
    const signNatively: SignDigest = (privateKey, digest) => {
      // RFC 6979 takes the digest modulo the curve's order. This version of the library does not, which only shows in digests
      // of the order or more. No hash ever comes to one.
      if (mayReachOrder(digest)) return signDigest(privateKey, digest)
      const { signature, recid } = native.ecdsaSign(toOwnBytes(digest), toOwnBytes(privateKey))
      return toDigestSignature(signature, recid)
    }
    return isRight(signNatively) ? signNatively : signDigest
  } catch {
    // Not installed, or without a build for this platform.
    return signDigest
  }
}

function isNative(value: unknown): value is Native {
  return typeof value === 'object' && value !== null && 'ecdsaSign' in value && typeof value.ecdsaSign === 'function'
}

/** The order of secp256k1 is ffff ffff ffff ffff ffff ffff ffff fffe …: https://www.secg.org/sec2-v2.pdf */
function mayReachOrder(digest: Uint8Array): boolean {
  for (let at = 0; at < 15; at++) if (digest[at] !== 0xff) return false
  return true
}

/** Compares one signature. */
function isRight(sign: SignDigest): boolean {
  const [privateKey, digest] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)]
  const [found, expected] = [sign(privateKey, digest), signDigest(privateKey, digest)]
  return found.r === expected.r && found.s === expected.s && found.yParity === expected.yParity
}
