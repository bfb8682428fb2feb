import type { RpcStatus } from '../../wire/activity.js'
import { findVote } from '../activities/index.js'
import type { ActivityOverride } from '../activities/submission.js'
import type { GetDelaySignal, Handler, SentResponse, SignerRequest, SignerResponse } from '../protocol/messages.js'
import { readJsonObject, readUtf8 } from '../protocol/readJson.js'
import { badRequest, exhausted, WireError } from '../protocol/WireError.js'
import { createDelays } from './createDelays.js'
import { createPending } from './createPending.js'
import { type Fault, readFault } from './readFault.js'
import { tamper } from './tamper.js'

/** Injects faults around the signer. */
export type Faults = {
  /** Answers a request, with a fault if one is planned for it. */
  handle: Handler
  /** Plans faults: all of them, or none. @throws WireError, 400, naming the field that is wrong. */
  add(faults: readonly Fault[]): void
  /** Forgets the planned faults. */
  clear(): void
  /** The planned faults, each with the number of times it is still to come. */
  list(): Fault[]
  /** Sends what is held back, and holds nothing back any more. */
  close(): void
}

/** Answers a request without faults. */
export type HandleRequest = (
  request: SignerRequest,
  override?: () => ActivityOverride | undefined,
) => Promise<SignerResponse>

type Planned = { fault: Fault; left: number; characters: number }

/** Limits of what is planned at once: it stays in memory, and is listed as a whole. */
const maxPlanned = 1000
const maxPlannedCharacters = 4 * 1024 * 1024

/** @param corsHeaders Returns the headers that pages need to read a response. */
export function createFaults(
  handleRequest: HandleRequest,
  corsHeaders: (request: SignerRequest) => Record<string, string>,
): Faults {
  let planned: Planned[] = []
  const pending = createPending()
  const delays = createDelays()

  /** @returns whether it was still planned. */
  function use(entry: Planned): boolean {
    if (!planned.includes(entry)) return false
    entry.left -= 1
    if (entry.left === 0) planned = planned.filter((other) => other !== entry)
    return true
  }

  /** Only new activities use the fault up: repeated and refused requests do not. */
  async function injectActivity(request: SignerRequest, entry: Planned, fault: ActivityFault): Promise<SignerResponse> {
    let used = false
    const response = await handleRequest(request, () => {
      used = use(entry)
      return used ? overrideOf(fault) : undefined
    })
    return used && fault.kind === 'pending' ? pending.begin(response, fault.polls) : pending.show(response)
  }

  async function inject(
    request: SignerRequest,
    fault: Exclude<Fault, ActivityFault>,
    getDelaySignal: GetDelaySignal | undefined,
  ): Promise<SentResponse> {
    const handleNormally = async (): Promise<SignerResponse> => pending.show(await handleRequest(request))
    switch (fault.kind) {
      case 'error': {
        const { status, code, message, turnkeyErrorCode = '' } = fault
        return refuse(new WireError(status, code, message, turnkeyErrorCode), corsHeaders(request))
      }
      case 'rateLimit':
        return refuse(
          exhausted('Too many requests. Please wait and try again in a few seconds', 'RATE_LIMIT_EXCEEDED'),
          { ...corsHeaders(request), 'retry-after': String(fault.retryAfter ?? 1) },
        )
      case 'html':
        return gatewayPage(fault.status ?? 502, corsHeaders(request))
      case 'slow': {
        const response = await handleNormally()
        await delays.wait(fault.ms, getDelaySignal?.())
        return response
      }
      case 'halfBody': {
        const response = await handleNormally()
        return { ...response, sendBytes: Buffer.byteLength(response.body) >> 1 }
      }
      case 'cut':
        if (fault.when === 'after') (await handleNormally()).release?.()
        return { cut: true }
      case 'tampered':
        return tamper(await handleNormally(), fault)
    }
  }

  return {
    async handle(request, getDelaySignal) {
      const needsBody = planned.some(({ fault }) => fault.organizationId !== undefined)
      const organizationId = needsBody ? organizationOf(request) : undefined
      const entry = planned.find(({ fault }) => matches(fault, request, organizationId))
      if (entry === undefined) return pending.show(await handleRequest(request))
      const { fault } = entry
      if (isActivityFault(fault)) return injectActivity(request, entry, fault)
      use(entry)
      return inject(request, fault, getDelaySignal)
    },
    add(faults) {
      const added = faults.map((fault): Planned => {
        const { times = 1, ...rest } = readFault(fault)
        return { fault: rest, left: times, characters: JSON.stringify(rest).length }
      })
      const all = [...planned, ...added]
      const total = all.reduce((sum, { characters }) => sum + characters, 0)
      if (all.length > maxPlanned || total > maxPlannedCharacters)
        throw badRequest(
          `too many faults are planned: at most ${maxPlanned}, of ${maxPlannedCharacters} characters together. Clear them first`,
        )
      planned = all
    },
    clear() {
      planned = []
      pending.clear()
    },
    list: () => planned.map(({ fault, left }) => ({ ...fault, times: left })),
    close: delays.end,
  }
}

/** A fault that decides what becomes of a new activity. */
type ActivityFault = Extract<Fault, { kind: 'pending' | 'consensus' | 'rejected' | 'failed' }>

function isActivityFault(fault: Fault): fault is ActivityFault {
  const { kind } = fault
  return kind === 'pending' || kind === 'consensus' || kind === 'rejected' || kind === 'failed'
}

function overrideOf(fault: ActivityFault): ActivityOverride | undefined {
  switch (fault.kind) {
    case 'pending':
      return undefined
    case 'consensus':
      return { status: 'ACTIVITY_STATUS_CONSENSUS_NEEDED' }
    case 'rejected':
      return { status: 'ACTIVITY_STATUS_REJECTED' }
    case 'failed': {
      const { code = 3, message = 'failed on purpose' } = fault
      const failure = JSON.stringify({ code, message } satisfies Partial<RpcStatus>)
      return { status: 'ACTIVITY_STATUS_FAILED', failure }
    }
  }
}

function matches(fault: Fault, { method, path }: SignerRequest, organizationId: string | undefined): boolean {
  const match = /^\/public\/v1\/(query|submit)\/([a-z0-9_]+)$/.exec(path)
  if (match === null || method !== 'POST') return false
  if (fault.organizationId !== undefined && fault.organizationId !== organizationId) return false
  const [, kind, name = ''] = match
  return fault.on === undefined ? kind === 'submit' && findVote(name) === undefined : fault.on.includes(name)
}

/** Undefined if the body is malformed, which is not for a fault to refuse. */
function organizationOf({ body }: SignerRequest): string | undefined {
  const text = readUtf8(body)
  const organizationId = text === undefined ? undefined : readJsonObject(text)?.organizationId
  return typeof organizationId === 'string' ? organizationId : undefined
}

function refuse({ status, body }: WireError, headers: Record<string, string>): SignerResponse {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) }
}

/** What a broken gateway in front of a signer answers. */
function gatewayPage(status: number, headers: Record<string, string>): SignerResponse {
  return {
    status,
    headers: { ...headers, 'content-type': 'text/html; charset=utf-8' },
    body: `<!doctype html><title>${status}</title><h1>${status}</h1><p>The gateway is not well.</p>`,
  }
}
