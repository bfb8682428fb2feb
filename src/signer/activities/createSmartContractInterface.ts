import { randomUUID } from 'node:crypto'
import type { CreateSmartContractInterfaceIntent } from '../../wire/smartContractInterfaces.js'
import { limits } from '../protocol/limits.js'
import { isRecord, label, object, oneOf, optional, type Parser, string, text } from '../protocol/parse.js'
import { requestLimits } from '../protocol/requestLimits.js'
import { badRequest, exhausted, unimplemented } from '../protocol/WireError.js'
import { type ActivityDefinition, defineActivity } from './defineActivity.js'
import { notes } from './shared/policyParams.js'

const parse: Parser<CreateSmartContractInterfaceIntent> = object({
  smartContractAddress: string(),
  smartContractInterface: (value, path, isStored) => {
    const json = text()(value, path)
    if (Buffer.byteLength(json) > requestLimits.contractInterface && !isStored)
      throw badRequest(
        `invalid request body: field \`${path}\` must have at most ${requestLimits.contractInterface} bytes`,
      )
    return json
  },
  type: oneOf(['SMART_CONTRACT_INTERFACE_TYPE_ETHEREUM', 'SMART_CONTRACT_INTERFACE_TYPE_SOLANA']),
  label: label(),
  notes: optional(notes),
})

/**
 * Adds a contract's ABI, by which policies read the calls to it. What is refused, and its texts, are not verified against
 * production.
 */
export const createSmartContractInterface: ActivityDefinition = defineActivity({
  path: 'create_smart_contract_interface',
  versions: {
    ACTIVITY_TYPE_CREATE_SMART_CONTRACT_INTERFACE: {
      intent: 'createSmartContractInterfaceIntent',
      result: 'createSmartContractInterfaceResult',
    },
  },
  parse,
  subject: () => ({ kind: 'organization' }),
  execute(context, { smartContractAddress: address, smartContractInterface, type, label, notes = '' }) {
    const { store, organization } = context
    if (type !== 'SMART_CONTRACT_INTERFACE_TYPE_ETHEREUM')
      throw unimplemented(`the local signer does not support ${type}`)
    if (!/^0x[0-9a-fA-F]{40}$/.test(address)) throw badRequest('invalid smart contract address')
    assertAbi(smartContractInterface)
    if (store.smartContractInterfaces.count(organization.id) >= limits.smartContractInterfaces)
      throw exhausted('organization has exceeded maximum smart contract interfaces')
    const id = randomUUID()
    store.smartContractInterfaces.insert({
      id,
      organizationId: organization.id,
      address,
      type,
      interface: smartContractInterface,
      label,
      notes,
      createdMs: context.now(),
    })
    return { smartContractInterfaceId: id }
  },
})

function assertAbi(json: string): void {
  let items: unknown
  try {
    items = JSON.parse(json)
  } catch {}
  if (!Array.isArray(items) || !items.every(isRecord))
    throw badRequest('invalid smart contract interface: it is not the JSON of an ABI')
  if (items.length > requestLimits.contractItems)
    throw badRequest(`invalid smart contract interface: it has more than ${requestLimits.contractItems} items`)
}
