import { sign } from 'node:crypto'
import type { ExportBundleData, ImportBundleData, SignedBundle } from '../../../wire/exchange.js'
import type { RequestContext } from '../../context.js'
import { sealMessage } from '../../keys/hpke.js'

/** Seals a secret of the requested organization for a key of the caller. */
export function createExportBundle(context: RequestContext, secret: Uint8Array, targetPublicKey: string): string {
  const { encappedPublic, ciphertext } = sealMessage(secret, Buffer.from(targetPublicKey, 'hex'))
  return signBundle(context, {
    encappedPublic: Buffer.from(encappedPublic).toString('hex'),
    ciphertext: Buffer.from(ciphertext).toString('hex'),
    organizationId: context.organization.id,
  })
}

/** Signs the key for which the caller seals an import, and for whom it is. */
export function createImportBundle(context: RequestContext, targetPublic: string): string {
  return signBundle(context, {
    targetPublic,
    organizationId: context.organization.id,
    userId: context.caller.userId,
  })
}

function signBundle({ signerKey }: RequestContext, content: ExportBundleData | ImportBundleData): string {
  const data = Buffer.from(JSON.stringify(content), 'utf8')
  const bundle: SignedBundle = {
    version: 'v1.0.0',
    data: data.toString('hex'),
    dataSignature: sign('sha256', data, signerKey.privateKey).toString('hex'),
    enclaveQuorumPublic: signerKey.publicKey,
  }
  return JSON.stringify(bundle)
}
