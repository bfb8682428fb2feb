import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { build } from 'esbuild'
import type { TestProject } from 'vitest/node'
import { buildContracts } from '../../scripts/contracts.ts'
import { assets } from '../../scripts/lib/assets.ts'
import { root } from '../../scripts/lib/root.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The path of the `passkey-signer` command as JavaScript, made of the sources. */
    cli: string
  }
}

/** Before any test, so that `vitest run test/…` never meets what is missing or old: the contracts, and the command. */
export async function setup(project: TestProject): Promise<() => void> {
  await buildContracts()
  // Beside the package it imports.
  const folder = root('node_modules/.cache/viem-passkey-account')
  mkdirSync(folder, { recursive: true })
  const outdir = mkdtempSync(`${folder}/cli-`)
  // Others may run it, too.
  chmodSync(outdir, 0o755)
  await build({
    entryPoints: [root('src/signer/cli/cli.ts')],
    outdir,
    bundle: true,
    splitting: true,
    // With the packages, since the tests start it more than a hundred times. Except for one that reads a file of its own.
    external: ['tiny-secp256k1'],
    platform: 'node',
    format: 'esm',
    target: 'es2022',
    outExtension: { '.js': '.mjs' },
    logLevel: 'error',
    plugins: [assets],
  })
  project.provide('cli', `${outdir}/cli.mjs`)
  return () => rmSync(outdir, { recursive: true, force: true })
}
