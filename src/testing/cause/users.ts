import { type FaultTarget, type PageTarget, plan, thisRealm } from './targets.js'

/** The signer makes no wallet for the next sign-up handler that asks. The passkey has been registered by then. */
export function SignUpError({ signer }: { signer: FaultTarget }): Promise<void> {
  return plan(
    { signer, on: ['create_sub_organization'] },
    { kind: 'error', status: 500, code: 13, message: 'internal server error', turnkeyErrorCode: 'INTERNAL' },
  )
}

/** To the next `removePasskey` the passkey (base64url) is the user's only one. */
export function LastPasskeyError({ signer, credentialId }: LastPasskeyError.Parameters): Promise<void> {
  const createdAt = { seconds: '0', nanos: '0' }
  const credential = { publicKey: '', type: 'CREDENTIAL_TYPE_WEBAUTHN_AUTHENTICATOR' }
  const last = { authenticatorId: '', authenticatorName: '', credentialId, credential, createdAt, updatedAt: createdAt }
  return plan({ signer, on: ['get_user'] }, { kind: 'tampered', values: { 'user.authenticators': [last] } })
}

export declare namespace LastPasskeyError {
  type Parameters = { signer: FaultTarget; credentialId: string }
}

/** Moves a clock to the end of the session: `vi` with fake timers, Playwright's `page.clock`. */
export async function SessionExpiredError({ session, clock }: SessionExpiredError.Parameters): Promise<void> {
  await clock.setSystemTime(session.expiresAt)
}

export declare namespace SessionExpiredError {
  type Parameters = {
    session: { expiresAt: number }
    clock: { setSystemTime(milliseconds: number): unknown }
  }
}

/** From now on the page, or this realm, has no IndexedDB. A reload ends it. */
export async function SessionStorageError({ page = thisRealm }: { page?: PageTarget } = {}): Promise<void> {
  await page.evaluate(() => {
    Object.defineProperty(globalThis, 'indexedDB', { configurable: true, value: undefined })
  })
}
