import {
  bytesToHex,
  decodeFunctionData,
  formatEther,
  type Hex,
  hexToBytes,
  isAddressEqual,
  type TransactionSerializable,
  zeroAddress,
} from 'viem'
import type { ApprovalRequest } from 'viem-passkey-account/provider'
import { swap, token } from './contracts'

type Fields = [name: string, value: string][]

/** What the user is about to sign, in words. */
export function describeRequest(request: ApprovalRequest): { title: string; fields: Fields } {
  switch (request.type) {
    case 'message': {
      const { message } = request
      const text = typeof message === 'string' ? message : toReadableText(message.raw)
      return { title: 'Sign a message', fields: [['Message', text]] }
    }
    case 'typedData': {
      const { domain, message, primaryType } = request.typedData
      const contract: Fields = domain?.verifyingContract ? [['Contract', domain.verifyingContract]] : []
      if (domain?.chainId !== undefined) contract.push(['Chain id', String(domain.chainId)])
      const fields = Object.entries(message).map(([name, value]): Fields[number] => [name, toText(value)])
      return { title: `Sign ${primaryType} for ${domain?.name ?? 'an unnamed app'}`, fields: [...contract, ...fields] }
    }
    case 'transaction':
      return {
        title: toTitle(request.transaction),
        fields: [...toFields(request.transaction), toFee([request.transaction])],
      }
    case 'calls': {
      const fields = request.transactions.flatMap(
        (transaction, index): Fields => [[`Transaction ${index + 1}`, toTitle(transaction)], ...toFields(transaction)],
      )
      return {
        title: `Sign ${request.transactions.length} transactions`,
        fields: [...fields, toFee(request.transactions)],
      }
    }
    case 'authorization': {
      const { contractAddress, address = contractAddress } = request.authorization
      const title = address === zeroAddress ? 'End the delegation of your account' : 'Delegate your account'
      return { title, fields: [['To the code of', toText(address)]] }
    }
    case 'hash':
      return { title: 'Sign a hash', fields: [['Hash', request.hash]] }
  }
}

function toTitle({ to, value = 0n, data = '0x' }: TransactionSerializable): string {
  if (!to) return 'Deploy a contract'
  if (data === '0x') return `Send ${formatEther(value)} ETH`
  return decode(to, data)?.title ?? 'Call a contract'
}

/** What the title does not say. */
function toFields({ to, value = 0n, data = '0x', authorizationList = [] }: TransactionSerializable): Fields {
  const call = to && decode(to, data)
  const fields: Fields = to ? [['To', call?.to ?? to]] : []
  if (value > 0n && data !== '0x') fields.push(['Value', `${formatEther(value)} ETH`])
  if (data !== '0x' && !call) fields.push(['Data', data])
  for (const { address } of authorizationList) fields.push(['Delegates to', address])
  return fields
}

function toFee(transactions: readonly TransactionSerializable[]): Fields[number] {
  const fees = transactions.map(({ gas = 0n, gasPrice, maxFeePerGas }) => gas * (maxFeePerGas ?? gasPrice ?? 0n))
  return ['Fee, at most', `${formatEther(fees.reduce((sum, fee) => sum + fee, 0n))} ETH`]
}

/** The calls that this wallet makes itself. */
function decode(to: Hex, data: Hex): { title: string; to: Hex } | undefined {
  try {
    if (isAddressEqual(to, token.address)) {
      const { functionName, args } = decodeFunctionData({ abi: token.abi, data })
      if (functionName === 'transfer') return { title: `Send ${formatEther(args[1])} PERMIT`, to: args[0] }
      if (functionName === 'approve')
        return { title: `Allow a contract to take ${formatEther(args[1])} PERMIT`, to: args[0] }
    }
    if (isAddressEqual(to, swap.address)) {
      const { args } = decodeFunctionData({ abi: swap.abi, data })
      return { title: `Swap ${formatEther(args[0])} PERMIT`, to }
    }
  } catch {
    // Another call, which the dialog shows as data.
  }
  return undefined
}

/** Text, or hex if it is not. */
function toReadableText(raw: Hex | Uint8Array): string {
  const bytes = typeof raw === 'string' ? hexToBytes(raw) : raw
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return bytesToHex(bytes)
  }
}

function toText(value: unknown): string {
  return JSON.stringify(value, (_key, part) => (typeof part === 'bigint' ? String(part) : part)).replaceAll('"', '')
}
