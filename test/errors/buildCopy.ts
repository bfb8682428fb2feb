import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import type * as root from 'viem-passkey-account'
import { root as path } from '../../scripts/lib/root.ts'

export type Copy = {
  /** The exports of the copy: classes of the same names, none of them identical to those of the sources. */
  root: typeof root
  /** The viem that the copy extends. */
  viem: typeof import('viem')
  remove(): void
}

/** Builds another copy of the package from its sources, with its own viem in the same file, and loads it. */
export async function buildCopy({ format, minify, viem }: buildCopy.Parameters): Promise<Copy> {
  const cache = path('node_modules/.cache/viem-passkey-account')
  mkdirSync(cache, { recursive: true })
  const folder = mkdtempSync(`${cache}/copy-`)
  const outfile = `${folder}/copy.${format === 'cjs' ? 'cjs' : 'mjs'}`
  await build({
    stdin: { contents: `export * as root from './src/index.ts'\nexport * as viem from 'viem'`, resolveDir: path() },
    outfile,
    bundle: true,
    minify,
    format,
    platform: 'node',
    target: 'es2022',
    alias: { viem },
    logLevel: 'error',
  })
  const loaded =
    format === 'cjs'
      ? createRequire(import.meta.url)(outfile)
      : await import(/* @vite-ignore */ pathToFileURL(outfile).href)
  return { root: loaded.root, viem: loaded.viem, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

export declare namespace buildCopy {
  type Parameters = { format: 'esm' | 'cjs'; minify: boolean; viem: 'viem' | 'viem-lowest' }
}
