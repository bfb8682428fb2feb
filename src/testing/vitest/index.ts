export { createTestWallet, type TestWallet } from 'viem-passkey-account/testing/node'
export { type ProvidedParts, setup } from './setup.js'
