import { assertId } from '../client/assertId.js'
import type { SignerClient } from '../client/createSignerClient.js'
import type { query } from '../client/query.js'
import type { GetSmartContractInterfaceRequest, SmartContractInterface } from '../wire/smartContractInterfaces.js'
import { isInterface } from './listSmartContractInterfaces.js'
import { runQuery } from './runQuery.js'
import type { ActionParameters } from './types.js'

/**
 * Returns one contract interface.
 *
 * @throws InvalidParameterError before any prompt if an id is missing or malformed, and what {@link query} throws.
 *
 * @example
 * ```ts
 * import { createSignerClient, webAuthnStamper } from 'viem-passkey-account'
 * import { getSmartContractInterface } from 'viem-passkey-account/actions'
 *
 * const client = createSignerClient({ stamper: webAuthnStamper({ rpId: 'example.com' }) })
 * const { smartContractInterface: abi } = await getSmartContractInterface(client, {
 *   organizationId: '<organization id>',
 *   smartContractInterfaceId: '<interface id>',
 * })
 * ```
 */
export async function getSmartContractInterface(
  client: SignerClient,
  parameters: getSmartContractInterface.Parameters,
): Promise<getSmartContractInterface.ReturnType> {
  return runQuery(client, {
    name: 'get_smart_contract_interface',
    parameters,
    ids: { smartContractInterfaceId: assertId },
    parse: ({ smartContractInterface }) => (isInterface(smartContractInterface) ? smartContractInterface : undefined),
  })
}

export declare namespace getSmartContractInterface {
  type Parameters = ActionParameters & Omit<GetSmartContractInterfaceRequest, 'organizationId'>
  type ReturnType = SmartContractInterface
  type ErrorType = query.ErrorType
}
