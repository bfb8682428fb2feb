export type { CredentialUpdate, SavedVirtualCredential, VirtualCredential } from './authenticator/credentialStore.js'
export type { UserAction, UserAnswer } from './authenticator/userAnswer.js'
export type { VirtualAuthenticator } from './authenticator/virtualAuthenticator.js'
export {
  createVirtualPasskey,
  type SavedVirtualPasskey,
  type VirtualPasskey,
  type VirtualPasskeyPrompt,
} from './createVirtualPasskey.js'
