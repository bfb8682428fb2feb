import type { Address, Chain } from 'viem'
import { createSiweMessage } from 'viem/siwe'
import { isStrings } from '../client/guards.js'
import { toError } from '../errors/toError.js'
import { readNumber, readObject } from './parseParams.js'
import { invalidParams } from './toRpcError.js'
import type { SignInWithEthereum } from './types.js'

const dates = ['issuedAt', 'notBefore', 'expirationTime']
const texts = ['nonce', 'domain', 'uri', 'statement', 'requestId', ...dates]

/** Parses the capability `signInWithEthereum` of `wallet_connect`. */
export function parseSignInWithEthereum(given: unknown): SignInWithEthereum {
  const fields = readObject(given, 'signInWithEthereum')
  for (const name of texts) {
    const value = fields[name]
    const isDate = dates.includes(name)
    if (value !== undefined && (typeof value !== 'string' || (isDate && Number.isNaN(Date.parse(value)))))
      throw invalidParams(`\`signInWithEthereum.${name}\` is not ${isDate ? 'an ISO 8601 date' : 'a string'}.`)
  }
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
  const date = (text: string | undefined) => (text ? new Date(text) : undefined)
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
