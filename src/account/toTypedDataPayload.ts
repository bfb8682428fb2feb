import {
  getTypesForEIP712Domain,
  hashTypedData,
  serializeTypedData,
  type TypedDataDefinition,
  type TypedDataDomain,
} from 'viem'
import type { PayloadToSign } from './signPayload.js'

/**
 * Typed data as the wire takes it: the whole structure, so that the signer's policies can read it. EIP-712.
 *
 * viem drops the domain of typed data without `types.EIP712Domain` when it serialises; it is added, as viem's own hash adds it. Integers
 * go as text: as JSON's numbers those beyond 2^53 would be rounded by whoever reads them.
 */
export function toTypedDataPayload(parameters: unknown): PayloadToSign {
  // The caller's types are checked where the account's method takes them; here every typed data is alike.
  const typedData = parameters as TypedDataDefinition & { domain?: TypedDataDomain }
  const complete: TypedDataDefinition = {
    ...typedData,
    types: { EIP712Domain: getTypesForEIP712Domain(typedData), ...typedData.types },
  }
  return {
    // First, so that what is no typed data is refused in viem's own words.
    digest: hashTypedData(complete),
    payload: JSON.stringify(
      JSON.parse(serializeTypedData(complete), (_, value) => (Number.isInteger(value) ? `${BigInt(value)}` : value)),
    ),
    encoding: 'PAYLOAD_ENCODING_EIP712',
  }
}
