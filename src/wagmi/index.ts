export { passkey } from './passkey.js'
export type { ConnectorDetails, ConnectorProperties } from './types.js'
