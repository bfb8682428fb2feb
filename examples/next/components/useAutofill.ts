import { useEffect, useEffectEvent, useState } from 'react'
import { findError, PasskeyUnsupportedError, type Session, SignerError, startAutofill } from 'viem-passkey-account'
import { useWallet } from '@/app/providers'

type Parameters = {
  organizationId: string
  /** The user has picked a passkey, or has signed in in another tab of the site. */
  onSession: (session: Session) => void
  onFailure: (error: unknown) => void
}

/** Offers the user's passkeys in the autofill of the name field, while the component is there. */
export function useAutofill({ organizationId, ...handlers }: Parameters) {
  const { client, rp } = useWallet()
  const [attempt, setAttempt] = useState(1)
  const onSession = useEffectEvent(handlers.onSession)
  const onFailure = useEffectEvent((error: unknown) => {
    // Without autofill, there are the buttons.
    if (findError(error, PasskeyUnsupportedError)) return
    handlers.onFailure(error)
    // The signer has refused the passkey, or was down: the user may pick again. Other errors would come at once.
    if (findError(error, SignerError)) setAttempt(attempt + 1)
  })
  useEffect(() => {
    const controller = new AbortController()
    const { signal } = controller
    startAutofill(client, { organizationId, rpId: rp.id, signal }).then(onSession, (error: unknown) => {
      if (!signal.aborted) onFailure(error)
    })
    return () => controller.abort()
  }, [client, organizationId, rp.id, attempt])
}
