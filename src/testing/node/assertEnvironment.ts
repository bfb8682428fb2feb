import { TestEnvironmentError } from './TestEnvironmentError.js'

const globals = ['TextEncoder', 'TextDecoder', 'AbortController', 'Headers', 'Request', 'Response']

/**
 * Checks the globals that client and signer use, because Jest's jsdom hides most of those of Node.
 *
 * @throws TestEnvironmentError
 */
export function assertEnvironment({ http }: { http: boolean }): void {
  const missing = [...globals, ...(http ? ['fetch'] : [])].filter(
    (name) => typeof Reflect.get(globalThis, name) !== 'function',
  )
  if (globalThis.crypto?.subtle === undefined) missing.push('crypto.subtle')
  if (missing.length === 0 && !takesSignals()) missing.push('an AbortController whose signals its Request takes')
  if (missing.length > 0) throw new TestEnvironmentError({ missing })
}

/** Node's `Request` refuses the signals of jsdom. */
function takesSignals(): boolean {
  try {
    new Request('http://localhost', { signal: new AbortController().signal })
    return true
  } catch {
    return false
  }
}
