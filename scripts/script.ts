import { buildContracts } from './contracts.ts'
import { pack } from './pack.ts'

// As for the journey: the scripts read like those of somebody who has installed the package.
await buildContracts()
await pack()
await import(new URL('../examples/scripts/runLocally.ts', import.meta.url).href)
