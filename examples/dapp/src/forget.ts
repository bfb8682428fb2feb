import { findError, forgetPasskey, UnknownCredentialError } from 'viem-passkey-account'
import { byId, makeButton } from './dom.ts'
import { notify } from './view.ts'

/** Offers to forget a passkey that the signer does not know, where notices are. Only the user can say that it opens no other wallet. */
export function offerForget(error: unknown, rpId: string): void {
  const credentialId = findError(error, UnknownCredentialError)?.credentialId
  if (!credentialId) return
  async function forget(id: string): Promise<void> {
    const { signalled } = await forgetPasskey({ rpId, credentialId: id })
    notify(signalled ? 'Your browser was told to stop offering it.' : 'Delete the passkey in your password manager.')
  }
  const button = makeButton('Stop offering this passkey', 'small', () => void forget(credentialId))
  const notice = byId('notice', HTMLElement)
  notice.append(' Keep it if it opens a wallet elsewhere: you would lose that wallet. ', button)
}
