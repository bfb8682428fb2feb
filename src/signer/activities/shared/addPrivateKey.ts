import { randomUUID } from 'node:crypto'
import type { AddressFormat, Curve } from '../../../wire/enums.js'
import type { SignerContext } from '../../context.js'
import { secp256k1Key } from '../../keys/secp256k1Key.js'
import { limits } from '../../protocol/limits.js'
import { conflict, exhausted } from '../../protocol/WireError.js'

/** Where the sealed key is stored: it opens at this place only. */
export const privateKeyPlace = (privateKeyId: string): string => `private_keys/${privateKeyId}/key`

export type NewPrivateKey = {
  name: string
  curve: Curve
  addressFormats: readonly AddressFormat[]
  tags: readonly string[]
  privateKey: Uint8Array
  imported: boolean
}

export type AddedPrivateKey = { privateKeyId: string; addresses: { format: AddressFormat; address: string }[] }

/** Adds a private key to an organization. */
export function addPrivateKey(context: SignerContext, organizationId: string, params: NewPrivateKey): AddedPrivateKey {
  const { store, sealer } = context
  const key = secp256k1Key(params.privateKey)
  const known = store.privateKeys.byPublicKey(organizationId, key.publicKey)
  if (known !== undefined)
    throw conflict(`private key with ID ${known.id} has already been imported in this organization`)
  const sameName = store.privateKeys.byName(organizationId, params.name)
  if (sameName !== undefined)
    throw conflict(`private key label must be unique: private key ${sameName.id} has this name`)
  if (store.privateKeys.count(organizationId) >= limits.privateKeys)
    throw exhausted('organization has exceeded maximum private keys')
  const nowMs = context.now()
  const id = randomUUID()
  const addresses = params.addressFormats.map((format) => ({ format, address: key.address(format) }))
  store.privateKeys.insert(
    {
      id,
      organizationId,
      name: params.name,
      curve: params.curve,
      publicKey: key.publicKey,
      tags: [...params.tags],
      exported: false,
      imported: params.imported,
      sealedKey: sealer.seal(params.privateKey, privateKeyPlace(id)),
      createdMs: nowMs,
      updatedMs: nowMs,
    },
    addresses,
  )
  return { privateKeyId: id, addresses }
}
