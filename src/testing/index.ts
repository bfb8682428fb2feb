export type { CredentialUpdate, SavedVirtualCredential, VirtualCredential } from './authenticator/credential.js'
export type { UserAction, UserAnswer } from './authenticator/userAction.js'
export type { VirtualAuthenticator } from './authenticator/virtualAuthenticator.js'
export { connectFaults } from './connectFaults.js'
export {
  createVirtualPasskey,
  type SavedVirtualPasskey,
  type VirtualPasskey,
  type VirtualPasskeyPrompt,
} from './createVirtualPasskey.js'
export type {
  FaultScope,
  FaultTarget,
  PageTarget,
  PageTriggerParameters,
  PasskeyTarget,
  PasskeyTriggerParameters,
  PlannedFault,
  SignerTriggerParameters,
} from './trigger/targets.js'
export { type Trigger, trigger } from './trigger/trigger.js'
