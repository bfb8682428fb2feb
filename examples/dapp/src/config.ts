import { isAddress } from 'viem'

/** What the page has to be told by its server. Nothing in it is secret. */
export type Config = {
  /** Changes whenever the demo starts: its signer forgets all wallets when it stops. */
  run: string
  rpId: string
  /** The parent organization: signing in names it. */
  organizationId: string
  signerUrl: string
  rpcUrl: string
  token: `0x${string}`
  /** Whom the forms name unless the user names somebody else. */
  bank: `0x${string}`
}

export async function loadConfig(): Promise<Config> {
  const response = await fetch('/config.json')
  const { run, rpId, organizationId, signerUrl, rpcUrl, token, bank }: Record<string, unknown> = await response.json()
  if (!isString(run) || !isString(rpId) || !isString(organizationId) || !isString(signerUrl) || !isString(rpcUrl))
    throw new Error('The configuration of the page is incomplete.')
  if (!isString(token) || !isAddress(token) || !isString(bank) || !isAddress(bank))
    throw new Error('The configuration of the page names no addresses.')
  return { run, rpId, organizationId, signerUrl, rpcUrl, token, bank }
}

function isString(value: unknown): value is string {
  return typeof value === 'string'
}
