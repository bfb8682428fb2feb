import { takeAway } from './takeAway.js'
import { type FaultTarget, type PageTriggerParameters, plan, thisRealm } from './targets.js'

/** The signer creates no wallet at the next sign-up. By then the passkey has been registered. */
export function SignUpError({ signer }: SignUpError.Parameters): Promise<void> {
  return plan(
    { signer, on: ['create_sub_organization'] },
    { kind: 'error', status: 500, code: 13, message: 'internal server error', turnkeyErrorCode: 'INTERNAL' },
  )
}

export declare namespace SignUpError {
  type Parameters = {
    /** The signer that the sign-up handler asks. */
    signer: FaultTarget
  }
}

/** The next `addPasskey` registers a passkey, and the signer fails to say whether it added it: `mayBeAdded` is `true`. */
export function AddPasskeyError({ signer }: AddPasskeyError.Parameters): Promise<void> {
  return plan(
    { signer, on: ['create_authenticators'] },
    { kind: 'error', status: 500, code: 13, message: 'internal server error', turnkeyErrorCode: 'INTERNAL' },
  )
}

export declare namespace AddPasskeyError {
  type Parameters = {
    /** The signer that `addPasskey` asks. */
    signer: FaultTarget
  }
}

/** The next import is carried out, and its result cannot be read. */
export function ImportError({ signer }: ImportError.Parameters): Promise<void> {
  return plan(
    { signer, on: ['list_wallet_accounts', 'get_private_key'] },
    { kind: 'error', status: 500, code: 13, message: 'internal server error', turnkeyErrorCode: 'INTERNAL' },
  )
}

export declare namespace ImportError {
  type Parameters = {
    /** The signer that imports. */
    signer: FaultTarget
  }
}

/** The next `removePasskey` is told that the passkey is the user's only one. */
export function LastPasskeyError({
  signer,
  credentialId,
  authenticatorId = '',
  passkeyPublicKey = '',
}: LastPasskeyError.Parameters): Promise<void> {
  const createdAt = { seconds: '0', nanos: '0' }
  const credential = { publicKey: passkeyPublicKey, type: 'CREDENTIAL_TYPE_WEBAUTHN_AUTHENTICATOR' }
  const last = { authenticatorId, authenticatorName: '', credentialId, credential, createdAt, updatedAt: createdAt }
  return plan({ signer, on: ['get_user'] }, { kind: 'tampered', values: { 'user.authenticators': [last] } })
}

export declare namespace LastPasskeyError {
  type Parameters = {
    /** The signer that `removePasskey` asks. */
    signer: FaultTarget
    /** The credential id of the passkey that is removed, base64url. */
    credentialId: string
    /**
     * The `authenticatorId` that `removePasskey` is passed.
     * @default none
     */
    authenticatorId?: string | undefined
    /**
     * The `passkeyPublicKey` that `removePasskey` is passed.
     * @default none
     */
    passkeyPublicKey?: string | undefined
  }
}

/** Moves a clock to the end of the session. */
export async function SessionExpiredError({ session, clock }: SessionExpiredError.Parameters): Promise<void> {
  await clock.setSystemTime(session.expiresAt)
}

export declare namespace SessionExpiredError {
  type Parameters = {
    /** The session that ends. */
    session: {
      /** Milliseconds since the epoch. */
      expiresAt: number
    }
    /** `vi` of Vitest with fake timers, or Playwright's `page.clock`. */
    clock: {
      /** Sets the current time, in milliseconds since the epoch. */
      setSystemTime(milliseconds: number): unknown
    }
  }
}

/**
 * The page has no IndexedDB, until it is reloaded.
 *
 * @returns a function that undoes it.
 */
export function SessionStorageError({
  page = thisRealm,
}: SessionStorageError.Parameters = {}): Promise<() => Promise<void>> {
  return takeAway(page, 'indexedDB')
}

export declare namespace SessionStorageError {
  type Parameters = PageTriggerParameters
}
