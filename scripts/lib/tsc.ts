import { root } from './root.ts'

/** The compiler of this repository. Three versions are installed for tests, and the command `tsc` can be any of them. */
export const tsc: string = root('node_modules/typescript/bin/tsc')

/** TypeScript 7, which takes a fraction of the time. For programs that no version of the compiler reads differently. */
export const nativeTsc: string = root('node_modules/typescript-7/bin/tsc')
