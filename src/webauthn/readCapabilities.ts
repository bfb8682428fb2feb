/** What a browser says it can do with passkeys. `undefined` where it does not say. */
export type Capabilities = {
  conditionalGet: boolean | undefined
  hybridTransport: boolean | undefined
  platformAuthenticator: boolean | undefined
}

/** Static methods of PublicKeyCredential. Browsers and TypeScript know different ones. */
type Statics = object & {
  getClientCapabilities?(): Promise<object>
  isConditionalMediationAvailable?(): Promise<boolean>
  isUserVerifyingPlatformAuthenticatorAvailable?(): Promise<boolean>
}

/** A browser answers at once. A function that a password manager has put in its place may not. In milliseconds. */
const timeout = 1_000

/**
 * Reads what the browser says about itself: https://www.w3.org/TR/webauthn-3/#sctn-getClientCapabilities, and in older browsers
 * the two functions that they have. Never rejects and never prompts.
 */
export async function readCapabilities(): Promise<Capabilities> {
  const statics: Statics | undefined = globalThis.PublicKeyCredential
  const [all, conditional, platform] = await Promise.all([
    read(() => statics?.getClientCapabilities?.()),
    read(() => statics?.isConditionalMediationAvailable?.()),
    read(() => statics?.isUserVerifyingPlatformAuthenticatorAvailable?.()),
  ])
  const capabilities = new Map<string, unknown>(Object.entries(Object(all)))
  const find = (name: string, older?: unknown) => [capabilities.get(name), older].find(isBoolean)
  return {
    conditionalGet: find('conditionalGet', conditional),
    hybridTransport: find('hybridTransport'),
    platformAuthenticator: find('userVerifyingPlatformAuthenticator', platform),
  }
}

async function read(ask: () => Promise<unknown> | undefined): Promise<unknown> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const timedOut = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), timeout)
  })
  try {
    return await Promise.race([ask(), timedOut])
  } catch {
    return undefined
  } finally {
    clearTimeout(timer)
  }
}

function isBoolean(value: unknown): value is boolean {
  return typeof value === 'boolean'
}
