import { createContext, runInContext } from 'node:vm'
import { build } from 'esbuild'
import { root } from '../../scripts/lib/root.ts'

/**
 * A realm with what React Native 0.8x and Hermes have, and nothing more: no web streams, no DOMException, no TextDecoder,
 * no `crypto.subtle`, signals without `reason`, `any` and `timeout`, a `fetch` over XMLHttpRequest. `fetch` and
 * `AbortController` are the packages that React Native ships (whatwg-fetch, abort-controller).
 *
 * @param send Answers what XMLHttpRequest sends.
 * @param more Globals that an app adds.
 * @param script Sets the global `bundled` to the package's root. By default, it is made by esbuild.
 * @returns the exports of the package's root in that realm.
 */
export async function openRuntime(send: (request: Request) => Promise<Response>, more: object = {}, script?: string) {
  const context = createContext({
    ...{ setTimeout, clearTimeout, queueMicrotask, atob, btoa, console, TextEncoder, performance, URL },
    crypto: { getRandomValues: crypto.getRandomValues.bind(crypto) },
    XMLHttpRequest: createXmlHttpRequest(send),
    navigator: { product: 'ReactNative' },
    ...more,
  })
  runInContext('globalThis.window = globalThis.self = globalThis.global = globalThis', context)
  const platform = `
    import { AbortController, AbortSignal } from 'abort-controller/dist/abort-controller'
    import { fetch, Headers, Request, Response } from 'whatwg-fetch'
    Object.assign(globalThis, { AbortController, AbortSignal, fetch, Headers, Request, Response })`
  runInContext(await bundle(platform), context)
  runInContext(script ?? (await bundle(`export * from './src/index.ts'`)), context)
  return runInContext('bundled', context) as typeof import('viem-passkey-account')
}

/** One script, as Metro makes it: no modules, for engines of 2017. */
export async function bundle(contents: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root(), loader: 'ts' },
    bundle: true,
    format: 'iife',
    globalName: 'bundled',
    platform: 'browser',
    target: 'es2017',
    write: false,
    logLevel: 'silent',
  })
  return outputFiles[0]?.text ?? ''
}

/** As much of XMLHttpRequest as whatwg-fetch uses. */
function createXmlHttpRequest(send: (request: Request) => Promise<Response>) {
  return class {
    status = 0
    statusText = ''
    responseURL = ''
    response = ''
    responseText = ''
    onload?: () => void
    onerror?: () => void
    onabort?: () => void
    #method = ''
    #url = ''
    #received = ''
    readonly #headers = new Headers()
    open(method: string, url: string): void {
      this.#method = method
      this.#url = url
    }
    setRequestHeader(name: string, value: string): void {
      this.#headers.set(name, value)
    }
    getAllResponseHeaders(): string {
      return this.#received
    }
    abort(): void {
      this.onabort?.()
    }
    send(body: string): void {
      send(new Request(this.#url, { method: this.#method, headers: this.#headers, body })).then(
        async (answer) => {
          this.status = answer.status
          this.responseURL = this.#url
          this.#received = [...answer.headers].map(([name, value]) => `${name}: ${value}\r\n`).join('')
          this.response = this.responseText = await answer.text()
          this.onload?.()
        },
        () => this.onerror?.(),
      )
    }
  }
}
