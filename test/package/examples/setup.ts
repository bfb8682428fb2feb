import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import type { TestProject } from 'vitest/node'
import { root } from '../../../scripts/lib/root.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder with the bundles of `examples/scripts`. */
    scripts: string
  }
}

/** Before any test of the examples, once there is the package: their scripts as bundles. */
export async function setup(project: TestProject): Promise<() => void> {
  // Beside the packages that are no part of them.
  const folder = root('node_modules/.cache/viem-passkey-account')
  mkdirSync(folder, { recursive: true })
  const outdir = mkdtempSync(`${folder}/scripts-`)
  await build({
    entryPoints: [root('examples/scripts/*.ts')],
    outdir,
    bundle: true,
    splitting: true,
    tsconfigRaw: {},
    external: ['esbuild'],
    platform: 'node',
    format: 'esm',
    target: 'es2022',
    outExtension: { '.js': '.mjs' },
    // For packages that are CommonJS.
    banner: { js: `import { createRequire } from 'node:module'\nconst require = createRequire(import.meta.url)` },
    logLevel: 'error',
    plugins: [
      {
        name: 'files beside the sources',
        setup: ({ onLoad }) =>
          onLoad({ filter: /examples\/scripts\/.*\.ts$/ }, async ({ path }) => {
            const source = await readFile(path, 'utf8')
            return {
              contents: source.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href)),
              loader: 'ts',
            }
          }),
      },
    ],
  })
  project.provide('scripts', outdir)
  return () => rmSync(outdir, { recursive: true, force: true })
}
