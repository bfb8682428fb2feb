import type {
  GetSmartContractInterfaceRequest,
  GetSmartContractInterfaceResponse,
} from '../../wire/smartContractInterfaces.js'
import { findInterface } from '../activities/shared/findInterface.js'
import { type ExactParser, exactObject, string, uuid } from '../protocol/parse.js'
import { serializeInterface } from '../serialize/serializeInterface.js'
import { defineQuery, type QueryDefinition } from './defineQuery.js'

const parse: ExactParser<GetSmartContractInterfaceRequest> = exactObject({
  organizationId: uuid(),
  smartContractInterfaceId: string(),
})

export const getSmartContractInterface: QueryDefinition = defineQuery({
  path: 'get_smart_contract_interface',
  parse,
  run: (context, { smartContractInterfaceId }): GetSmartContractInterfaceResponse => ({
    smartContractInterface: serializeInterface(findInterface(context, smartContractInterfaceId)),
  }),
})
