import {
  formatEther,
  formatGwei,
  getAddress,
  type Hex,
  isHex,
  parseTransaction,
  type SignedAuthorization,
  serializeTransaction,
  stringify,
} from 'viem'
import { recoverAuthorizationAddress } from 'viem/utils'
import { StoppedError } from './errors.ts'

type Row = [name: string, value: unknown]

/** EIP-4844: the gas of one blob. */
const gasPerBlob = 131_072n

/**
 * Describes a request to those who may approve it: everything that is in it, line by line. Decodes Ethereum transactions,
 * and shows all else as it was requested.
 *
 * @param body JSON of an activity with its `type` and `organizationId`.
 * @throws StoppedError if what is shown might not be what is signed.
 */
export async function describeRequest(body: string): Promise<string> {
  const request = JSON.parse(body)
  // A field can be in JSON twice, and readers differ in which one they take. Requests of this package have each field once.
  if (JSON.stringify(request) !== body)
    throw new StoppedError(
      'The request is not JSON as this package writes it, so the signer may read something else than what could be shown.',
    )
  const { type, organizationId, parameters = {}, ...others } = request
  const rows: Row[] = [
    ['type', type],
    ['organization', organizationId],
  ]
  if (type === 'ACTIVITY_TYPE_SIGN_TRANSACTION_V2' && parameters.type === 'TRANSACTION_TYPE_ETHEREUM') {
    const { signWith, type: _, unsignedTransaction, ...more } = parameters
    rows.push(['from', signWith], ...(await describeTransaction(unsignedTransaction)), ...toRows(more))
  } else rows.push(['parameters', stringify(parameters)])
  return [...rows, ...toRows(others)].map(([name, value]) => `  ${toLine(name).padEnd(12)} ${toLine(value)}`).join('\n')
}

async function describeTransaction(unsigned: unknown): Promise<Row[]> {
  const {
    to,
    value = 0n,
    nonce = 0,
    chainId,
    data = 'none',
    gas = 0n,
    gasPrice,
    maxFeePerGas,
    maxFeePerBlobGas = 0n,
    blobVersionedHashes = [],
    authorizationList,
    type,
    ...others
  } = parse(unsigned)
  const price = maxFeePerGas ?? gasPrice ?? 0n
  const blobGas = gasPerBlob * BigInt(blobVersionedHashes.length)
  const blobs = blobGas > 0n ? `, ${blobGas} blob gas at ${formatGwei(maxFeePerBlobGas)} gwei` : ''
  const fee = formatEther(gas * price + blobGas * maxFeePerBlobGas)
  const delegates = await Promise.all((authorizationList ?? []).map(describeDelegation))
  return [
    ['to', to ? getAddress(to) : 'a new contract'],
    ['ether', formatEther(value)],
    ['fee, at most', `${fee} ether (${gas} gas at ${formatGwei(price)} gwei${blobs})`],
    ['nonce', nonce],
    ['chain', chainId ?? 'any: anyone who sees it can send it on every chain'],
    ['data', data],
    ['transaction', type],
    ...delegates.map((text): Row => ['delegates', text]),
    ...toRows({ ...others, ...(blobGas > 0n && { blobVersionedHashes }) }),
  ]
}

/** Reads all of a transaction: written again, it is the same. */
function parse(unsigned: unknown): Parsed {
  const serialized: Hex = `0x${unsigned}`
  try {
    const transaction = parseTransaction(serialized)
    if (isHex(serialized) && serializeTransaction(transaction) === serialized.toLowerCase()) return transaction
  } catch {
    // Reported below.
  }
  throw new StoppedError(
    'The transaction cannot be read completely, so its fee or its effect may not be what could be shown. ' +
      'Do not approve it here, and ask who requested it.',
  )
}

/** Says whose account gets which code. An authorization that nobody signed has no effect. */
async function describeDelegation(authorization: SignedAuthorization): Promise<string> {
  const { address, chainId, nonce } = authorization
  const authority = await recoverAuthorizationAddress({ authorization }).catch(() => 'nobody')
  return `${authority} to ${getAddress(address)}, on ${chainId === 0 ? 'every chain' : `chain ${chainId}`}, nonce ${nonce}`
}

function toRows(fields: object): Row[] {
  return Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, typeof value === 'bigint' ? value : stringify(value)])
}

/** Escapes what would begin a line, or change the order of what is shown. */
function toLine(value: unknown): string {
  return String(value).replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, (character) =>
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  )
}

/** The fields of all types of transactions. */
type Parsed = {
  type?: string | undefined
  to?: Hex | null | undefined
  value?: bigint | undefined
  nonce?: number | undefined
  chainId?: number | undefined
  data?: Hex | undefined
  gas?: bigint | undefined
  gasPrice?: bigint | undefined
  maxFeePerGas?: bigint | undefined
  maxFeePerBlobGas?: bigint | undefined
  blobVersionedHashes?: readonly Hex[] | undefined
  authorizationList?: readonly SignedAuthorization[] | undefined
}
