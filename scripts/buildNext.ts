import { cpSync, rmSync } from 'node:fs'
import { installFixture } from './lib/installFixture.ts'
import { makeOnce } from './lib/makeOnce.ts'
import { root } from './lib/root.ts'
import { run } from './lib/run.ts'
import { installed, pack } from './pack.ts'

const folder = 'examples/next'

/** The command of Next.js, for Node. */
export const next: string = root(`${folder}/node_modules/next/dist/bin/next`)

/** Next.js in this folder, and not telling anybody. */
export const nextOptions: { cwd: string; env: Record<string, string> } = {
  cwd: root(folder),
  env: { NEXT_TELEMETRY_DISABLED: '1' },
}

/** Installs the Next.js example and builds it with the built package, unless it is up to date. */
export async function buildNext(): Promise<'made' | 'up to date'> {
  await pack()
  await installFixture(folder)
  return makeOnce({
    name: 'Next.js example',
    stamp: `${folder}/.next/stamp`,
    sources: [
      '.pack/stamp',
      `${folder}/{app,components,lib}/**/*.{css,svg,ts,tsx}`,
      `${folder}/{package-lock,tsconfig}.json`,
      `${folder}/next.config.ts`,
    ],
    results: [`${folder}/.next/BUILD_ID`, `${folder}/node_modules/viem-passkey-account`],
    make: async () => {
      // npm copies the package when it installs, and the package may have changed since.
      const copy = root(`${folder}/node_modules/viem-passkey-account`)
      rmSync(copy, { recursive: true, force: true })
      cpSync(root(installed), copy, { recursive: true })
      await run(process.execPath, [next, 'build'], nextOptions)
    },
  })
}

if (import.meta.main) console.log(`Next.js example: ${await buildNext()}`)
