import type { WalletAccountParams } from '../wire/params.js'

/** The first Ethereum account of a wallet, at `m/44'/60'/0'/0/0` (BIP-44), where wallet apps look first. */
export const ethereumAccount: WalletAccountParams = {
  curve: 'CURVE_SECP256K1',
  pathFormat: 'PATH_FORMAT_BIP32',
  path: "m/44'/60'/0'/0/0",
  addressFormat: 'ADDRESS_FORMAT_ETHEREUM',
}
