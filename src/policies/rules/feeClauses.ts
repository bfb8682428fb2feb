import { toInt } from './parameters.js'

/** The most that a transaction may pay for gas. */
export type FeeLimit = {
  /** Units of gas. */
  gas: bigint | number
  /** Wei for each unit: `gasPrice`, or `maxFeePerGas`. */
  perGas: bigint | number
}

/** The clauses of a fee limit. Blobs have other fees, so transactions with blobs are left out. */
export function feeClauses(fees: FeeLimit | undefined): string[] {
  if (fees === undefined) return []
  return [
    "eth.tx.type != 'TYPE_3'",
    `eth.tx.gas <= ${toInt('fees.gas', fees.gas)}`,
    `eth.tx.gas_price <= ${toInt('fees.perGas', fees.perGas)}`,
  ]
}

/** Says what a rule leaves open. */
export const feeNote = (fees: FeeLimit | undefined): string =>
  fees === undefined ? ' Fees are not limited: a high gas price can spend all ether of the account.' : ''
