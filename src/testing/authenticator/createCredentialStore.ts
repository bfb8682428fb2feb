import { fromBase64Url, toBase64Url } from './base64Url.js'
import type { CredentialUpdate, SavedVirtualCredential, VirtualCredential } from './credential.js'
import { checkBackupFlags, checkSignCount, parseSavedCredential } from './parseSavedCredential.js'

/** The passkeys on a virtual authenticator, with their keys. */
export type CredentialStore = {
  /** Oldest first. Updates and removals show in it. */
  credentials: VirtualCredential[]
  /** Adds a passkey. It replaces a discoverable one of the same user. */
  add(credential: VirtualCredential, privateKey: CryptoKey): void
  update(credentialId: string, changes: CredentialUpdate): void
  remove(credentialId: string): boolean
  getPrivateKey(credentialId: string): Promise<CryptoKey>
  save(): Promise<SavedVirtualCredential[]>
}

export const keyAlgorithm = (): EcKeyGenParams => ({ name: 'ECDSA', namedCurve: 'P-256' })

/** Creates the memory of a virtual authenticator. */
export function createCredentialStore(saved: readonly SavedVirtualCredential[]): CredentialStore {
  const credentials: VirtualCredential[] = []
  // Importing a key is asynchronous, so saved ones are imported when they are used first.
  const keys = new Map<string, CryptoKey | { pkcs8: Uint8Array<ArrayBuffer> }>()

  function remove(credentialId: string): boolean {
    const index = credentials.findIndex((credential) => credential.credentialId === credentialId)
    if (index !== -1) credentials.splice(index, 1)
    return keys.delete(credentialId)
  }

  async function getPrivateKey(credentialId: string): Promise<CryptoKey> {
    const key = keys.get(credentialId)
    if (key === undefined) throw unknownCredential(credentialId)
    if (!('pkcs8' in key)) return key
    const imported = await globalThis.crypto.subtle.importKey('pkcs8', key.pkcs8, keyAlgorithm(), true, ['sign'])
    keys.set(credentialId, imported)
    return imported
  }

  for (const { privateKey, ...credential } of saved.map(parseSavedCredential)) {
    remove(credential.credentialId)
    credentials.push(credential)
    keys.set(credential.credentialId, { pkcs8: fromBase64Url(privateKey, 'privateKey') })
  }

  return {
    credentials,
    add(credential, privateKey): void {
      // https://www.w3.org/TR/webauthn-3/#sctn-op-make-cred
      const replaced = credentials.find(
        ({ discoverable, rpId, userHandle }) =>
          discoverable && credential.discoverable && rpId === credential.rpId && userHandle === credential.userHandle,
      )
      if (replaced) remove(replaced.credentialId)
      credentials.push(credential)
      keys.set(credential.credentialId, privateKey)
    },
    update(credentialId, changes): void {
      const credential = credentials.find((candidate) => candidate.credentialId === credentialId)
      if (!credential) throw unknownCredential(credentialId)
      const { backedUp = credential.backedUp, signCount = credential.signCount } = changes
      checkBackupFlags({ backupEligible: credential.backupEligible, backedUp })
      checkSignCount(signCount)
      Object.assign(credential, { backedUp, signCount })
    },
    remove,
    getPrivateKey,
    save: () =>
      Promise.all(
        credentials.map(async (credential) => {
          const key = await getPrivateKey(credential.credentialId)
          const pkcs8 = await globalThis.crypto.subtle.exportKey('pkcs8', key)
          return { ...credential, privateKey: toBase64Url(new Uint8Array(pkcs8)) }
        }),
      ),
  }
}

function unknownCredential(credentialId: string): TypeError {
  return new TypeError(`There is no passkey with the credential id ${credentialId} on this authenticator.`)
}
