export { createLocalSigner, type LocalSigner } from './createLocalSigner.js'
export { SignerDatabaseError, SignerListenError, SignerMasterKeyError, SignerOptionError } from './errors.js'
export type { ApiKeyPair } from './keys/p256Key.js'
export { type ListeningSigner, listen } from './listen.js'
