import { setTimeout as delay } from 'node:timers/promises'
import type { RpcStatus } from '../../wire/activity.js'
import { readBody } from '../http/readBody.js'
import { isRecord } from '../parse.js'
import type { Instead } from '../pipeline.js'
import { readJsonObject, readUtf8 } from '../stamps/readJson.js'
import { exhausted, WireError } from '../WireError.js'
import { cutInHalf, html, tamperedWith, wireError } from './answers.js'
import { createPending } from './createPending.js'
import { type Fault, readFault } from './readFault.js'

/** Unhappy paths around the pipeline. They know nothing of what an activity does. */
export type Faults = {
  /** Answers a request through them. */
  fetch(request: Request): Promise<Response>
  add(fault: Fault): void
  clear(): void
  /** Those still to come. */
  list(): Fault[]
}

export type Respond = (request: Request, instead?: Instead) => Promise<Response>

/** @param headers What every answer to this request has to carry. */
export function createFaults(respond: Respond, headers: (request: Request) => Record<string, string>): Faults {
  let planned: Fault[] = []
  const pending = createPending()

  function take(request: Request, organizationId: string | undefined): Fault | undefined {
    const index = planned.findIndex((fault) => matches(fault, request, organizationId))
    const fault = planned[index]
    if (fault === undefined) return undefined
    const { times = 1 } = fault
    planned = planned.flatMap((other) =>
      other !== fault ? [other] : times > 1 ? [{ ...fault, times: times - 1 }] : [],
    )
    return fault
  }

  async function inject(request: Request, fault: Fault): Promise<Response> {
    const normally = async (instead?: Instead): Promise<Response> => pending.show(await respond(request, instead))
    switch (fault.kind) {
      case 'pending':
        return pending.begin(await respond(request), fault.polls)
      case 'consensus':
        return normally({ status: 'ACTIVITY_STATUS_CONSENSUS_NEEDED' })
      case 'rejected':
        return normally({ status: 'ACTIVITY_STATUS_REJECTED' })
      case 'failed':
        return normally({ status: 'ACTIVITY_STATUS_FAILED', failure: failureOf(fault) })
      case 'error': {
        const { status, code, message, turnkeyErrorCode = '' } = fault
        return wireError(new WireError(status, code, message, turnkeyErrorCode), headers(request))
      }
      case 'rateLimit':
        return wireError(
          exhausted('Too many requests. Please wait and try again in a few seconds', 'RATE_LIMIT_EXCEEDED'),
          { ...headers(request), 'retry-after': String(fault.retryAfter ?? 1) },
        )
      case 'html':
        return html(fault.status ?? 502, headers(request))
      case 'slow': {
        const response = await normally()
        await delay(fault.ms)
        return response
      }
      case 'halfBody':
        return cutInHalf(await normally())
      case 'cut':
        if (fault.when === 'after') await normally()
        // What `fetch` says where there is no server; a server that gets it cuts the connection.
        throw new TypeError('fetch failed', { cause: new Error('The connection was cut on purpose.') })
      case 'tampered':
        return tamperedWith(await normally(), fault.values)
    }
  }

  return {
    async fetch(request) {
      const needsBody = planned.some((fault) => fault.organizationId !== undefined)
      const fault = take(request, needsBody ? await organizationOf(request.clone()) : undefined)
      return fault === undefined ? pending.show(await respond(request)) : inject(request, fault)
    },
    add(fault) {
      planned = [...planned, readFault(fault)]
    },
    clear() {
      planned = []
      pending.clear()
    },
    list: () => [...planned],
  }
}

function matches(fault: Fault, request: Request, organizationId: string | undefined): boolean {
  const match = /^\/public\/v1\/(query|submit)\/([a-z0-9_]+)$/.exec(new URL(request.url).pathname)
  if (match === null || request.method !== 'POST') return false
  if (fault.organizationId !== undefined && fault.organizationId !== organizationId) return false
  return fault.on === undefined ? match[1] === 'submit' : fault.on.includes(match[2] ?? '')
}

async function organizationOf(request: Request): Promise<string | undefined> {
  try {
    const text = readUtf8(await readBody(request))
    const body = text === undefined ? undefined : readJsonObject(text)
    return isRecord(body) && typeof body.organizationId === 'string' ? body.organizationId : undefined
  } catch (error) {
    // Not for us to refuse: the pipeline will read the same body.
    if (error instanceof WireError) return undefined
    throw error
  }
}

function failureOf({ code = 3, message = 'failed on purpose' }: Extract<Fault, { kind: 'failed' }>): string {
  return JSON.stringify({ code, message } satisfies Partial<RpcStatus>)
}
