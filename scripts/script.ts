import { buildContracts } from './contracts.ts'
import { pack } from './pack.ts'

// Builds what the scripts need, so that they read like scripts that depend on the published package.
await buildContracts()
await pack()
await import(new URL('../examples/scripts/runLocally.ts', import.meta.url).href)
