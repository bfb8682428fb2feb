import { isAddress } from 'viem'

/** What the server tells the page. Nothing in it is secret. */
export type Config = {
  /** Changes with each start of the demo, whose signer then knows none of the earlier wallets. */
  run: string
  /** The origin whose passkeys the signer accepts. */
  origin: string
  rpId: string
  /** The parent organization: signing in names it. */
  organizationId: string
  /** The key that signs what is exported. In production leave it out: Turnkey’s is the default. */
  trustedKeys: { signer: string }
  /** What limits the sessions of wallets that have a limit. */
  sessionProfileId: string
  /** Where this page reaches the signer directly; undefined where it cannot, as on a phone. */
  signerUrl?: string | undefined
  rpcUrl: string
  token: `0x${string}`
  /** The account that funds each wallet. The forms send to it by default. */
  bank: `0x${string}`
}

export async function loadConfig(): Promise<Config> {
  const response = await fetch('/config.json')
  const config: Record<string, unknown> = await response.json()
  const { run, origin, rpId, organizationId, sessionProfileId, signerUrl, rpcUrl, token, bank } = config
  const { signer } = Object(config.trustedKeys)
  if (
    !isString(run) ||
    !isString(origin) ||
    !isString(rpId) ||
    !isString(organizationId) ||
    !isString(rpcUrl) ||
    !isString(signer)
  )
    throw new Error('The page’s configuration is incomplete.')
  if (!isString(sessionProfileId)) throw new Error('The page’s configuration has no session profile.')
  if (!isString(token) || !isAddress(token) || !isString(bank) || !isAddress(bank))
    throw new Error('The page’s configuration has no token or no bank.')
  return {
    run,
    origin,
    rpId,
    organizationId,
    trustedKeys: { signer },
    sessionProfileId,
    signerUrl: isString(signerUrl) ? signerUrl : undefined,
    rpcUrl: new URL(rpcUrl, location.href).href,
    token,
    bank,
  }
}

function isString(value: unknown): value is string {
  return typeof value === 'string'
}
