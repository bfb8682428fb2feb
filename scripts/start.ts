import { buildContracts } from './contracts.ts'
import { pack } from './pack.ts'

// Builds what the journey needs, so that the example reads like an app that depends on the published package.
await buildContracts()
await pack()
await import(new URL('../examples/journey/index.ts', import.meta.url).href)
