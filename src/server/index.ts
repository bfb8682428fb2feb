export { createProxy } from './createProxy.js'
export type { ProxiedActivity } from './proxy/parseActivity.js'
export { proxyPaths } from './proxy/proxyPaths.js'
