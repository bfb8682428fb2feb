export type { SavedVirtualCredential, VirtualCredential } from './authenticator/credentialStore.js'
export type { UserAnswer } from './authenticator/userAnswer.js'
export { createVirtualPasskey, type VirtualPasskey, type VirtualPasskeyPrompt } from './createVirtualPasskey.js'
