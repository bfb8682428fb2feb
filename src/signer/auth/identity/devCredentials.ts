import type { ApiKeyPair } from '../../keys/p256Key.js'

/**
 * The parent organization of a signer in memory, and its root API key: the same for everybody, as Anvil's accounts are,
 * so that examples and tests can be written down. They protect nothing, and `listen` refuses to show them to a network.
 */
export const devOrganizationId = '00000000-0000-4000-8000-000000000001'

/** SHA-256 of "viem-passkey-account: the well-known API key of the local signer". */
export const devApiKey: ApiKeyPair = {
  publicKey: '03770e38a4973627661a4d96c0716bbf0f004239a85cb3b2d16ec207c5f41a153f',
  privateKey: 'a896a74a42c5746f9bf9ee5c02f4bb17262ba7c54bc5d81e6bf8b982b3986515',
}
