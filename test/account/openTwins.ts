import {
  type Chain,
  type CustomTransport,
  createWalletClient,
  custom,
  defineChain,
  type Hex,
  type LocalAccount,
  numberToHex,
  type WalletClient,
} from 'viem'
import { type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'
import type { PasskeyAccount } from 'viem-passkey-account'
import { createTestWallet, type TestWallet } from 'viem-passkey-account/testing/node'
import { expect } from 'vitest'

export type Twins = TestWallet & {
  account: PasskeyAccount
  /** viem's own account of the same key. */
  local: PrivateKeyAccount
  /** Signs with both, for one prompt, and expects the same from both; returns it. */
  same<result>(sign: (account: SignerOfAll) => Promise<result>): Promise<result>
  /** The same through wallet clients of a chain that answers nothing but its id. */
  sameByClient<result>(chainId: number, sign: (client: WalletClientOfAll) => Promise<result>): Promise<result>
}

/** What both accounts have. */
export type SignerOfAll = LocalAccount & {
  sign: NonNullable<LocalAccount['sign']>
  signAuthorization: NonNullable<LocalAccount['signAuthorization']>
}
export type WalletClientOfAll = WalletClient<CustomTransport, Chain, LocalAccount>

/** One key twice: behind a passkey in a local signer, and in viem's own account. */
export async function openTwins(privateKey: Hex, parameters: createTestWallet.Parameters = {}): Promise<Twins> {
  const wallet = await createTestWallet({ ...parameters, privateKey })
  return { ...wallet, ...twinsOf(wallet, wallet.account, privateKey) }
}

/** Twins for a key that is in a wallet already. */
export function twinsOf(
  { prompts }: Pick<TestWallet, 'prompts'>,
  account: PasskeyAccount,
  privateKey: Hex,
): Pick<Twins, 'local' | 'same' | 'sameByClient'> {
  const local = privateKeyToAccount(privateKey)
  const pair: readonly [SignerOfAll, SignerOfAll] = [account, local]

  async function compare<from, result>(
    [ours, theirs]: readonly [from, from],
    sign: (from: from) => Promise<result>,
  ): Promise<result> {
    const before = prompts()
    const signed = await sign(ours)
    expect(prompts() - before).toBe(1)
    expect(signed).toStrictEqual(await sign(theirs))
    return signed
  }

  return {
    local,
    same: (sign) => compare(pair, sign),
    sameByClient: (chainId, sign) => compare([createClient(account, chainId), createClient(local, chainId)], sign),
  }
}

function createClient(account: LocalAccount, chainId: number): WalletClientOfAll {
  const transport = custom({
    async request({ method }) {
      if (method !== 'eth_chainId') throw new Error(`${method} is not for an exact test.`)
      return numberToHex(chainId)
    },
  })
  const nativeCurrency = { name: 'Ether', symbol: 'ETH', decimals: 18 }
  const chain = defineChain({ id: chainId, name: 'Some chain', nativeCurrency, rpcUrls: { default: { http: [] } } })
  return createWalletClient({ account, chain, transport })
}
