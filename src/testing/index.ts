export type { CredentialUpdate, SavedVirtualCredential, VirtualCredential } from './authenticator/credentialStore.js'
export type { UserAction, UserAnswer } from './authenticator/userAnswer.js'
export type { VirtualAuthenticator } from './authenticator/virtualAuthenticator.js'
export * as cause from './cause/index.js'
export type { FaultScope, FaultTarget, PageTarget, PasskeyTarget, PlannedFault } from './cause/targets.js'
export { connectFaults } from './connectFaults.js'
export {
  createVirtualPasskey,
  type SavedVirtualPasskey,
  type VirtualPasskey,
  type VirtualPasskeyPrompt,
} from './createVirtualPasskey.js'
