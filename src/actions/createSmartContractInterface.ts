import type { SignerClient } from '../client/createSignerClient.js'
import { hasStrings } from '../client/guards.js'
import { readResult } from '../client/readResult.js'
import type { submit } from '../client/submit.js'
import type {
  CreateSmartContractInterfaceIntent,
  CreateSmartContractInterfaceResult,
} from '../wire/smartContractInterfaces.js'
import { runActivity } from './runActivity.js'
import type { ActionParameters } from './types.js'

/**
 * Adds the ABI of a contract. Policies then read the calls to it: `eth.tx.function_name`, `eth.tx.contract_call_args['amount']`.
 *
 * @throws What {@link submit} throws.
 *
 * @example
 * ```ts
 * import { createSignerClient, webAuthnStamper } from 'viem-passkey-account'
 * import { createSmartContractInterface } from 'viem-passkey-account/actions'
 *
 * const client = createSignerClient({ stamper: webAuthnStamper({ rpId: 'example.com' }) })
 * const { smartContractInterfaceId } = await createSmartContractInterface(client, {
 *   organizationId: '<organization id>',
 *   smartContractAddress: '<contract address>',
 *   smartContractInterface: '<ABI as JSON>',
 *   type: 'SMART_CONTRACT_INTERFACE_TYPE_ETHEREUM',
 *   label: 'Token',
 * })
 * ```
 */
export async function createSmartContractInterface(
  client: SignerClient,
  parameters: createSmartContractInterface.Parameters,
): Promise<createSmartContractInterface.ReturnType> {
  return runActivity(client, {
    type: 'ACTIVITY_TYPE_CREATE_SMART_CONTRACT_INTERFACE',
    parameters,
    parse: (activity) => readResult(activity, 'createSmartContractInterfaceResult', isResult),
  })
}

export declare namespace createSmartContractInterface {
  type Parameters = ActionParameters & CreateSmartContractInterfaceIntent
  type ReturnType = CreateSmartContractInterfaceResult
  type ErrorType = submit.ErrorType
}

function isResult(value: unknown): value is CreateSmartContractInterfaceResult {
  return hasStrings(value, ['smartContractInterfaceId'])
}
