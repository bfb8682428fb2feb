import { buildContracts } from './contracts.ts'
import { pack } from './pack.ts'

// Builds what the scripts need, so that they read like scripts that depend on the published package.
await Promise.all([buildContracts(), pack({ types: false })])
await import(new URL('../examples/scripts/runLocally.ts', import.meta.url).href)
