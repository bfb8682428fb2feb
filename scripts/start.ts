import { buildContracts } from './contracts.ts'
import { pack } from './pack.ts'

// What the journey needs is built here, so that the example itself reads like an app that depends on the package.
await buildContracts()
await pack()
await import(new URL('../examples/journey/index.ts', import.meta.url).href)
