import type { Address, Chain, Hex, LocalAccount } from 'viem'
import { createSiweMessage } from 'viem/siwe'
import { isStrings } from '../client/guards.js'
import { toError } from '../errors/toError.js'
import { readNumber, readObject } from './parseParams.js'
import { invalidParams } from './toRpcError.js'
import type { SignInWithEthereum } from './types.js'

/** A Sign-In with Ethereum message and its signature. */
export type SignedIn = { message: string; signature: Hex }

const dates = ['issuedAt', 'notBefore', 'expirationTime']
const texts = ['nonce', 'domain', 'uri', 'statement', 'requestId', ...dates]

/** Parses the capability `signInWithEthereum` of `wallet_connect`. */
export function parseSignInWithEthereum(given: unknown): SignInWithEthereum {
  const fields = readObject(given, 'signInWithEthereum')
  const wrong = texts.find((name) => fields[name] !== undefined && typeof fields[name] !== 'string')
  if (wrong !== undefined) throw invalidParams(`\`signInWithEthereum.${wrong}\` is not a string.`)
  const invalid = dates.find((name) => typeof fields[name] === 'string' && Number.isNaN(Date.parse(fields[name])))
  if (invalid !== undefined)
    throw invalidParams(`\`signInWithEthereum.${invalid}\` is not a date. Pass ISO 8601, such as 2030-01-31T12:00:00Z.`)
  const { chainId, nonce, resources } = fields
  if (typeof nonce !== 'string') throw invalidParams('`signInWithEthereum.nonce` is missing.')
  if (resources !== undefined && !isStrings(resources))
    throw invalidParams('`signInWithEthereum.resources` is not an array of URIs.')
  return {
    ...Object.fromEntries(texts.map((name) => [name, fields[name]])),
    nonce,
    resources,
    chainId: chainId === undefined ? undefined : typeof chainId === 'number' ? chainId : readNumber(chainId, 'chainId'),
  }
}

/** Creates the message. It is also called before anyone is connected, to refuse fields that no message can have. */
export function toSignInMessage(
  fields: SignInWithEthereum,
  { address, chain, chains }: { address: Address; chain: Chain; chains: readonly Chain[] },
): string {
  // In a page, a message for another site would sign the user in there.
  const { location } = globalThis
  const { domain = location?.host, uri = location?.origin, chainId = chain.id } = fields
  if (domain === undefined || uri === undefined)
    throw invalidParams('Outside of a page, pass `signInWithEthereum.domain` and `.uri`.')
  if (location?.host && domain !== location.host)
    throw invalidParams(`\`signInWithEthereum.domain\` is not this page's host, ${location.host}.`)
  if (!chains.some(({ id }) => id === chainId))
    throw invalidParams('`signInWithEthereum.chainId` is not one of the chains of this provider.')
  const date = (text: string | undefined): Date | undefined => (text === undefined ? undefined : new Date(text))
  try {
    return createSiweMessage({
      ...fields,
      resources: fields.resources && [...fields.resources],
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

/** Signs the message. One prompt with a passkey, none with a session. */
export async function signInWithEthereum(
  account: LocalAccount,
  { fields, chain, chains }: { fields: SignInWithEthereum; chain: Chain; chains: readonly Chain[] },
): Promise<SignedIn> {
  const message = toSignInMessage(fields, { address: account.address, chain, chains })
  return { message, signature: await account.signMessage({ message }) }
}
