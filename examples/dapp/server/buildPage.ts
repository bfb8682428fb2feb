import { fileURLToPath } from 'node:url'
import { build } from 'vite'

type File = { type: string; body: string | Uint8Array<ArrayBuffer> }
type Page = ReadonlyMap<string, File>

const types: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
}

let built: Promise<Page> | undefined

/**
 * Builds the page into memory, once in each process. Returns each file by its path. Vite's development server would not do: it needs
 * inline styles and a socket, which the page's content security policy forbids.
 */
export function buildPage(): Promise<Page> {
  built ??= makePage()
  return built
}

async function makePage(): Promise<Page> {
  const result = await build({
    root: fileURLToPath(new URL('..', import.meta.url)),
    configFile: false,
    // Its warnings are about parts of viem that the page does not use.
    logLevel: 'error',
    build: {
      write: false,
      target: 'es2022',
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
    },
  })
  if (!('output' in result)) throw new Error('Vite did not build the page.')
  return new Map(
    result.output.map((part) => {
      const body = part.type === 'chunk' ? part.code : toBody(part.source)
      const type = types[part.fileName.split('.').at(-1) ?? ''] ?? 'application/octet-stream'
      return [part.fileName === 'index.html' ? '/' : `/${part.fileName}`, { type, body }]
    }),
  )
}

function toBody(source: string | Uint8Array): File['body'] {
  return typeof source === 'string' ? source : Uint8Array.from(source)
}
