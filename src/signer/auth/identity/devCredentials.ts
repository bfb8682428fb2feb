import type { ApiKeyPair } from '../../keys/p256Key.js'

/**
 * Id of the parent organization of every in-memory signer. Like its API key it is a constant, as Anvil's accounts are, so
 * that examples and tests can quote it. Constants protect nothing: off loopback, `listen` refuses a signer with this key.
 */
export const devOrganizationId = '00000000-0000-4000-8000-000000000001'

/** Root API key of that organization: the SHA-256 of "viem-passkey-account: the well-known API key of the local signer". */
export const devApiKey: ApiKeyPair = {
  publicKey: '03770e38a4973627661a4d96c0716bbf0f004239a85cb3b2d16ec207c5f41a153f',
  privateKey: 'a896a74a42c5746f9bf9ee5c02f4bb17262ba7c54bc5d81e6bf8b982b3986515',
}

/**
 * Signs the export and import bundles of every in-memory signer. Clients trust it on loopback, where anybody on the machine
 * could pose as the signer anyway. The SHA-256 of "viem-passkey-account: the well-known signer key of the local signer".
 */
export const devSignerKey: ApiKeyPair = {
  publicKey: '0308dd8c972b9040a4e437548e415e815f70953031c3bed72e96c52f9da97304c8',
  privateKey: '3a9abc2da7bc658faed4192995d74e27467f1da43a48a0aa16a8d2b3cd1396d5',
}
