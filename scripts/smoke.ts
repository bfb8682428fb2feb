import { pack } from './pack.ts'

await pack({ types: false })
await import(new URL('../examples/smoke/index.ts', import.meta.url).href)
