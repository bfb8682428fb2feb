import { serializeTransaction, type TransactionSerializable } from 'viem'
import {
  type ContractInterfaces,
  type PolicyContext,
  type PolicyWallet,
  toPolicyContext,
} from 'viem-passkey-account/policies'

export const account = '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266'
export const wallet: PolicyWallet = { id: 'wallet-1', label: 'Main', imported: false, exported: false }
export const privateKeyId = '0196b1c2-6a52-7c31-8d1e-2f3a4b5c6d7e'

/** Any activity. */
export function activity(type: string, parameters: object = {}): PolicyContext {
  return toPolicyContext({ body: { type: `ACTIVITY_TYPE_${type}`, parameters } })
}

type Signing = { signWith?: string; interfaces?: ContractInterfaces }

const targetOf = (signWith: string) => (signWith.startsWith('0x') ? { wallet } : { privateKey: { id: signWith } })

/** `sign_transaction`. */
export function transaction(
  fields: TransactionSerializable,
  { signWith = account, interfaces }: Signing = {},
): PolicyContext {
  const base = { type: 'eip1559', chainId: 1, gas: 100_000n, maxFeePerGas: 30_000_000_000n, nonce: 1 } as const
  const unsignedTransaction = serializeTransaction({
    ...(fields.type === undefined ? base : {}),
    ...fields,
  } as TransactionSerializable)
  return toPolicyContext({
    body: {
      type: 'ACTIVITY_TYPE_SIGN_TRANSACTION_V2',
      parameters: { signWith, type: 'TRANSACTION_TYPE_ETHEREUM', unsignedTransaction },
    },
    ...targetOf(signWith),
    interfaces,
  })
}

/** `sign_raw_payload`, or with a list `sign_raw_payloads`. */
export function raw(
  payload: string | string[],
  encoding: string,
  hashFunction = 'NO_OP',
  signWith: string = account,
): PolicyContext {
  const common = { signWith, encoding: `PAYLOAD_ENCODING_${encoding}`, hashFunction: `HASH_FUNCTION_${hashFunction}` }
  return toPolicyContext({
    body:
      typeof payload === 'string'
        ? { type: 'ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2', parameters: { ...common, payload } }
        : { type: 'ACTIVITY_TYPE_SIGN_RAW_PAYLOADS', parameters: { ...common, payloads: payload } },
    ...targetOf(signWith),
  })
}

/** `sign_raw_payload` with typed data. `message` goes as it is: JSON numbers stay numbers. */
export function typedData(
  types: Record<string, readonly string[]>,
  primaryType: string,
  message: object,
  domain: object = {},
): PolicyContext {
  const fields = (list: readonly string[]) =>
    list.map((field) => {
      const [type = '', name = ''] = field.split(' ')
      return { type, name }
    })
  const declared = Object.fromEntries(Object.entries(types).map(([name, list]) => [name, fields(list)]))
  return raw(JSON.stringify({ types: declared, primaryType, domain, message }), 'EIP712')
}

export const digest = 'ab'.repeat(32)
