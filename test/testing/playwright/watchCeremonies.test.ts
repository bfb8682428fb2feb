import { getEventListeners } from 'node:events'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import {
  type CeremonyEvent,
  type CeremonyPlan,
  watchCeremonies,
} from '../../../src/testing/playwright/watchCeremonies.js'

/** The functions of a browser, as a page has them before the watcher replaces them. */
class Credentials {
  async create(_options: CredentialCreationOptions): Promise<Credential | null> {
    return null
  }
  async get(_options: CredentialRequestOptions): Promise<Credential | null> {
    return null
  }
}

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

/** Opens a page whose test answers ceremonies with `plan`. */
function openPage(plan: (event: CeremonyEvent) => Promise<CeremonyPlan> | CeremonyPlan): Credentials {
  const credentials = new Credentials()
  vi.stubGlobal('navigator', { credentials })
  vi.stubGlobal('report', async (event: CeremonyEvent) => plan(event))
  watchCeremonies('report')
  return credentials
}

const challenge = new Uint8Array(32)
const timeout = 300_000
const createOptions = (signal: AbortSignal): CredentialCreationOptions => ({
  publicKey: {
    challenge,
    timeout,
    rp: { name: 'App' },
    user: { id: new Uint8Array(1), name: 'Ada', displayName: 'Ada' },
    pubKeyCredParams: [],
  },
  signal,
})
const getOptions = (signal: AbortSignal): CredentialRequestOptions => ({ publicKey: { challenge, timeout }, signal })

/** What a ceremony has left running. */
const leftOf = (signal: AbortSignal) => ({
  timers: vi.getTimerCount(),
  listeners: getEventListeners(signal, 'abort').length,
})
const nothing = { timers: 0, listeners: 0 }

test.each<[string, CeremonyPlan]>([
  ['is approved', {}],
  ['is dismissed', { exception: { name: 'NotAllowedError', message: 'Dismissed.' } }],
])('a ceremony that %s leaves no timer and no listener', async (_, plan) => {
  const page = openPage(() => plan)
  const { signal } = new AbortController()
  await Promise.allSettled([page.get(getOptions(signal)), page.create(createOptions(signal))])
  expect(leftOf(signal)).toEqual(nothing)
})

test('a ceremony that the user does not answer ends at its timeout, or when it is aborted', async () => {
  const page = openPage(({ event }) => (event === 'begin' ? new Promise(() => {}) : {}))
  const first = new AbortController()
  const timedOut = expect(page.get(getOptions(first.signal))).rejects.toMatchObject({ name: 'NotAllowedError' })
  await vi.advanceTimersByTimeAsync(timeout)
  await timedOut
  expect(leftOf(first.signal)).toEqual(nothing)

  const second = new AbortController()
  const aborted = expect(page.get(getOptions(second.signal))).rejects.toMatchObject({ name: 'AbortError' })
  second.abort()
  await aborted
  expect(leftOf(second.signal)).toEqual(nothing)
})

test('a ceremony that an armed autofill refuses does not reject later', async () => {
  let pick = (_plan: CeremonyPlan): void => {}
  const page = openPage(({ event }) => {
    if (event === 'arm')
      return new Promise((resolve) => {
        pick = resolve
      })
    if (event === 'begin') throw new Error('The page is closed.')
    return {}
  })
  const autofill = new AbortController()
  const picked = page.get({ ...getOptions(autofill.signal), mediation: 'conditional' })

  const { signal } = new AbortController()
  await expect(page.get(getOptions(signal))).rejects.toMatchObject({ name: 'OperationError' })
  expect(leftOf(signal)).toEqual(nothing)

  pick({})
  await picked
  expect(leftOf(autofill.signal)).toEqual(nothing)
})
