import { createHmac } from 'node:crypto'
import { pointFromScalar, privateAdd } from 'tiny-secp256k1'
import { toOwnBytes } from '../util/toOwnBytes.js'

const pathPattern = /^m(\/(0|[1-9][0-9]{0,9})'?)*$/

/** Tells whether a path is `m` and child numbers below 2^31, with a `'` after hardened ones. */
export function isDerivationPath(path: string): boolean {
  return pathPattern.test(path) && childrenOf(path).every((child) => Number.parseInt(child, 10) < hardened)
}

/** Number of levels below `m`. */
export function derivationDepth(path: string): number {
  return childrenOf(path).length
}

const childrenOf = (path: string): string[] => path.split('/').slice(1)

/** Child numbers from here on are hardened. */
const hardened = 0x80000000

type Node = {
  privateKey: Uint8Array
  chainCode: Uint8Array
  /** SEC1 compressed. Children that are not hardened need it. */
  publicKey?: Uint8Array
}

/**
 * Returns a function that derives the private key at a path from a seed, BIP-32. It derives each node once, however many of
 * the paths go through it: a wallet's accounts share most of theirs.
 * https://github.com/bitcoin/bips/blob/master/bip-0032.mediawiki
 */
export function createDerivation(seed: Uint8Array): (path: string) => Uint8Array {
  const nodes = new Map<string, Node>([['m', split(hmac(Buffer.from('Bitcoin seed', 'utf8'), seed))]])

  function nodeAt(path: string): Node {
    const known = nodes.get(path)
    if (known !== undefined) return known
    const end = path.lastIndexOf('/')
    const node = deriveChild(nodeAt(path.slice(0, end)), path.slice(end + 1))
    nodes.set(path, node)
    return node
  }

  return (path) => nodeAt(path).privateKey
}

function deriveChild(parent: Node, child: string): Node {
  const isHardened = child.endsWith("'")
  const data = Buffer.alloc(37)
  data.set(isHardened ? parent.privateKey : publicKeyOf(parent), isHardened ? 1 : 0)
  data.writeUInt32BE(Number.parseInt(child, 10) + (isHardened ? hardened : 0), 33)
  const { privateKey: tweak, chainCode } = split(hmac(parent.chainCode, data))
  // Throws, or returns null, for a tweak that gives no key: one in 2^127.
  const privateKey = privateAdd(parent.privateKey, tweak)
  if (privateKey === null) throw new RangeError('the path has no key')
  return { privateKey, chainCode }
}

function publicKeyOf(node: Node): Uint8Array {
  if (node.publicKey !== undefined) return node.publicKey
  const publicKey = pointFromScalar(node.privateKey, true)
  if (publicKey === null) throw new RangeError('the path has no public key')
  node.publicKey = publicKey
  return publicKey
}

function hmac(key: Uint8Array, data: Uint8Array): Uint8Array {
  return toOwnBytes(createHmac('sha512', key).update(data).digest())
}

const split = (bytes: Uint8Array): Node => ({ privateKey: bytes.subarray(0, 32), chainCode: bytes.subarray(32) })
