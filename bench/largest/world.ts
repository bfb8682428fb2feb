import type { KeyPair } from '../stampedRequest.ts'

/** A request as large as the local signer accepts. */
export type LargestRequest = {
  /** `submit/create_wallet` */
  path: string
  /** What is large. */
  what: string
  body: Record<string, unknown>
  caller: KeyPair
}

/** Makes requests to one organization. */
export type World = {
  submit(type: string, what: string, parameters: unknown, caller?: KeyPair): LargestRequest
  query(name: string, what: string, fields?: Record<string, unknown>): LargestRequest
  /** Sends a request that prepares others. @returns the JSON of the answer. @throws unless it is 200. */
  send(request: LargestRequest): Promise<unknown>
}

let time = Date.now()

export function createWorld(organizationId: string, caller: KeyPair, send: World['send']): World {
  return {
    submit: (type, what, parameters, other = caller) => ({
      path: `submit/${type.replace(/_V[0-9]+$/, '').toLowerCase()}`,
      what,
      // The same body would be the same activity.
      body: { type: `ACTIVITY_TYPE_${type}`, timestampMs: `${time++}`, organizationId, parameters },
      caller: other,
    }),
    query: (name, what, fields = {}) => ({
      path: `query/${name}`,
      what,
      body: { organizationId, ...fields },
      caller,
    }),
    send,
  }
}

/** The value at a path such as `activity.result.createWalletResult.addresses.0`. */
export function at(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((found, key) => {
    if (typeof found !== 'object' || found === null) throw new TypeError(`There is no ${path}.`)
    return Reflect.get(found, key)
  }, value)
}

/** The strings in a list, or those at `key` of its entries. */
export function textsAt(value: unknown, path: string, key?: string): string[] {
  const found = at(value, path)
  if (!Array.isArray(found)) throw new TypeError(`${path} is not a list.`)
  return found.map((entry: unknown) => String(key === undefined ? entry : at(entry, key)))
}
