import { readFile } from 'node:fs/promises'
import { dirname, extname, join, relative } from 'node:path'
import { build, type Plugin } from 'esbuild'

const suffix = '?asset'
const withoutSuffix = (path: string): string => path.slice(0, -suffix.length)

/** Reads a file as text for the package. Scripts are bundled for browsers, and scripts and styles are minified. */
async function toText(path: string): Promise<string> {
  if (!['.ts', '.css'].includes(extname(path))) return readFile(path, 'utf8')
  const { outputFiles } = await build({
    entryPoints: [path],
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'none',
    write: false,
  })
  return outputFiles.map(({ text }) => text).join('')
}

/** An esbuild plugin, also for tsup: `import text from './file?asset'`. */
export const assets: Plugin = {
  name: 'assets',
  setup({ onLoad, onResolve }) {
    // Keeps the suffix, because tsup handles `.css` itself.
    // Relative, because the path ends up in a comment in the package.
    onResolve({ filter: /\?asset$/ }, ({ path, resolveDir }) => ({
      path: relative(process.cwd(), join(resolveDir, path)),
      namespace: 'asset',
    }))
    onLoad({ filter: /.*/, namespace: 'asset' }, async ({ path }) => ({
      contents: await toText(withoutSuffix(path)),
      loader: 'text',
    }))
  },
}

/** An id that Vite treats neither as a style nor as a path. */
const viteId = /^\0asset:(.*)\.js$/

/** The same as a Vite plugin, also for Vitest. */
export const viteAssets = {
  name: 'assets',
  enforce: 'pre' as const,
  resolveId(source: string, importer = ''): string | undefined {
    if (!source.endsWith(suffix)) return undefined
    return `\0asset:${join(dirname(importer), withoutSuffix(source))}.js`
  },
  async load(id: string): Promise<string | undefined> {
    const path = viteId.exec(id)?.[1]
    return path === undefined ? undefined : `export default ${JSON.stringify(await toText(path))}`
  },
}
