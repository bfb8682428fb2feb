import { root } from './root.ts'

/** The compiler of this repository. Three versions are installed for tests, and the command `tsc` can be any of them. */
export const tsc: string = root('node_modules/typescript/bin/tsc')

/** TypeScript 7, which is several times faster. For tests that do not depend on the compiler's version. */
export const nativeTsc: string = root('node_modules/typescript-7/bin/tsc')
