import type { RequestContext } from '../../context.js'
import { notFound } from '../../protocol/WireError.js'
import type { PrivateKeyRow } from '../../store/privateKeys.js'

/** @throws 404 if the organization has no such private key. */
export function findPrivateKey({ store, organization }: RequestContext, privateKeyId: string): PrivateKeyRow {
  const privateKey = store.privateKeys.byId(organization.id, privateKeyId)
  if (privateKey === undefined)
    throw notFound(`unable to find private key ${privateKeyId} in organization ${organization.id}`)
  return privateKey
}
