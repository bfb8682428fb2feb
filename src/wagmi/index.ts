export { passkey } from './passkey.js'
export type { PasskeyConnectorFn } from './toConnector.js'
export type { ConnectorDetails, ConnectorProperties } from './types.js'
