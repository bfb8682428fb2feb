import { createSessionKey, type SessionKey } from 'viem-passkey-account'

/** Made ahead, so that signing in starts its prompt in the click. */
let next = prepare()

/** A key is good for one session. */
export function takeSessionKey(): Promise<SessionKey> {
  const key = next
  next = prepare()
  return key
}

function prepare(): Promise<SessionKey> {
  const key = createSessionKey()
  // The action that awaits it shows a failure.
  key.catch(() => undefined)
  return key
}
