import type { Chain, Hex, LocalAccount, TransactionSerializable } from 'viem'
import { signMany } from '../account/signMany.js'
import type { PasskeyAccount } from '../account/types.js'
import type { Connected } from './createConnection.js'
import { type Approve, requestApproval } from './guardAccount.js'

/**
 * Signs the transactions of one `wallet_sendCalls`: with one prompt if the account's stamper prompts, or if several need the
 * passkey beside a session. Otherwise each is signed as a transaction, which policies can read.
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

  if (approve) await requestApproval(approve, { type: 'calls', transactions }, { address: account.address, chain })
  if (isPrompting(account, transactions))
    return signMany(account, { items: transactions.map((transaction) => ({ transaction, serializer })) })
  const signed: Hex[] = []
  for (const transaction of transactions) signed.push(await account.signTransaction(transaction, { serializer }))
  return signed
}

/** Whether signing each transaction alone would take more than one prompt. */
function isPrompting(
  account: LocalAccount,
  transactions: readonly TransactionSerializable[],
): account is PasskeyAccount {
  if (account.source !== 'passkey' || !('signerClient' in account)) return false
  const { stamper, signerClient, stepUp } = account as PasskeyAccount
  const isSession = (stamper ?? signerClient.stamper)?.prompts === false
  return !isSession || transactions.filter((transaction) => stepUp?.when?.({ transaction })).length > 1
}
