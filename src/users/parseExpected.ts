import { getAddress } from 'viem'
import { hasStrings, isObject } from '../client/guards.js'
import { expandPublicKey, toAddress } from '../crypto/expandPublicKey.js'
import { readCoseKey } from '../crypto/readCoseKey.js'
import { InvalidParameterError } from '../errors/config.js'
import type { PasskeyWallet } from '../records/passkeyWallet.js'
import type { ExpectedEntry, KnownPasskey } from './expected.js'
import { matchPasskey } from './matchExpected.js'
import { readUserHandle } from './readUserHandle.js'

const walletFields = ['organizationId', 'userId', 'walletId', 'address', 'publicKey', 'credentialId'] as const
const passkeyFields = ['authenticatorId', 'passkeyPublicKey'] as const

/**
 * Copies what a caller expects, so that it cannot change while a prompt is open.
 *
 * @throws InvalidParameterError if it is malformed or empty.
 */
export function parseExpected(expected: unknown): ExpectedEntry[] | undefined {
  if (expected === undefined) return undefined
  // A single wallet means a list of one, and not a user by ids.
  const wallets = isObject(expected) && 'address' in expected ? [expected] : expected
  if (Array.isArray(wallets)) {
    if (wallets.length > 0)
      return shareKnowledge(Array.from(wallets, (wallet, index) => parseWallet(wallet, `\`expected[${index}]\``)))
    throw invalid('`expected` is empty, so no user would fit. Leave it out if no wallet is known.')
  }
  const ids = isObject(expected)
    ? readTexts(expected, ['organizationId', 'userId', 'credentialId', ...passkeyFields])
    : {}
  if (!ids?.organizationId)
    throw invalid('`expected` is neither a list of wallets nor an object with the `organizationId` of a user.')
  assertKey(ids, '`expected`')
  return [{ ...ids, organizationId: ids.organizationId }]
}

/**
 * Copies a wallet: its own fields and nothing else, the address checksummed.
 *
 * @throws InvalidParameterError if it is malformed, or if its address is not that of its public key.
 */
export function parseWallet(value: unknown, name: string): PasskeyWallet {
  const optional = isObject(value) ? readTexts(value, [...passkeyFields, 'userHandle']) : undefined
  if (!hasStrings(value, walletFields) || walletFields.some((field) => value[field] === '') || !optional)
    throw invalid(`${name} is not a wallet. Pass it as \`signUp\` or \`signIn\` returned it.`)
  const { organizationId, userId, walletId, address, credentialId } = value
  const publicKey = expandPublicKey(value.publicKey, address)
  if (!publicKey)
    throw invalid(`The \`publicKey\` of ${name} is not that of its \`address\`. Pass the wallet as it was returned.`)
  assertKey(optional, name)
  if (optional.userHandle !== undefined && !readUserHandle(optional.userHandle))
    throw invalid(`The \`userHandle\` of ${name} is not 1 to 64 bytes in base64url. Pass it as it was returned.`)
  return {
    organizationId,
    userId,
    walletId,
    address: getAddress(toAddress(publicKey)),
    publicKey,
    credentialId,
    ...optional,
  }
}

function assertKey({ passkeyPublicKey }: KnownPasskey, name: string): void {
  if (passkeyPublicKey !== undefined && !readCoseKey(passkeyPublicKey))
    throw invalid(`The \`passkeyPublicKey\` of ${name} is not a COSE key in base64url. Pass it as it was returned.`)
}

/** Wallets of one passkey may know different things about it. */
function shareKnowledge(wallets: readonly PasskeyWallet[]): ExpectedEntry[] {
  const passkeys = new Map<string, KnownPasskey>()
  const toKey = ({ organizationId, userId, credentialId }: PasskeyWallet): string =>
    JSON.stringify([organizationId, userId, credentialId])
  for (const wallet of wallets) passkeys.set(toKey(wallet), merge(passkeys.get(toKey(wallet)), wallet))
  return wallets.map((wallet) => {
    const { organizationId, userId, credentialId } = wallet
    return { organizationId, userId, credentialId, wallet, ...passkeys.get(toKey(wallet)) }
  })
}

function merge(known: KnownPasskey | undefined, wallet: PasskeyWallet): KnownPasskey {
  try {
    return matchPasskey(known, wallet)
  } catch {
    throw invalid('Two wallets in `expected` disagree about the same passkey. Keep the right one.')
  }
}

/** Reads optional texts. Returns `undefined` if one is something else. */
function readTexts<field extends string>(
  value: Record<string, unknown>,
  fields: readonly field[],
): { [name in field]?: string } | undefined {
  const texts: { [name in field]?: string } = {}
  for (const field of fields) {
    const text = value[field]
    if (typeof text === 'string' && text !== '') texts[field] = text
    else if (text !== undefined) return undefined
  }
  return texts
}

function invalid(message: string): InvalidParameterError {
  return new InvalidParameterError({ parameter: 'expected', value: '', message })
}
