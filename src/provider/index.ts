export { announceProvider } from './announceProvider.js'
export { createProvider } from './createProvider.js'
export type { SessionOptions } from './createSessionStamper.js'
export { passkeyWallet } from './passkeyWallet.js'
export type { SignInWithEthereum } from './signInWithEthereum.js'
export type {
  ApprovalRequest,
  ConnectedWallet,
  ConnectRequest,
  ForgetOptions,
  PasskeyProvider,
  ProviderClient,
  ProviderStorage,
  WalletFunctions,
  WalletRecords,
} from './types.js'
