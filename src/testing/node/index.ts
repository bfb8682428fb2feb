export { AnvilStartError } from './AnvilStartError.js'
export { createTestWallet, type TestWallet } from './createTestWallet.js'
export { signerInstance } from './signerInstance.js'
export { type Anvil, startAnvil } from './startAnvil.js'
