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

export type AccountPair = TestWallet & {
  account: PasskeyAccount
  /** viem's own account of the same key. */
  local: PrivateKeyAccount
  /** Signs with both accounts, expects one prompt and equal results, and returns the result. */
  signWithBoth<result>(sign: (account: SigningAccount) => Promise<result>): Promise<result>
  /** Does the same through wallet clients, whose chain answers only with its id. */
  signWithBothClients<result>(chainId: number, sign: (client: SigningWalletClient) => Promise<result>): Promise<result>
}

/** What both accounts can do. */
export type SigningAccount = LocalAccount & {
  sign: NonNullable<LocalAccount['sign']>
  signAuthorization: NonNullable<LocalAccount['signAuthorization']>
}
export type SigningWalletClient = WalletClient<CustomTransport, Chain, LocalAccount>

/** Opens two accounts of one key: a passkey account with a local signer, and viem's own account. */
export async function openAccountPair(
  privateKey: Hex,
  parameters: createTestWallet.Parameters = {},
): Promise<AccountPair> {
  const wallet = await createTestWallet({ ...parameters, privateKey })
  return { ...wallet, ...toAccountPair(wallet, wallet.account, privateKey) }
}

/** Pairs a passkey account with viem's own account of its key. */
export function toAccountPair(
  { prompts }: Pick<TestWallet, 'prompts'>,
  account: PasskeyAccount,
  privateKey: Hex,
): Pick<AccountPair, 'local' | 'signWithBoth' | 'signWithBothClients'> {
  const local = privateKeyToAccount(privateKey)
  const pair: readonly [SigningAccount, SigningAccount] = [account, local]

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
    signWithBoth: (sign) => compare(pair, sign),
    signWithBothClients: (chainId, sign) =>
      compare([createClient(account, chainId), createClient(local, chainId)], sign),
  }
}

function createClient(account: LocalAccount, chainId: number): SigningWalletClient {
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
