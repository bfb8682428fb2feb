import type { RpcStatus } from '../../wire/activity.js'
import { findVote } from '../activities/index.js'
import type { Instead } from '../handleRequest.js'
import { readBody } from '../http/readBody.js'
import { isRecord } from '../protocol/parse.js'
import { readJsonObject, readUtf8 } from '../protocol/readJson.js'
import { exhausted, WireError } from '../protocol/WireError.js'
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

/** @param instead Asked when a new activity is about to be executed. */
export type Respond = (request: Request, instead?: () => Instead | undefined) => Promise<Response>

type Planned = { fault: Fault; left: number }

/** @param headers What every answer to this request has to carry. */
export function createFaults(respond: Respond, headers: (request: Request) => Record<string, string>): Faults {
  let planned: Planned[] = []
  const pending = createPending()

  /** @returns whether it was still to come. */
  function use(entry: Planned): boolean {
    if (!planned.includes(entry)) return false
    entry.left -= 1
    if (entry.left === 0) planned = planned.filter((other) => other !== entry)
    return true
  }

  /** What becomes of a new activity. Bytes that are posted again, and requests that are refused, use nothing up. */
  async function injectActivity(request: Request, entry: Planned, fault: ActivityFault): Promise<Response> {
    let used = false
    const response = await respond(request, () => {
      used = use(entry)
      return used ? insteadOf(fault) : undefined
    })
    return used && fault.kind === 'pending' ? pending.begin(response, fault.polls) : pending.show(response)
  }

  async function inject(request: Request, fault: Exclude<Fault, ActivityFault>): Promise<Response> {
    const normally = async (): Promise<Response> => pending.show(await respond(request))
    switch (fault.kind) {
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
        // The one that is there by now: a test may have put a clock of its own in its place.
        await new Promise<void>((resolve) => setTimeout(resolve, fault.ms))
        return response
      }
      case 'halfBody':
        return cutInHalf(await normally())
      case 'cut':
        if (fault.when === 'after') await normally()
        // What `fetch` says where there is no server; a server that gets it cuts the connection.
        throw new TypeError('fetch failed', { cause: new Error('The connection was cut on purpose.') })
      case 'tampered':
        return tamperedWith(await normally(), fault)
    }
  }

  return {
    async fetch(request) {
      const needsBody = planned.some(({ fault }) => fault.organizationId !== undefined)
      const organizationId = needsBody ? await organizationOf(request.clone()) : undefined
      const entry = planned.find(({ fault }) => matches(fault, request, organizationId))
      if (entry === undefined) return pending.show(await respond(request))
      const { fault } = entry
      if (isActivityFault(fault)) return injectActivity(request, entry, fault)
      use(entry)
      return inject(request, fault)
    },
    add(fault) {
      const { times = 1, ...rest } = readFault(fault)
      planned = [...planned, { fault: rest, left: times }]
    },
    clear() {
      planned = []
      pending.clear()
    },
    list: () => planned.map(({ fault, left }) => ({ ...fault, times: left })),
  }
}

type ActivityFault = Extract<Fault, { kind: 'pending' | 'consensus' | 'rejected' | 'failed' }>

function isActivityFault(fault: Fault): fault is ActivityFault {
  const { kind } = fault
  return kind === 'pending' || kind === 'consensus' || kind === 'rejected' || kind === 'failed'
}

function insteadOf(fault: ActivityFault): Instead | undefined {
  switch (fault.kind) {
    case 'pending':
      return undefined
    case 'consensus':
      return { status: 'ACTIVITY_STATUS_CONSENSUS_NEEDED' }
    case 'rejected':
      return { status: 'ACTIVITY_STATUS_REJECTED' }
    case 'failed':
      return { status: 'ACTIVITY_STATUS_FAILED', failure: failureOf(fault) }
  }
}

function matches(fault: Fault, request: Request, organizationId: string | undefined): boolean {
  const match = /^\/public\/v1\/(query|submit)\/([a-z0-9_]+)$/.exec(new URL(request.url).pathname)
  if (match === null || request.method !== 'POST') return false
  if (fault.organizationId !== undefined && fault.organizationId !== organizationId) return false
  const [, kind, name = ''] = match
  return fault.on === undefined ? kind === 'submit' && findVote(name) === undefined : fault.on.includes(name)
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
