import { isHex } from 'viem'
import { InvalidParameterError } from '../errors/config.js'
import { isBytes } from './isBytes.js'
import { isReference } from './isReference.js'
import { toBigInt } from './toBigInt.js'

/** The fields that are integers. */
const quantities = 'chainId nonce gas value gasPrice maxFeePerGas maxPriorityFeePerGas maxFeePerBlobGas'.split(' ')

/**
 * Throws if viem would serialize a transaction that no chain accepts, or would serialize another one than was passed.
 * Turns quantities that are objects, such as ethers 5's BigNumber, into bigints: an object may change, and viem does not
 * see that it is zero.
 *
 * @param transaction - A copy of the caller's transaction.
 *
 * @returns Whether viem serializes it as EIP-4844.
 * @throws InvalidParameterError with the path of the field, such as `transaction.gas`.
 */
export function normalizeTransaction(transaction: Record<string, unknown>): boolean {
  for (const name of quantities) {
    const integer = readQuantity(name, transaction[name])
    // Not `null`: viem infers the type of the transaction from it.
    if (isReference(transaction[name])) transaction[name] = integer
  }
  const { type, to, data, maxFeePerGas, maxPriorityFeePerGas, authorizationList, blobs, blobVersionedHashes } =
    transaction
  // viem compares them only if both are bigints.
  const isCompared = typeof maxPriorityFeePerGas === 'bigint' && typeof maxFeePerGas === 'bigint'
  if (!isCompared && (toBigInt(maxPriorityFeePerGas ?? 0) ?? 0n) > (toBigInt(maxFeePerGas ?? 0) ?? 0n))
    throw invalid('maxFeePerGas', maxFeePerGas)

  // viem would serialize it as a list of RLP, or as the lowest bytes of its numbers.
  if (isReference(data) && !isBytes(data)) throw invalid('data', data)

  // The type that viem serializes it as. A field that is `undefined` counts as absent.
  const blobFields = ['blobs', 'blobVersionedHashes', 'maxFeePerBlobGas', 'sidecars']
  const hasBlobs = blobFields.some((name) => transaction[name] !== undefined)
  const kind = type || (authorizationList !== undefined ? 'eip7702' : hasBlobs && 'eip4844')
  const isBlob = kind === 'eip4844'
  const isDelegation = kind === 'eip7702'
  if ((isBlob || isDelegation) && !to) throw invalid('to', to)
  if (isBlob && !(blobVersionedHashes ?? Object(blobs).length))
    throw invalid('blobVersionedHashes', blobVersionedHashes)
  if (isDelegation) transaction.authorizationList = readAuthorizations(authorizationList)
  return isBlob
}

/** Returns authorizations as plain objects: viem would not see a signature whose parts are getters of a class. */
function readAuthorizations(list: unknown): object[] {
  if (!Array.isArray(list) || list.length === 0) throw invalid('authorizationList', list)
  return Array.from(list, (authorization: unknown, index) => {
    const path = `authorizationList[${index}]`
    const { address, chainId, nonce, r, s, v, yParity } = Object(authorization)
    // viem takes the parity from these types only. It would leave the signature out, or serialize another parity.
    const hasParity = yParity === undefined ? typeof v === 'bigint' : typeof yParity === 'number'
    if (!isHex(r) || !isHex(s) || !hasParity) throw invalid(path, 'unsigned')
    // viem would serialize the characters of a string, and nothing of an object.
    for (const [name, value] of Object.entries({ chainId, nonce }))
      readQuantity(`${path}.${name}`, typeof value === 'string' || isReference(value) ? {} : value)
    return { address, chainId, nonce, r, s, v, yParity }
  })
}

function readQuantity(path: string, value: unknown): bigint | undefined {
  if ((value ?? '') === '') return undefined
  const integer = toBigInt(value)
  // The sizes that nodes and the signer read.
  const bits = /(nonce|gas)$/.test(path) ? 64n : 256n
  // EIP-2681 limits a nonce to less than 2^64 - 1. viem makes a byte of a zero in a string, which is not the RLP of zero.
  if (
    integer === undefined ||
    integer >> bits ||
    (path === 'nonce' && (integer + 1n) >> bits) ||
    (typeof value === 'number' && !Number.isSafeInteger(value)) ||
    (typeof value === 'string' && !integer)
  )
    throw invalid(path, value)
  return integer
}

function invalid(field: string, value: unknown): InvalidParameterError {
  return new InvalidParameterError({
    parameter: `transaction.${field}`,
    value: String(value),
    message: 'No chain accepts this transaction. Pass another value.',
  })
}
