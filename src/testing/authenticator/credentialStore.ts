import { fromBase64Url, toBase64Url } from './base64Url.js'
import { checkSignCount, readSavedCredential } from './readSavedCredential.js'

/** A passkey the authenticator holds, without its key. */
export type VirtualCredential = {
  /** Base64url without padding. */
  credentialId: string
  rpId: string
  /** `user.id` of the registration, base64url without padding. */
  userHandle: string
  userName: string
  userDisplayName: string
  /** Found without being named in `allowCredentials`. */
  discoverable: boolean
  /** Signatures made so far. */
  signCount: number
  backupEligible: boolean
  backedUp: boolean
}

/** A passkey with its private key: for tests and nothing else. */
export type SavedVirtualCredential = VirtualCredential & {
  /** PKCS #8, base64url without padding. */
  privateKey: string
}

/** What may change of a passkey during its life. */
export type CredentialUpdate = {
  /** Also downwards, as with a cloned authenticator: 0 to 2^32 - 1. */
  signCount?: number | undefined
  /** Only of a passkey that is `backupEligible`. */
  backedUp?: boolean | undefined
}

type StoredKey = CryptoKey | { pkcs8: Uint8Array<ArrayBuffer> }

export type CredentialStore = {
  /** Oldest first; always the current records. */
  credentials: VirtualCredential[]
  put(credential: VirtualCredential, privateKey: CryptoKey): void
  update(credentialId: string, changes: CredentialUpdate): void
  remove(credentialId: string): boolean
  privateKey(credentialId: string): Promise<CryptoKey>
  save(): Promise<SavedVirtualCredential[]>
}

export const keyAlgorithm = (): EcKeyGenParams => ({ name: 'ECDSA', namedCurve: 'P-256' })

/** The authenticator's memory. */
export function credentialStore(saved: readonly SavedVirtualCredential[]): CredentialStore {
  const credentials: VirtualCredential[] = []
  const keys = new Map<string, StoredKey>()

  function remove(credentialId: string): boolean {
    const index = credentials.findIndex((known) => known.credentialId === credentialId)
    if (index !== -1) credentials.splice(index, 1)
    return keys.delete(credentialId)
  }

  async function privateKey(credentialId: string): Promise<CryptoKey> {
    const key = keys.get(credentialId)
    if (key === undefined) throw new TypeError(`No credential ${credentialId} here.`)
    if (!('pkcs8' in key)) return key
    const imported = await globalThis.crypto.subtle.importKey('pkcs8', key.pkcs8, keyAlgorithm(), true, ['sign'])
    keys.set(credentialId, imported)
    return imported
  }

  function update(credentialId: string, { signCount, backedUp }: CredentialUpdate): void {
    const credential = credentials.find((known) => known.credentialId === credentialId)
    if (!credential) throw new TypeError(`No credential ${credentialId} here.`)
    checkBackup({ backupEligible: credential.backupEligible, backedUp: backedUp ?? credential.backedUp })
    if (signCount !== undefined) checkSignCount(signCount)
    credential.signCount = signCount ?? credential.signCount
    credential.backedUp = backedUp ?? credential.backedUp
  }

  for (const { privateKey: pkcs8, ...credential } of saved.map(readSavedCredential)) {
    checkBackup(credential)
    remove(credential.credentialId)
    credentials.push(credential)
    keys.set(credential.credentialId, { pkcs8: fromBase64Url(pkcs8, 'privateKey') })
  }

  return {
    credentials,
    put(credential, key): void {
      // A new discoverable credential takes the place of the one for the same account:
      // https://www.w3.org/TR/webauthn-3/#sctn-op-make-cred
      const replaced = credentials.find(
        (known) =>
          known.discoverable &&
          credential.discoverable &&
          known.rpId === credential.rpId &&
          known.userHandle === credential.userHandle,
      )
      if (replaced) remove(replaced.credentialId)
      credentials.push(credential)
      keys.set(credential.credentialId, key)
    },
    update,
    remove,
    privateKey,
    save: () =>
      Promise.all(
        credentials.map(async (credential) => {
          const key = await privateKey(credential.credentialId)
          const pkcs8 = await globalThis.crypto.subtle.exportKey('pkcs8', key)
          return { ...credential, privateKey: toBase64Url(new Uint8Array(pkcs8)) }
        }),
      ),
  }
}

/** @throws TypeError when the flags BE and BS contradict each other. */
export function checkBackup({ backupEligible, backedUp }: { backupEligible: boolean; backedUp: boolean }): void {
  if (backedUp && !backupEligible) throw new TypeError('Only a passkey that is backupEligible can be backedUp.')
}
