import type { PagePasskey } from 'viem-passkey-account/testing/playwright'

export type Authenticator = Pick<PagePasskey, 'cdp' | 'authenticatorId'>

/** A security key beside the page's own authenticator. */
export async function plugIn({ cdp }: Pick<PagePasskey, 'cdp'>): Promise<Authenticator> {
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'usb',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  return { cdp, authenticatorId }
}
