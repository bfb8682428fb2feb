import { pack } from './pack.ts'

// The benchmark imports the package by its name.
await pack()
await import(new URL('../bench/index.ts', import.meta.url).href)
