import { build } from 'esbuild'
import { root } from '../../../scripts/lib/root.ts'

/**
 * Bundles the script of a page: TypeScript, a module. What it imports is what an app would get: `viem-passkey-account` is
 * the packed package.
 */
export async function bundlePage(script: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: script, resolveDir: root('examples'), loader: 'ts' },
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    write: false,
  })
  return outputFiles.map(({ text }) => text).join('\n')
}
