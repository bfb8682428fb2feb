import type { CDPSession, Page } from 'playwright-core'

/** The authenticator that Chromium's own WebAuthn talks to in one page. */
export type Authenticator = { cdp: CDPSession; authenticatorId: string }

/** In what it differs from a platform authenticator that can everything. */
export type Kind = {
  transport?: 'internal' | 'usb'
  hasResidentKey?: boolean
  hasUserVerification?: boolean
  isUserVerified?: boolean
}

/**
 * Gives a page an authenticator, a platform's with resident keys unless told otherwise, whose user is there and verified: real WebAuthn, no
 * dialogs.
 * It belongs to this page alone. https://chromedevtools.github.io/devtools-protocol/tot/WebAuthn/
 */
export async function addAuthenticator(page: Page, kind: Kind = {}): Promise<Authenticator> {
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
      ...kind,
    },
  })
  return { cdp, authenticatorId }
}
