import type { PasskeyWallet } from 'viem-passkey-account'

/** What this page keeps in localStorage: plain JSON without secrets, which only this page writes. */

/** The signer of an earlier run is gone, and its wallets and sessions with it. */
export function forgetEarlierRuns(id: string): void {
  if (localStorage.getItem('run') === id) return
  localStorage.clear()
  localStorage.setItem('run', id)
  indexedDB.deleteDatabase('viem-passkey-account')
}

export function loadWallet(): PasskeyWallet | undefined {
  return JSON.parse(localStorage.getItem('wallet') ?? 'null') ?? undefined
}

export function saveWallet(wallet: PasskeyWallet): PasskeyWallet {
  localStorage.setItem('wallet', JSON.stringify(wallet))
  return keepPasskey(wallet)
}

/** Keeps the wallet with the ids of one of its passkeys, to remove that one and no other later. */
export function keepPasskey(known: PasskeyWallet): PasskeyWallet {
  const others = loadPasskeys().filter(({ credentialId }) => credentialId !== known.credentialId)
  localStorage.setItem('passkeys', JSON.stringify([...others, known]))
  return known
}

/** The wallet with the ids of each of these passkeys, if this page knows them all. */
export function findWallets(...credentialIds: string[]): PasskeyWallet[] | undefined {
  const found = loadPasskeys().filter(({ credentialId }) => credentialIds.includes(credentialId))
  return found.length === credentialIds.length ? found : undefined
}

/** The ids of a passkey, as far as this page knows them. */
export function findPasskey(credentialId: string) {
  const known = loadPasskeys().find((wallet) => wallet.credentialId === credentialId)
  return { credentialId, authenticatorId: known?.authenticatorId, passkeyPublicKey: known?.passkeyPublicKey }
}

/** Whether the wallet's sessions have a limit, as far as this page knows. */
export function hasLimit(): boolean {
  return localStorage.getItem('limit') !== null
}

export function saveLimit(): void {
  localStorage.setItem('limit', 'set')
}

export function forget(): undefined {
  localStorage.removeItem('limit')
  localStorage.removeItem('wallet')
  localStorage.removeItem('passkeys')
}

function loadPasskeys(): PasskeyWallet[] {
  return JSON.parse(localStorage.getItem('passkeys') ?? '[]')
}
