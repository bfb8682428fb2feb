import { getTypesForEIP712Domain, hashTypedData, serializeTypedData, type TypedDataDefinition } from 'viem'
import type { PayloadToSign } from './signPayload.js'

/**
 * Typed data as the wire takes it: the whole structure, so that the signer's policies can read it. EIP-712.
 *
 * viem drops the domain of typed data without `types.EIP712Domain` when it serialises; it is added, as viem's own hash adds it.
 */
export function toTypedDataPayload(parameters: unknown): PayloadToSign {
  // The caller's types are checked where the account's method takes them; here every typed data is alike.
  const typedData = parameters as TypedDataDefinition
  const { domain = {} } = typedData
  const complete: TypedDataDefinition = {
    ...typedData,
    domain,
    types: { EIP712Domain: getTypesForEIP712Domain({ domain }), ...typedData.types },
  }
  return {
    payload: serializeTypedData(complete),
    encoding: 'PAYLOAD_ENCODING_EIP712',
    digest: hashTypedData(complete),
  }
}
