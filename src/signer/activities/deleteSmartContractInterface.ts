import type { DeleteSmartContractInterfaceIntent } from '../../wire/smartContractInterfaces.js'
import { object, type Parser, uuid } from '../protocol/parse.js'
import { type ActivityDefinition, defineActivity } from './defineActivity.js'
import { findInterface } from './shared/findInterface.js'

const parse: Parser<DeleteSmartContractInterfaceIntent> = object({ smartContractInterfaceId: uuid() })

export const deleteSmartContractInterface: ActivityDefinition = defineActivity({
  path: 'delete_smart_contract_interface',
  versions: {
    ACTIVITY_TYPE_DELETE_SMART_CONTRACT_INTERFACE: {
      intent: 'deleteSmartContractInterfaceIntent',
      result: 'deleteSmartContractInterfaceResult',
    },
  },
  parse,
  subject: () => ({ kind: 'organization' }),
  execute(context, { smartContractInterfaceId }) {
    const { id } = findInterface(context, smartContractInterfaceId)
    context.store.smartContractInterfaces.delete(id, context.now())
    return { smartContractInterfaceId }
  },
})
