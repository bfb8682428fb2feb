import type { SignerContext } from '../../context.js'
import { SignerOptionError } from '../../errors.js'
import { secp256k1Key } from '../../keys/secp256k1Key.js'
import { WireError } from '../../protocol/WireError.js'
import { addPrivateKey } from './addPrivateKey.js'

/** A private key for `signer.importPrivateKey`. */
export type ImportPrivateKeyParameters = {
  /** Organization that gets the key, a UUID. */
  organizationId: string
  /** secp256k1 private key: 32 bytes, hex with or without `0x`. */
  privateKey: string
  /**
   * Name of the key, unique in its organization.
   *
   * @default `Imported` and a UUID
   */
  name?: string | undefined
}

/** The key that `signer.importPrivateKey` has added. */
export type ImportPrivateKeyReturnType = {
  /** Id of the key, which `signWith` may name. */
  privateKeyId: string
  /** Ethereum address of the key, EIP-55. */
  address: `0x${string}`
}

/** Adds a private key to an organization without an activity. @throws SignerOptionError */
export async function importPrivateKey(
  context: SignerContext,
  { organizationId, privateKey, name }: ImportPrivateKeyParameters,
): Promise<ImportPrivateKeyReturnType> {
  const { store } = context
  if (!store.isOpen()) throw new TypeError('The signer is closed.')
  if (store.organizations.byId(organizationId) === undefined)
    throw new SignerOptionError(
      'organizationId',
      `There is no organization ${organizationId} in this signer. Check \`organizationId\`.`,
    )
  const secret = readPrivateKey(privateKey)
  try {
    const { privateKeyId, addresses } = store.write(() =>
      addPrivateKey(context, organizationId, {
        name: name ?? `Imported ${context.newId()}`,
        curve: 'CURVE_SECP256K1',
        addressFormats: ['ADDRESS_FORMAT_ETHEREUM'],
        tags: [],
        privateKey: secret,
        imported: true,
      }),
    )
    return { privateKeyId, address: `0x${addresses[0]?.address.slice(2) ?? ''}` }
  } catch (error) {
    throw error instanceof WireError && error.status < 500
      ? new SignerOptionError('privateKey', `The private key cannot be imported: ${error.message}.`, error)
      : error
  } finally {
    await store.settled()
  }
}

function readPrivateKey(hex: string): Uint8Array {
  const bytes = /^(0x)?[0-9a-fA-F]{64}$/.test(hex) ? Buffer.from(hex.replace(/^0x/, ''), 'hex') : undefined
  try {
    if (bytes === undefined) throw new RangeError('32 bytes in hex are expected')
    secp256k1Key(bytes)
    return bytes
  } catch (error) {
    throw new SignerOptionError(
      'privateKey',
      'The private key is not a secp256k1 key. Pass 32 bytes in hex, with or without 0x, between 1 and the order of the curve.',
      error,
    )
  }
}
