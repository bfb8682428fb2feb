import type { AddressFormat, Curve, MnemonicLanguage } from './enums.js'
import type { WalletAccountParams } from './params.js'
import type { CreateWalletResult, KeyAddress } from './results.js'

/** What the signer's enclave signs: the envelope of an export bundle and of an import bundle. */
export type SignedBundle = {
  /** The version of this format. */
  version: 'v1.0.0'
  /** UTF-8 bytes of a JSON text, hex without 0x. */
  data: string
  /** ECDSA signature over the bytes of `data`, P-256 with SHA-256: DER, hex without 0x. */
  dataSignature: string
  /** The key that signed, as the bundle says: uncompressed SEC1 (65 bytes), hex without 0x. */
  enclaveQuorumPublic: string
}

/** A message that is sealed with HPKE. */
export type EncryptedBundle = {
  /** The sender's ephemeral public key: P-256, uncompressed SEC1 (65 bytes), hex without 0x. */
  encappedPublic: string
  /** Ciphertext and tag, hex without 0x. */
  ciphertext: string
}

/** The `data` of an export bundle. */
export type ExportBundleData = EncryptedBundle & {
  /** The organization that owns what was exported. */
  organizationId: string
}

/** The `data` of an import bundle. */
export type ImportBundleData = {
  /** The key for which to seal: P-256, uncompressed SEC1 (65 bytes), hex without 0x. */
  targetPublic: string
  /** The organization that imports. */
  organizationId: string
  /** The user who imports. */
  userId: string
}

/** Exports a wallet's seed phrase, sealed for a key of the caller. */
export type ExportWalletIntent = {
  /** Id of the wallet. */
  walletId: string
  /** Key for which the bundle is sealed: P-256, uncompressed SEC1 (65 bytes), hex without 0x. */
  targetPublicKey: string
  /**
   * Language of the words.
   * @default 'MNEMONIC_LANGUAGE_ENGLISH'
   */
  language?: MnemonicLanguage
}

/** Exports the private key of a wallet account, sealed for a key of the caller. */
export type ExportWalletAccountIntent = {
  /** Address of the account, EIP-55 checksummed (case-sensitive). */
  address: string
  /** Key for which the bundle is sealed: P-256, uncompressed SEC1 (65 bytes), hex without 0x. */
  targetPublicKey: string
}

/** Exports a private key, sealed for a key of the caller. */
export type ExportPrivateKeyIntent = {
  /** Id of the private key. */
  privateKeyId: string
  /** Key for which the bundle is sealed: P-256, uncompressed SEC1 (65 bytes), hex without 0x. */
  targetPublicKey: string
}

/** Asks for a key of the signer, for which a wallet is sealed. */
export type InitImportWalletIntent = {
  /** Id of the user who imports. */
  userId: string
}

/** Asks for a key of the signer, for which a private key is sealed. */
export type InitImportPrivateKeyIntent = {
  /** Id of the user who imports. */
  userId: string
}

/** Imports a wallet. */
export type ImportWalletIntent = {
  /** Id of the user who imports: the caller. */
  userId: string
  /** Name of the wallet, unique in the organization. */
  walletName: string
  /** The seed phrase, sealed for the key in the import bundle: JSON of an {@link EncryptedBundle}. */
  encryptedBundle: string
  /** Accounts to derive. May be empty. */
  accounts: WalletAccountParams[]
}

/** Imports a private key. */
export type ImportPrivateKeyIntent = {
  /** Id of the user who imports: the caller. */
  userId: string
  /** Name of the private key, unique in the organization. */
  privateKeyName: string
  /** The 32 bytes of the key, sealed for the key in the import bundle: JSON of an {@link EncryptedBundle}. */
  encryptedBundle: string
  /** The elliptic curve: `CURVE_SECP256K1` for Ethereum. */
  curve: Curve
  /** The addresses to make: `ADDRESS_FORMAT_ETHEREUM` for Ethereum. */
  addressFormats: AddressFormat[]
}

/** An exported wallet. */
export type ExportWalletResult = {
  /** Id of the wallet. */
  walletId: string
  /** JSON of a {@link SignedBundle} of {@link ExportBundleData}. */
  exportBundle: string
}

/** An exported wallet account. */
export type ExportWalletAccountResult = {
  /** Address of the account. */
  address: string
  /** JSON of a {@link SignedBundle} of {@link ExportBundleData}. */
  exportBundle: string
}

/** An exported private key. */
export type ExportPrivateKeyResult = {
  /** Id of the private key. */
  privateKeyId: string
  /** JSON of a {@link SignedBundle} of {@link ExportBundleData}. */
  exportBundle: string
}

/** A key for which a wallet is sealed. */
export type InitImportWalletResult = {
  /** JSON of a {@link SignedBundle} of {@link ImportBundleData}. */
  importBundle: string
}

/** A key for which a private key is sealed. */
export type InitImportPrivateKeyResult = {
  /** JSON of a {@link SignedBundle} of {@link ImportBundleData}. */
  importBundle: string
}

/** An imported wallet. */
export type ImportWalletResult = CreateWalletResult

/** An imported private key. */
export type ImportPrivateKeyResult = {
  /** Id of the private key. */
  privateKeyId: string
  /** Its addresses. */
  addresses: KeyAddress[]
}
