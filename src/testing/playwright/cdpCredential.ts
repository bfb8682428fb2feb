import type { CDPSession } from '@playwright/test'
import type { SavedVirtualCredential } from 'viem-passkey-account/testing'

/**
 * A passkey in the DevTools protocol, bytes in base64:
 * https://chromedevtools.github.io/devtools-protocol/tot/WebAuthn/#type-Credential
 */
type CdpCredential = {
  credentialId: string
  isResidentCredential: boolean
  rpId: string
  /** PKCS #8, base64. */
  privateKey: string
  userHandle: string
  signCount: number
  backupEligibility: boolean
  backupState: boolean
  userName: string
  userDisplayName: string
}

/** Reads the passkeys on an authenticator of Chromium, in Chromium's order. */
export async function readCredentials(cdp: CDPSession, authenticatorId: string): Promise<SavedVirtualCredential[]> {
  const { credentials } = await cdp.send('WebAuthn.getCredentials', { authenticatorId })
  return credentials.map((credential) => ({
    credentialId: toBase64Url(credential.credentialId),
    rpId: credential.rpId ?? '',
    userHandle: toBase64Url(credential.userHandle ?? ''),
    userName: credential.userName ?? '',
    userDisplayName: credential.userDisplayName ?? '',
    discoverable: credential.isResidentCredential,
    signCount: credential.signCount,
    backupEligible: credential.backupEligibility ?? false,
    backedUp: credential.backupState ?? false,
    privateKey: toBase64Url(credential.privateKey),
  }))
}

/** Converts a saved passkey for the DevTools protocol. */
export function toCdpCredential(credential: SavedVirtualCredential): CdpCredential {
  const { discoverable, rpId, signCount, userName, userDisplayName } = credential
  return {
    credentialId: toBase64(credential.credentialId),
    isResidentCredential: discoverable,
    rpId,
    privateKey: toBase64(credential.privateKey),
    userHandle: toBase64(credential.userHandle),
    signCount,
    backupEligibility: credential.backupEligible,
    backupState: credential.backedUp,
    userName,
    userDisplayName,
  }
}

/** Converts base64url to base64. */
export function toBase64(base64Url: string): string {
  return Buffer.from(base64Url, 'base64url').toString('base64')
}

function toBase64Url(base64: string): string {
  return Buffer.from(base64, 'base64').toString('base64url')
}
