import { assertId } from '../client/assertId.js'
import type { SignerClient } from '../client/createSignerClient.js'
import { hasStrings } from '../client/guards.js'
import { readResult } from '../client/readResult.js'
import type { submit } from '../client/submit.js'
import type {
  DeleteSmartContractInterfaceIntent,
  DeleteSmartContractInterfaceResult,
} from '../wire/smartContractInterfaces.js'
import { runActivity } from './runActivity.js'
import type { ActionParameters } from './types.js'

/**
 * Deletes a contract's interface. Policies that read calls through it no longer apply.
 *
 * @throws InvalidParameterError before any prompt if an id is missing or malformed, and what {@link submit} throws.
 *
 * @example
 * ```ts
 * import { createSignerClient, webAuthnStamper } from 'viem-passkey-account'
 * import { deleteSmartContractInterface } from 'viem-passkey-account/actions'
 *
 * const client = createSignerClient({ stamper: webAuthnStamper({ rpId: 'example.com' }) })
 * await deleteSmartContractInterface(client, {
 *   organizationId: '<organization id>',
 *   smartContractInterfaceId: '<interface id>',
 * })
 * ```
 */
export async function deleteSmartContractInterface(
  client: SignerClient,
  parameters: deleteSmartContractInterface.Parameters,
): Promise<deleteSmartContractInterface.ReturnType> {
  return runActivity(client, {
    type: 'ACTIVITY_TYPE_DELETE_SMART_CONTRACT_INTERFACE',
    parameters,
    ids: { smartContractInterfaceId: assertId },
    parse: (activity) => readResult(activity, 'deleteSmartContractInterfaceResult', isResult),
  })
}

export declare namespace deleteSmartContractInterface {
  type Parameters = ActionParameters & DeleteSmartContractInterfaceIntent
  type ReturnType = DeleteSmartContractInterfaceResult
  type ErrorType = submit.ErrorType
}

function isResult(value: unknown): value is DeleteSmartContractInterfaceResult {
  return hasStrings(value, ['smartContractInterfaceId'])
}
