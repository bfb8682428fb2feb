import { isObject } from '../client/guards.js'
import type { Session } from '../users/session.js'
import { assertOptional } from './assertOptional.js'
import { readObject } from './parseParams.js'
import { parseSignInWithEthereum } from './signInWithEthereum.js'
import { invalidParams } from './toRpcError.js'
import type { ConnectRequest } from './types.js'

/** Reads the parameters of `wallet_connect` (ERC-7846). The way to connect is one of its capabilities. */
export function readConnectRequest(given: unknown): ConnectRequest {
  const { version = '1', capabilities = {} } = readObject(given, 'parameters')
  if (version !== '1') throw invalidParams('`version` is not 1.')
  const { method, name, selectAccount, session, signInWithEthereum, signal, ...others } = readObject(
    capabilities,
    'capabilities',
  )
  if (method !== undefined && method !== 'register' && method !== 'login')
    throw invalidParams('`method` is not `register` or `login`.')
  if (name !== undefined && typeof name !== 'string') throw invalidParams('`name` is not a string.')
  if (selectAccount !== undefined && typeof selectAccount !== 'boolean')
    throw invalidParams('`selectAccount` is not a boolean.')
  if (session !== undefined && !(method === 'login' && isSession(session)))
    throw invalidParams('`session` is not a session to log in with.')
  if (signal !== undefined && !isSignal(signal)) throw invalidParams('`signal` is not an AbortSignal.')
  const message = signInWithEthereum === undefined ? undefined : parseSignInWithEthereum(signInWithEthereum)
  assertOptional(others)
  // `false` is left out: a request that says so joins one that says nothing.
  return { method, name, selectAccount: selectAccount || undefined, session, signInWithEthereum: message, signal }
}

/** Of this package, in this page: it is no JSON. */
function isSession(value: unknown): value is Session {
  return isObject(value) && Array.isArray(value.wallets) && typeof value.stamp === 'function'
}

/** By its members: a signal of another frame is an instance of another class. */
function isSignal(value: unknown): value is AbortSignal {
  return isObject(value) && typeof value.aborted === 'boolean' && typeof value.addEventListener === 'function'
}
