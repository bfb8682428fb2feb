import { blobsToCommitments, bytesToHex, commitmentsToVersionedHashes, type TransactionSerializable } from 'viem'
import { copyTransaction } from '../account/copyTransaction.js'
import { isBytes } from '../account/isBytes.js'
import { normalizeTransaction } from '../account/normalizeTransaction.js'
import { readAccessList, readOwnAddress, readWords } from './parseParams.js'

/**
 * Copies a transaction by value: nothing that is signed for types 0 to 4 is an object of the caller's. What a chain's own
 * serializer reads besides may be, such as a fee payer's account.
 *
 * @throws InvalidParameterError and viem's InvalidParamsRpcError with the path of the field.
 */
export function readSerializable(given: TransactionSerializable): TransactionSerializable {
  const copy = copyTransaction(given)
  const hasBlobs = normalizeTransaction(copy as Record<string, unknown>)
  const { accessList, blobs, kzg } = copy
  let hashes: readonly unknown[] | undefined = copy.blobVersionedHashes
  // What viem would compute when it serializes. By then, the bindings may return something else.
  if (hasBlobs && blobs && kzg && hashes === undefined)
    hashes = commitmentsToVersionedHashes({ commitments: blobsToCommitments({ blobs, kzg, to: 'hex' }) })
  return Object.assign(
    copy,
    accessList && { accessList: readAccessList(accessList, 'accessList', readOwnAddress) },
    hashes && {
      blobVersionedHashes: readWords(
        Array.from(hashes, (hash) => (isBytes(hash) ? bytesToHex(hash) : hash)),
        'blobVersionedHashes',
      ),
    },
  )
}
