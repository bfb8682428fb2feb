import { createElement } from 'react'
import { createRoot, hydrateRoot } from 'react-dom/client'
import { BaseError, UserRejectedRequestError } from 'viem'
import { mainnet } from 'viem/chains'
import { createNonceManager, jsonRpc } from 'viem/nonce'
import {
  createSessionKey,
  createSignerClient,
  findError,
  PasskeyCancelledError,
  restoreSession,
  signOut,
} from 'viem-passkey-account'
import { announceProvider, createProvider } from 'viem-passkey-account/provider'
import { cookieToInitialState } from 'wagmi'
import { createApp, type Press, rdns, type Setup } from './createApp.js'

/** What was true when a prompt began. */
export type Prompt = {
  /** Whether no macrotask had run since the click. */
  isSameTask: boolean
  /** `navigator.userActivation.isActive` */
  isActive: boolean
  /** What the node was asked before, since the click. */
  requests: string[]
}

/** What a click came to. */
export type Report = {
  name: string
  prompts: Prompt[]
  /** `connected`, the hash, the signature: what the hook returned. */
  data?: string | undefined
  error?: Failure | undefined
}

export type Failure = {
  /** Names and codes of the error and its causes. */
  chain: [name: string, code: unknown][]
  isRejected: boolean
  walksToRejected: boolean
  isCancelled: boolean
}

const setup: Setup = JSON.parse(document.getElementById('setup')?.textContent ?? '')
const options = new URLSearchParams(location.search)
const has = (name: string): boolean => options.has(name)

let isSameTask = false
let prompts: Prompt[] = []
const requests: string[] = []

/** What React or wagmi complained about. */
const problems: string[] = []
for (const name of ['error', 'warn'] as const) {
  const log = console[name]
  console[name] = (...values: unknown[]) => {
    problems.push(values.map(String).join(' '))
    log(...values)
  }
}
for (const name of ['get', 'create'] as const) {
  const ceremony = navigator.credentials[name].bind(navigator.credentials)
  navigator.credentials[name] = (given?: object) => {
    prompts.push({ isSameTask, isActive: navigator.userActivation.isActive, requests: [...requests] })
    return ceremony(given)
  }
}
const { fetch } = globalThis
globalThis.fetch = (input, init) => {
  if (input === setup.rpcUrl) requests.push(JSON.parse(String(init?.body)).method)
  return fetch(input, init)
}

/** Tells the test without its asking: what Playwright evaluates in a page counts as a gesture of the user. */
const tell = (text: string): void => console.debug(text)

const press: Press = (name, run) => {
  prompts = []
  requests.length = 0
  isSameTask = true
  const { port1, port2 } = new MessageChannel()
  port1.onmessage = () => {
    isSameTask = false
    port1.close()
    tell(`task over: ${name}`)
    waitForActivation(name)
  }
  port2.postMessage(undefined)
  const began = prompts
  run({
    onSettled: (data, error) => {
      const report: Report = error
        ? { name, prompts: began, error: describe(error) }
        : { name, prompts: began, data: toText(data) }
      tell(JSON.stringify(report))
    },
  })
}
const toText = (data: unknown): string =>
  JSON.stringify(data, (_key, value) => (typeof value === 'bigint' ? String(value) : value)) ?? ''

/** Tells when the user's gesture counts no longer. */
function waitForActivation(name: string): void {
  if (navigator.userActivation.isActive) setTimeout(waitForActivation, 50, name)
  else tell(`activation over: ${name}`)
}

function describe(thrown: unknown): Failure {
  const chain: Failure['chain'] = []
  for (let error = thrown; error instanceof Error; error = error.cause)
    chain.push([error.name, Reflect.get(error, 'code')])
  return {
    chain,
    isRejected: thrown instanceof UserRejectedRequestError,
    walksToRejected:
      thrown instanceof BaseError && thrown.walk((cause) => cause instanceof UserRejectedRequestError) !== null,
    isCancelled: findError(thrown, PasskeyCancelledError) !== undefined,
  }
}

let lateBy = 0
const statuses: string[] = []
const walletClients = new Set<unknown>()
let connectorIds: string[] = []
const signerClient = createSignerClient({ url: setup.signerUrl })

/** As another library of the page would. */
const announce = (name: string): void => {
  const provider = createProvider({ chains: [mainnet], connect: () => Promise.reject(new Error('Not this one.')) })
  announceProvider(provider, { name, icon: 'data:image/svg+xml,<svg/>', rdns: name })
}
if (has('announced')) announce(rdns)
const { config, App } = createApp(setup, {
  press,
  onRender: ({ status, connectors, walletClient }) => {
    if (statuses.at(-1) !== status) statuses.push(status)
    if (walletClient !== undefined) walletClients.add(walletClient)
    connectorIds = connectors.map(({ id }) => id)
  },
  parameters: {
    ...(has('session') && { session: { expirationSeconds: 600 } }),
    ...(has('nonces') && { nonceManager: createNonceManager({ source: jsonRpc() }) }),
    now: () => Date.now() + lateBy,
  },
})

Object.assign(globalThis, {
  statuses: () => statuses,
  walletClients: () => walletClients.size,
  connectorIds: () => connectorIds,
  problems: () => problems,
  announce,
  /** Ten minutes later. */
  endSession: () => {
    lateBy = 600_000
  },
  /** Ends the session of all tabs, at the signer and here. */
  signOut: async () => {
    const { session } = await restoreSession()
    return session && signOut(signerClient, { session })
  },
  /** Takes the steps that the connector takes for its session key, which it began before. */
  settle: async () => {
    for (let count = 0; count < 3; count++) await createSessionKey()
  },
})

const container = document.getElementById('root')
if (!container) throw new Error('There is no root.')
if (setup.ssr) {
  // The server's: by now wagmi has written its cookie.
  const initialState = cookieToInitialState(config, setup.cookie)
  hydrateRoot(container, createElement(App, { initialState }), {
    onRecoverableError: (error) => problems.push(String(error)),
  })
} else createRoot(container).render(createElement(App))
