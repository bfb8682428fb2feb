import { createContext, runInContext } from 'node:vm'
import { build } from 'esbuild'
import { expect, test } from 'vitest'

/** The entry point in one script that hands its exports to `exported`. */
async function bundle(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    format: 'iife',
    globalName: 'exported',
    // Refuses Node's own modules.
    platform: 'browser',
    write: false,
  })
  return outputFiles[0]?.text ?? ''
}

/** What every browser and edge runtime has, and nothing of Node's. */
function webGlobals() {
  return {
    AbortController,
    AbortSignal,
    DOMException,
    Headers,
    Request,
    Response,
    TextDecoder,
    TextEncoder,
    URL,
    atob,
    btoa,
    clearTimeout,
    crypto,
    setTimeout,
  }
}

test('the testing entry has no side effects when it is loaded', async () => {
  const context = createContext({ __proto__: null })
  expect(runInContext(`${await bundle('src/testing/index.ts')}; Object.keys(exported)`, context)).toEqual([
    'connectFaults',
    'createVirtualPasskey',
    'trigger',
  ])
})

test('the virtual passkey uses browser APIs only', async () => {
  const context = createContext(webGlobals())
  const result: unknown = await runInContext(
    `${await bundle('src/testing/index.ts')};
    (async () => {
      const passkey = exported.createVirtualPasskey({ rpId: 'localhost', origin: 'http://localhost' })
      const user = { id: 'AAAA', name: 'ada', displayName: 'Ada' }
      await passkey.createFn({ rp: { name: 'App' }, user, challenge: 'AAAA', pubKeyCredParams: [] })
      const { credentialId } = passkey.credentials[0]
      const assertion = await passkey.getFn({ challenge: 'AAAA', allowCredentials: [{ id: credentialId, type: 'public-key' }] })
      return assertion.id === credentialId && (await passkey.save()).credentials.length
    })()`,
    context,
  )
  expect(result).toBe(1)
})

test('the proxy uses browser APIs only', async () => {
  const context = createContext(webGlobals())
  const result: unknown = await runInContext(
    `${await bundle('src/server/index.ts')};
    (async () => {
      const proxy = exported.createProxy({ fetchFn: async (request) => new Response(await request.text()) })
      const response = await proxy(new Request('https://app.example.com/public/v1/query/whoami', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-stamp': 'AAAA' },
        body: '{"organizationId":"o"}',
      }))
      return response.text()
    })()`,
    context,
  )
  expect(result).toBe('{"organizationId":"o"}')
})
