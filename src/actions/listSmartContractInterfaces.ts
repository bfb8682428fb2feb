import type { SignerClient } from '../client/createSignerClient.js'
import { hasStrings } from '../client/guards.js'
import type { query } from '../client/query.js'
import type { SmartContractInterface } from '../wire/smartContractInterfaces.js'
import { runQuery } from './runQuery.js'
import type { ActionParameters } from './types.js'

/**
 * Lists the contract interfaces of an organization.
 *
 * @throws What {@link query} throws.
 *
 * @example
 * ```ts
 * import { createSignerClient, webAuthnStamper } from 'viem-passkey-account'
 * import { listSmartContractInterfaces } from 'viem-passkey-account/actions'
 *
 * const client = createSignerClient({ stamper: webAuthnStamper({ rpId: 'example.com' }) })
 * const interfaces = await listSmartContractInterfaces(client, { organizationId: '<organization id>' })
 * ```
 */
export async function listSmartContractInterfaces(
  client: SignerClient,
  { organizationId, stamper, signal }: listSmartContractInterfaces.Parameters,
): Promise<listSmartContractInterfaces.ReturnType> {
  return runQuery(client, {
    name: 'list_smart_contract_interfaces',
    parameters: { organizationId, stamper, signal },
    parse: ({ smartContractInterfaces }) =>
      isInterfaces(smartContractInterfaces) ? smartContractInterfaces : undefined,
  })
}

export declare namespace listSmartContractInterfaces {
  type Parameters = ActionParameters
  type ReturnType = SmartContractInterface[]
  type ErrorType = query.ErrorType
}

function isInterfaces(value: unknown): value is SmartContractInterface[] {
  return Array.isArray(value) && value.every(isInterface)
}

export function isInterface(value: unknown): value is SmartContractInterface {
  return hasStrings(value, [
    'smartContractInterfaceId',
    'smartContractAddress',
    'smartContractInterface',
    'type',
    'label',
  ])
}
