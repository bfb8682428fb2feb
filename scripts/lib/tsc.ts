import { root } from './root.ts'

/** The compiler of this repository. Three versions are installed for tests, and the command `tsc` can be any of them. */
export const tsc: string = root('node_modules/typescript/bin/tsc')
