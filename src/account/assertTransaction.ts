import { InvalidParameterError } from '../errors/config.js'

/** Size of each quantity in bits, as nodes and the signer read it. */
const quantities = {
  chainId: 256,
  nonce: 64,
  gas: 64,
  value: 256,
  gasPrice: 256,
  maxFeePerGas: 256,
  maxPriorityFeePerGas: 256,
  maxFeePerBlobGas: 256,
}

/**
 * Throws if viem would serialize a transaction that no chain accepts, or would serialize another one than was passed.
 *
 * @throws InvalidParameterError with the path of the field, such as `transaction.gas`.
 */
export function assertTransaction(transaction: Record<string, unknown>): void {
  const { type, to, maxFeePerGas, maxPriorityFeePerGas, authorizationList, blobs, blobVersionedHashes } = transaction
  for (const [name, bits] of Object.entries(quantities)) assertQuantity(name, transaction[name], bits)
  if (maxPriorityFeePerGas && !maxFeePerGas) throw invalid('maxFeePerGas', maxFeePerGas)

  const isDelegation = type === 'eip7702' || (!type && authorizationList !== undefined)
  const isBlob = type === 'eip4844' || (!type && (blobs ?? blobVersionedHashes) !== undefined)
  if ((isBlob || isDelegation) && !to) throw invalid('to', to)
  if (isBlob && !(blobs ?? blobVersionedHashes)) throw invalid('blobVersionedHashes', blobVersionedHashes)
  if (isDelegation) assertAuthorizations(authorizationList)
}

function assertAuthorizations(list: unknown): void {
  if (!Array.isArray(list) || list.length === 0) throw invalid('authorizationList', list)
  for (const [index, authorization] of list.entries()) {
    const path = `authorizationList[${index}]`
    const { chainId, nonce, r, s } = Object(authorization)
    if (!r || !s) throw invalid(path, 'unsigned')
    // viem would serialize the characters of a string.
    for (const [name, value] of Object.entries({ chainId, nonce }))
      assertQuantity(`${path}.${name}`, typeof value === 'string' ? {} : value, name === 'nonce' ? 64 : 256)
  }
}

function assertQuantity(path: string, value: unknown, bits: number): void {
  if (value === undefined || value === null || value === '') return
  const integer = toBigInt(value)
  // EIP-2681 limits a nonce to less than 2^64 - 1. viem makes a byte of a zero in a string, which is not the RLP of zero.
  if (
    integer === undefined ||
    integer >> BigInt(bits) ||
    (path === 'nonce' && (integer + 1n) >> 64n) ||
    (integer === 0n && typeof value === 'string')
  )
    throw invalid(path, value)
}

function toBigInt(value: unknown): bigint | undefined {
  if (typeof value === 'number' ? !Number.isSafeInteger(value) : typeof value === 'object') return undefined
  try {
    return BigInt(String(value))
  } catch {
    return undefined
  }
}

function invalid(field: string, value: unknown): InvalidParameterError {
  return new InvalidParameterError({
    parameter: `transaction.${field}`,
    value: String(value),
    message: 'No chain accepts this transaction. Pass a valid value for the field.',
  })
}
