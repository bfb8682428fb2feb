import type { RequestContext } from '../../context.js'
import { openMessage } from '../../keys/hpke.js'
import { generateP256KeyPair, p256Point } from '../../keys/p256Key.js'
import { limits } from '../../protocol/limits.js'
import { badRequest } from '../../protocol/WireError.js'
import type { ImportKind } from '../../store/importKeys.js'
import { readEncryptedBundle } from './bundleParams.js'
import { findUser } from './findUser.js'

const importKeyPlace = (id: string): string => `import_keys/${id}/key`

/** Creates a key that opens one import of the caller. @returns its public half, uncompressed SEC1 in hex. */
export function createImportKey(context: RequestContext, kind: ImportKind): string {
  const { store, sealer } = context
  const { organizationId } = context.caller
  // If the activity waited for approval, its user may have been deleted meanwhile.
  const { id: userId } = findUser(context, context.caller.userId)
  // Nobody has so many imports under way. The newest are kept.
  for (const { id } of store.importKeys.ofUser(userId, kind).slice(limits.importKeysPerUser - 1))
    store.importKeys.delete(id)
  const { publicKey, privateKey } = generateP256KeyPair()
  const id = context.newId()
  const sealedKey = sealer.seal(Buffer.from(privateKey, 'hex'), importKeyPlace(id))
  store.importKeys.insert({ id, organizationId, userId, kind, sealedKey, createdMs: context.now() })
  return p256Point(publicKey)
}

/**
 * Opens what the caller has sealed, and deletes the key that opened it. A bundle does not name its key, so each is tried.
 *
 * @throws 400 if none of the caller's keys opens it.
 */
export function openImport(context: RequestContext, kind: ImportKind, encryptedBundle: string): Uint8Array {
  const opened = findKey(context, kind, encryptedBundle)
  if (opened === undefined)
    throw badRequest(
      `invalid encrypted bundle: no import key of user ${context.caller.userId} opens it. Each key opens one bundle. Start again with init_import_${kind}`,
    )
  context.store.importKeys.delete(opened.id)
  return opened.secret
}

/** Uses up the key of an import that failed, as production's reference does: a second attempt needs a new key. */
export function discardImportKey(context: RequestContext, kind: ImportKind, encryptedBundle: string): void {
  const { importKeys } = context.store
  const opened = findKey(context, kind, encryptedBundle)
  // If none opens it, it may have been meant for any of them.
  for (const { id } of opened === undefined ? importKeys.ofUser(context.caller.userId, kind) : [opened])
    importKeys.delete(id)
}

function findKey(
  { store, sealer, caller }: RequestContext,
  kind: ImportKind,
  encryptedBundle: string,
): { id: string; secret: Uint8Array } | undefined {
  const bundle = readEncryptedBundle(encryptedBundle)
  const message = {
    encappedPublic: Buffer.from(bundle.encappedPublic, 'hex'),
    ciphertext: Buffer.from(bundle.ciphertext, 'hex'),
  }
  for (const { id, sealedKey } of store.importKeys.ofUser(caller.userId, kind)) {
    const secret = openMessage(message, Buffer.from(sealer.open(sealedKey, importKeyPlace(id))).toString('hex'))
    if (secret !== undefined) return { id, secret }
  }
  return undefined
}
