import { formatEther, size, stringify, type TransactionSerializable } from 'viem'
import type { ApprovalRequest } from 'viem-passkey-account/provider'

/** What the user reads before anything is signed. */
export function describeApproval(request: ApprovalRequest): { title: string; lines: readonly string[] } {
  const on = `Network: ${request.chain.name}.`
  switch (request.type) {
    case 'message': {
      const { message } = request
      return { title: 'Sign a message?', lines: [typeof message === 'string' ? message : `Bytes: ${message.raw}`] }
    }
    case 'typedData': {
      const { domain, primaryType, message } = request.typedData
      const fields = Object.entries(message).map(([name, value]) => `${name}: ${toText(value)}`)
      const contract = domain?.verifyingContract ? ` at ${domain.verifyingContract}` : ''
      return {
        title: 'Sign typed data?',
        lines: [`${primaryType} for ${domain?.name ?? 'a dapp'}${contract}`, ...fields],
      }
    }
    case 'transaction':
      return { title: 'Send a transaction?', lines: [...describeAll([request.transaction]), on] }
    case 'calls': {
      const { transactions } = request
      return { title: `Send ${transactions.length} transactions?`, lines: [...describeAll(transactions), on] }
    }
    case 'authorization': {
      const { authorization } = request
      const contract = authorization.contractAddress ?? authorization.address
      return { title: 'Let a contract act for you?', lines: [`${contract} then runs as your account.`, on] }
    }
    case 'hash':
      return { title: 'Sign a hash?', lines: [request.hash, 'What it stands for cannot be shown.'] }
  }
}

/** Each transaction, and what they cost together. */
function describeAll(transactions: readonly TransactionSerializable[]): string[] {
  const fees = transactions.map(({ gas = 0n, maxFeePerGas, gasPrice }) => gas * (maxFeePerGas ?? gasPrice ?? 0n))
  const fee = fees.reduce((sum, each) => sum + each, 0n)
  return [...transactions.map(describe), `Network fee: at most ${formatEther(fee)} ETH.`]
}

function describe({ to, value = 0n, data = '0x' }: TransactionSerializable): string {
  const amount = `${formatEther(value)} ETH`
  if (!to) return `Deploy a contract of ${size(data)} bytes, with ${amount}.`
  // Four bytes say which function is called.
  return data === '0x' ? `Send ${amount} to ${to}.` : `Call ${data.slice(0, 10)} of ${to}, with ${amount}.`
}

function toText(value: unknown): string {
  return typeof value === 'object' ? stringify(value) : String(value)
}
