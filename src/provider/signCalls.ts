import type { Chain, Hex, LocalAccount, TransactionSerializable } from 'viem'
import { signMany } from '../account/signMany.js'
import type { PasskeyAccount } from '../account/types.js'
import type { Connected } from './createConnection.js'
import { type Approve, requestApproval } from './guardAccount.js'

/**
 * Signs the transactions of one `wallet_sendCalls`: with one prompt if the account's stamper prompts. A stamper that does not
 * prompt signs each as a transaction, which policies can read.
 */
export async function signCalls<account extends LocalAccount>(
  { account, guarded }: Connected<account>,
  {
    transactions,
    chain,
    approve,
  }: { transactions: readonly TransactionSerializable[]; chain: Chain; approve: Approve | undefined },
): Promise<Hex[]> {
  const serializer = chain.serializers?.transaction
  const [first, ...others] = transactions
  if (first && others.length === 0) return [await guarded.signTransaction(first, { serializer })]

  if (approve) await requestApproval(approve, { type: 'calls', transactions, address: account.address, chain })
  if (isPrompting(account))
    return signMany(account, { items: transactions.map((transaction) => ({ transaction, serializer })) })
  const signed: Hex[] = []
  for (const transaction of transactions) signed.push(await account.signTransaction(transaction, { serializer }))
  return signed
}

function isPrompting(account: LocalAccount): account is PasskeyAccount {
  if (account.source !== 'passkey' || !('signerClient' in account)) return false
  const { stamper, signerClient } = account as PasskeyAccount
  return (stamper ?? signerClient.stamper)?.prompts !== false
}
