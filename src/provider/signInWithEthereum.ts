import type { Address, Chain } from 'viem'
import { createSiweMessage } from 'viem/siwe'
import { isStrings } from '../client/guards.js'
import { toError } from '../errors/toError.js'
import { readNumber, readObject } from './parseParams.js'
import { invalidParams } from './toRpcError.js'

/** The fields of a Sign-In with Ethereum message, as JSON. The account's address is added. */
export type SignInWithEthereum = {
  /** Nonce from the app's server: at least eight letters and digits. */
  nonce: string
  /**
   * Id of the chain, hex with 0x or a number. One of `chains`.
   * @default the active chain
   */
  chainId?: string | number | undefined
  /**
   * Host of the site that signs the user in. In a page it must be the page's own.
   * @default location.host
   */
  domain?: string | undefined
  /**
   * URI that the user signs in to.
   * @default location.origin
   */
  uri?: string | undefined
  /**
   * Scheme of the site's origin, such as `https`. In a page it must be the page's own.
   * @default no scheme in the message
   */
  scheme?: string | undefined
  /**
   * Version of the message.
   * @default '1'
   */
  version?: '1' | undefined
  /** What the user agrees to, in one line. */
  statement?: string | undefined
  /**
   * When the message was made, RFC 3339, such as `2026-01-31T12:00:00Z`. The message has the same text.
   * @default now
   */
  issuedAt?: string | undefined
  /** From when on the message is valid, RFC 3339. */
  notBefore?: string | undefined
  /** When the message expires, RFC 3339. */
  expirationTime?: string | undefined
  /** Id of the request, for the app's server. */
  requestId?: string | undefined
  /** URIs that the user agrees to. */
  resources?: readonly string[] | undefined
}

const dates = ['issuedAt', 'notBefore', 'expirationTime']
const texts = ['nonce', 'domain', 'uri', 'scheme', 'statement', 'requestId', ...dates]
/** RFC 3339, as EIP-4361 has it. `Date` reads much else, line breaks in parentheses included. */
const dateTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/
/** Would begin another field of the message. */
const lineBreak = /[\p{Cc}\u2028\u2029]/u

/** Parses the capability `signInWithEthereum` of `wallet_connect`. */
export function parseSignInWithEthereum(given: unknown): SignInWithEthereum {
  const fields = readObject(given, 'signInWithEthereum')
  const read = (name: string): string | undefined => {
    const value = fields[name]
    if (value === undefined) return undefined
    const fail = (what: string) => invalidParams(`\`signInWithEthereum.${name}\` is not ${what}.`)
    if (typeof value !== 'string') throw fail('a string')
    if (lineBreak.test(value)) throw fail('one line')
    if (dates.includes(name) && (!dateTime.test(value) || Number.isNaN(Date.parse(value))))
      throw fail('an RFC 3339 date and time')
    return value
  }
  const strings = Object.fromEntries(texts.map((name) => [name, read(name)]))
  const { nonce } = strings
  const { chainId, resources, version = '1' } = fields
  if (nonce === undefined) throw invalidParams('`signInWithEthereum.nonce` is missing.')
  if (version !== '1') throw invalidParams('`signInWithEthereum.version` is not 1.')
  if (resources !== undefined && !isStrings(resources))
    throw invalidParams('`signInWithEthereum.resources` is not an array of URIs.')
  return {
    ...strings,
    nonce,
    resources,
    chainId: chainId === undefined || typeof chainId === 'number' ? chainId : readNumber(chainId, 'chainId'),
  }
}

/** Creates the message. It is also called before anyone is connected, to refuse fields that no message can have. */
export function toSignInMessage(
  fields: SignInWithEthereum,
  { address, chain, chains }: { address: Address; chain: Chain; chains: readonly Chain[] },
): string {
  // In a page, a message for another site would sign the user in there.
  const { location } = globalThis
  const { domain = location?.host, uri = location?.origin, chainId = chain.id, scheme } = fields
  if (domain === undefined || uri === undefined)
    throw invalidParams('Outside of a page, pass `signInWithEthereum.domain` and `.uri`.')
  if (location?.host && domain !== location.host)
    throw invalidParams(`\`signInWithEthereum.domain\` is not this page's host, ${location.host}.`)
  if (location?.host && scheme !== undefined && `${scheme}:` !== location.protocol)
    throw invalidParams(`\`signInWithEthereum.scheme\` is not this page's, ${location.protocol}`)
  if (!chains.some(({ id }) => id === chainId))
    throw invalidParams('`signInWithEthereum.chainId` is not one of the chains of this provider.')
  // In the message as the request has it (ERC-7846): a `Date` would write it differently.
  const date = (text: string | undefined) =>
    text === undefined ? undefined : Object.assign(new Date(text), { toISOString: () => text })
  try {
    return createSiweMessage({
      ...fields,
      resources: fields.resources?.slice(),
      address,
      domain,
      uri,
      chainId: Number(chainId),
      version: '1',
      issuedAt: date(fields.issuedAt),
      notBefore: date(fields.notBefore),
      expirationTime: date(fields.expirationTime),
    })
  } catch (error) {
    throw invalidParams(toError(error).message)
  }
}
