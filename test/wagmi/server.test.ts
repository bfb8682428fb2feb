import { createElement } from 'react'
import { renderToString } from 'react-dom/server'
import { expect, onTestFinished, test, vi } from 'vitest'
import { cookieToInitialState } from 'wagmi'
import { createApp } from '../browser/wagmi/createApp.js'

const address = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'
const chainId = 31_337

/** wagmi's cookie, as a browser in which the user is connected sends it. */
function createCookie(connector: { id: string; name: string; type: string; uid: string }): string {
  const connection = { accounts: [address], chainId, connector }
  const connections = { __type: 'Map', value: [[connector.uid, connection]] }
  return `other=1; wagmi.store=${JSON.stringify({ state: { connections, chainId, current: connector.uid }, version: 3 })}`
}

/** Makes each of these globals throw, whatever is done with it. Returns what was done. */
function forbid(names: readonly string[]): string[] {
  const touched: string[] = []
  for (const name of names) {
    const touch = (): never => {
      touched.push(name)
      throw new Error(`${name} was touched on the server.`)
    }
    const traps = { get: touch, set: touch, has: touch, apply: touch, construct: touch, ownKeys: touch }
    vi.stubGlobal(name, new Proxy(touch, traps))
  }
  onTestFinished(() => void vi.unstubAllGlobals())
  return touched
}

test.each([
  [
    'with wagmi’s cookie',
    createCookie({ id: 'com.example.passkey', name: 'Passkey', type: 'injected', uid: 'abc' }),
    `reconnecting ${address} ${chainId}`,
  ],
  ['without a cookie', null, 'disconnected'],
])('a server renders the page %s, and touches nothing of a browser', async (_name, cookie, text) => {
  // Neither is there, so that whoever uses one throws, too.
  expect([globalThis.window, globalThis.document]).toEqual([undefined, undefined])
  const touched = forbid([
    'localStorage',
    'sessionStorage',
    'indexedDB',
    'navigator',
    'BroadcastChannel',
    'fetch',
    'crypto',
  ])
  const { config, App } = createApp({
    chainId,
    rpcUrl: 'https://rpc.test',
    signerUrl: 'https://signer.test',
    organizationId: '',
    signUpUrl: '/api/sign-up',
    ssr: true,
    cookie,
  })
  const html = renderToString(createElement(App, { initialState: cookieToInitialState(config, cookie) }))
  expect(html).toContain(`<output>${text}`)
  // What was not awaited has run, too.
  await new Promise((resolve) => setImmediate(resolve))
  expect(touched).toEqual([])
})
