import { AnswerMismatchError } from '../errors/activity.js'
import type { PasskeyWallet } from '../records/passkeyWallet.js'
import type { ExpectedEntry, KnownPasskey } from './expected.js'

/**
 * Returns the entries that have this value, or any value. Without `expected`, everything fits.
 *
 * @throws AnswerMismatchError if no entry does.
 */
export function matchField(
  expected: readonly ExpectedEntry[] | undefined,
  {
    field,
    received,
    name = field,
    message,
  }: {
    field: 'organizationId' | 'userId' | 'credentialId'
    received: string | undefined
    name?: string
    message?: string
  },
): ExpectedEntry[] | undefined {
  const matching = expected?.filter((entry) => entry[field] === undefined || entry[field] === received)
  if (matching?.length === 0)
    throw new AnswerMismatchError({
      field: name,
      expected: toList(expected?.map((entry) => String(entry[field]))),
      received: received ?? 'nothing',
      message,
    })
  return matching
}

/**
 * Returns what is known about a passkey, completed with what was answered about it.
 *
 * @throws AnswerMismatchError if the two differ.
 */
export function matchPasskey(known: KnownPasskey | undefined, answered: KnownPasskey): KnownPasskey {
  const passkey: KnownPasskey = {}
  for (const field of ['authenticatorId', 'passkeyPublicKey'] as const) {
    const [expected, received] = [known?.[field], answered[field]]
    if (expected !== undefined && received !== undefined && expected !== received)
      throw new AnswerMismatchError({ field, expected, received })
    const value = expected ?? received
    if (value !== undefined) passkey[field] = value
  }
  return passkey
}

/**
 * Returns those of a user's wallets that are expected, in the order of `expected`, or all of them. Others come after them:
 * apps take the first, and a list could put any wallet there.
 *
 * @throws AnswerMismatchError if an expected wallet of this user is missing.
 */
export function matchWallets(
  expected: readonly ExpectedEntry[] | undefined,
  {
    wallets,
    organizationId,
    userId,
    allowNewWallets,
  }: { wallets: readonly PasskeyWallet[]; organizationId: string; userId: string; allowNewWallets: boolean },
): PasskeyWallet[] {
  const received = new Map(wallets.map((wallet) => [toKey(wallet), wallet]))
  if (!expected) return [...received.values()]
  // Of any passkey: a user's passkeys open the same wallets.
  const known = new Set(
    expected.flatMap(({ wallet }) =>
      wallet?.organizationId === organizationId && wallet.userId === userId ? [toKey(wallet)] : [],
    ),
  )
  const matching = [...known].map((key) => {
    const wallet = received.get(key)
    if (wallet) return wallet
    throw new AnswerMismatchError({ field: 'wallets', expected: key, received: toList([...received.keys()]) })
  })
  const others = [...received].flatMap(([key, wallet]) => (allowNewWallets && !known.has(key) ? [wallet] : []))
  return [...matching, ...others]
}

/** The public key need not be compared: it was checked against the address. */
function toKey({ address, walletId }: PasskeyWallet): string {
  return `${address} of wallet ${walletId}`
}

export function toList(texts: readonly string[] = []): string {
  return [...new Set(texts)].join(', ') || 'nothing'
}
