import type { RequestContext } from '../../context.js'
import { notFound } from '../../protocol/WireError.js'
import type { SmartContractInterfaceRow } from '../../store/smartContractInterfaces.js'

/** @throws 404 if the organization has no such smart contract interface. */
export function findInterface({ store, organization }: RequestContext, id: string): SmartContractInterfaceRow {
  const row = store.smartContractInterfaces.byId(organization.id, id)
  if (row === undefined)
    throw notFound(`unable to find smart contract interface ${id} in organization ${organization.id}`)
  return row
}
