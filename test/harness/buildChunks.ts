import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import type * as root from 'viem-passkey-account'
import { root as path } from '../../scripts/lib/root.ts'

/** Builds a copy of the root entry in chunks, as an app's bundler does, and loads it. */
export async function buildChunks(): Promise<{
  /** The exports of the copy. */
  root: typeof root
  /** Removes a chunk that is loaded when it is needed, as a new deployment does. */
  removeChunk(name: string): void
  remove(): void
}> {
  const cache = path('node_modules/.cache/viem-passkey-account')
  mkdirSync(cache, { recursive: true })
  const outdir = mkdtempSync(`${cache}/chunks-`)
  await build({
    entryPoints: [path('src/index.ts')],
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'es2022',
    packages: 'external',
    logLevel: 'error',
  })
  return {
    root: await import(/* @vite-ignore */ pathToFileURL(`${outdir}/index.mjs`).href),
    removeChunk(name) {
      const chunk = readdirSync(outdir).find((file) => file.startsWith(`${name}-`))
      if (!chunk) throw new Error(`There is no chunk ${name}.`)
      rmSync(`${outdir}/${chunk}`)
    },
    remove: () => rmSync(outdir, { recursive: true, force: true }),
  }
}
