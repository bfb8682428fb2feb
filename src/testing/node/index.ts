export { AnvilStartError } from './AnvilStartError.js'
export { signerInstance } from './signerInstance.js'
export { type Anvil, startAnvil } from './startAnvil.js'
