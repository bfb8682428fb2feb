import type { ListSmartContractInterfacesResponse } from '../../wire/smartContractInterfaces.js'
import { exactObject, uuid } from '../protocol/parse.js'
import { serializeInterface } from '../serialize/serializeInterface.js'
import { boundedList } from './boundedList.js'
import { defineQuery, type QueryDefinition } from './defineQuery.js'

export const listSmartContractInterfaces: QueryDefinition = defineQuery({
  path: 'list_smart_contract_interfaces',
  parse: exactObject({ organizationId: uuid() }),
  run: ({ store, organization }): ListSmartContractInterfacesResponse => ({
    smartContractInterfaces: boundedList(
      store.smartContractInterfaces.inOrganization(organization.id),
      serializeInterface,
      'ask for one interface with get_smart_contract_interface',
    ),
  }),
})
