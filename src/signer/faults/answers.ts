import { isRecord } from '../protocol/parse.js'
import type { WireError } from '../protocol/WireError.js'
import type { Fault } from './readFault.js'

export function wireError(error: WireError, headers: Record<string, string>): Response {
  return Response.json(error.body, { status: error.status, headers })
}

/** What a gateway in front of a signer says when it is not well. */
export function html(status: number, headers: Record<string, string>): Response {
  return new Response(`<!doctype html><title>${status}</title><h1>${status}</h1><p>The gateway is not well.</p>`, {
    status,
    headers: { ...headers, 'content-type': 'text/html; charset=utf-8' },
  })
}

/** The same answer, whose body ends in the middle of what its length promises. */
export async function cutInHalf(response: Response): Promise<Response> {
  const bytes = new Uint8Array(await response.arrayBuffer())
  let sent = false
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (sent) controller.error(new TypeError('The connection was cut on purpose.'))
      else controller.enqueue(bytes.subarray(0, bytes.length >> 1))
      sent = true
    },
  })
  const headers = new Headers(response.headers)
  headers.set('content-length', String(bytes.length))
  return new Response(body, { status: response.status, headers })
}

/** The same answer with other values, or other ends of texts, at some paths; a path that is not there is left out. */
export async function tamperedWith(
  response: Response,
  { values, ends = {} }: Pick<Extract<Fault, { kind: 'tampered' }>, 'values' | 'ends'>,
): Promise<Response> {
  const body: unknown = await response.json()
  for (const [path, value] of Object.entries(values)) change(body, path, () => value)
  for (const [path, end] of Object.entries(ends))
    change(body, path, (value) => (typeof value === 'string' ? value.slice(0, -end.length) + end : value))
  return Response.json(body, { status: response.status, headers: response.headers })
}

function change(body: unknown, path: string, to: (value: unknown) => unknown): void {
  const keys = path.split('.')
  const last = keys.pop() ?? ''
  const parent = keys.reduce<unknown>(inside, body)
  if ((isRecord(parent) || Array.isArray(parent)) && Object.hasOwn(parent, last))
    Reflect.set(parent, last, to(Reflect.get(parent, last)))
}

function inside(value: unknown, key: string): unknown {
  if (!isRecord(value) && !Array.isArray(value)) return undefined
  return Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined
}
