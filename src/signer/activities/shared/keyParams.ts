import type { AddressFormat, Curve } from '../../../wire/enums.js'
import type { WalletAccountParams, WalletParams } from '../../../wire/params.js'
import { derivationDepth, isDerivationPath } from '../../keys/createDerivation.js'
import { mnemonicLengths } from '../../keys/mnemonic.js'
import { int32, label, listOrAbsent, object, oneOf, optional, type Parser, string } from '../../protocol/parse.js'
import { requestLimits } from '../../protocol/requestLimits.js'
import { badRequest, unimplemented } from '../../protocol/WireError.js'

const curves: readonly Curve[] = ['CURVE_SECP256K1', 'CURVE_ED25519', 'CURVE_P256']

/** The wire has more curves. The local signer has keys for Ethereum only. */
export const curve: Parser<Curve> = (value, path) => {
  if (value === undefined || value === null) throw badRequest('curve required')
  const known = oneOf(curves, 'invalid curve')(value, path)
  if (known !== 'CURVE_SECP256K1') throw unimplemented(`the local signer does not support ${known}`)
  return known
}

const addressFormats: readonly AddressFormat[] = [
  'ADDRESS_FORMAT_ETHEREUM',
  'ADDRESS_FORMAT_COMPRESSED',
  'ADDRESS_FORMAT_UNCOMPRESSED',
]

export const addressFormat: Parser<AddressFormat> = (value, path) => {
  if (
    typeof value === 'string' &&
    /^ADDRESS_FORMAT_[A-Z0-9_]+$/.test(value) &&
    !addressFormats.some((f) => f === value)
  )
    throw unimplemented(`the local signer does not support ${value}`)
  return oneOf(addressFormats, 'invalid address format')(value, path)
}

export const walletAccountParams: Parser<WalletAccountParams> = object({
  curve,
  pathFormat: oneOf(['PATH_FORMAT_BIP32'], 'invalid path format'),
  path: (value: unknown, at: string, isStored?: boolean) => {
    const path = string({ max: 255 })(value, at, isStored)
    if (!isDerivationPath(path)) throw badRequest('invalid path')
    if (derivationDepth(path) > requestLimits.pathDepth && !isStored)
      throw badRequest(`invalid path: field \`${at}\` has more than ${requestLimits.pathDepth} levels`)
    return path
  },
  addressFormat,
  name: optional(label()),
})

export const walletParams: Parser<WalletParams> = object({
  walletName: label(),
  accounts: listOrAbsent(walletAccountParams, { max: requestLimits.items }),
  mnemonicLength: optional((value: unknown, path: string) => {
    const words = int32()(value, path)
    if (!mnemonicLengths.includes(words))
      throw badRequest(`invalid request body: field \`${path}\` must be one of ${mnemonicLengths.join(', ')}`)
    return words
  }),
})
