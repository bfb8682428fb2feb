import type { CDPSession, Page } from 'playwright-core'

/** The authenticator that Chromium's own WebAuthn talks to in one page. */
export type Authenticator = { cdp: CDPSession; authenticatorId: string }

/**
 * Gives a page a platform authenticator with resident keys, whose user is there and verified: real WebAuthn, no dialogs.
 * It belongs to this page alone. https://chromedevtools.github.io/devtools-protocol/tot/WebAuthn/
 */
export async function addAuthenticator(page: Page): Promise<Authenticator> {
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('WebAuthn.enable')
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  return { cdp, authenticatorId }
}
