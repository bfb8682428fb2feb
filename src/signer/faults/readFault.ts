import { int32, isRecord, list, object, oneOf, optional, type Parser, string } from '../protocol/parse.js'
import { badRequest } from '../protocol/WireError.js'

/** An unhappy path, called up for the next requests that match. */
export type Fault = {
  /** What to hit, by the last part of the path: `sign_raw_payload`, `get_activity` …; every activity but votes unless said. */
  on?: readonly string[] | undefined
  /** Only requests that name this organization. */
  organizationId?: string | undefined
  /** How many requests, 1 unless said. For what becomes of an activity: how many new activities. */
  times?: number | undefined
} & FaultKind

export type FaultKind =
  /** The activity is done, and shown as PENDING until it has been asked about this many times. */
  | { kind: 'pending'; polls: number }
  /** The activity waits for one more approval; the same user's will do. */
  | { kind: 'consensus' }
  /** The activity ends REJECTED, and nothing is done. */
  | { kind: 'rejected' }
  /** The activity ends FAILED with this failure, and nothing is done. */
  | { kind: 'failed'; code?: number | undefined; message?: string | undefined }
  /** An error on the wire in place of an activity; nothing is done. */
  | {
      kind: 'error'
      status: number
      code: number
      message: string
      turnkeyErrorCode?: string | undefined
    }
  /** 429 with `Retry-After`, in seconds, 1 unless said; nothing is done. */
  | { kind: 'rateLimit'; retryAfter?: number | undefined }
  /** A page of some gateway, 502 unless said; nothing is done. */
  | { kind: 'html'; status?: number | undefined }
  /** Done, and answered this many milliseconds late. */
  | { kind: 'slow'; ms: number }
  /** Done, and the connection is cut in the middle of the answer. */
  | { kind: 'halfBody' }
  /** The connection is cut before anything is done, or after. */
  | { kind: 'cut'; when: 'before' | 'after' }
  /**
   * Done, and these values of the answer are others, by their path: `activity.result.signRawPayloadResult.r`. With `ends` a text keeps its
   * beginning, and ends with the one given: of a signed transaction that is the signature.
   */
  | {
      kind: 'tampered'
      values: Readonly<Record<string, unknown>>
      ends?: Readonly<Record<string, string>> | undefined
    }

const maxDepth = 100
const milliseconds = ranged(0, 600_000)
const status = ranged(400, 599)

const kinds: { [kind in FaultKind['kind']]: Parser<Extract<FaultKind, { kind: kind }>> } = {
  pending: object({ kind: oneOf(['pending']), polls: ranged(1, 1_000_000) }),
  consensus: object({ kind: oneOf(['consensus']) }),
  rejected: object({ kind: oneOf(['rejected']) }),
  failed: object({ kind: oneOf(['failed']), code: optional(int32()), message: optional(string()) }),
  error: object({
    kind: oneOf(['error']),
    status,
    code: int32(),
    message: string(),
    turnkeyErrorCode: optional(string()),
  }),
  rateLimit: object({ kind: oneOf(['rateLimit']), retryAfter: optional(ranged(0, 86_400)) }),
  html: object({ kind: oneOf(['html']), status: optional(status) }),
  slow: object({ kind: oneOf(['slow']), ms: milliseconds }),
  halfBody: object({ kind: oneOf(['halfBody']) }),
  cut: object({ kind: oneOf(['cut']), when: oneOf(['before', 'after']) }),
  tampered: object({
    kind: oneOf(['tampered']),
    values: (value: unknown, path: string) => {
      if (!isRecord(value)) throw badRequest(`invalid request body: field \`${path}\` must be an object`)
      // They are to become a part of an answer, which has to be written.
      if (isDeeper(value, maxDepth))
        throw badRequest(`invalid request body: field \`${path}\` must be at most ${maxDepth} levels deep`)
      return value
    },
    ends: optional((value: unknown, path: string) => {
      if (!isRecord(value)) throw badRequest(`invalid request body: field \`${path}\` must be an object`)
      return Object.fromEntries(Object.entries(value).map(([key, end]) => [key, string()(end, `${path}.${key}`)]))
    }),
  }),
}

const scope: Parser<Pick<Fault, 'on' | 'organizationId' | 'times'>> = object({
  on: optional(list(string(), { min: 1 })),
  organizationId: optional(string()),
  times: optional(ranged(1, 1_000_000)),
})

const kindOf: Parser<{ kind: FaultKind['kind'] }> = object({
  kind: oneOf([
    'pending',
    'consensus',
    'rejected',
    'failed',
    'error',
    'rateLimit',
    'html',
    'slow',
    'halfBody',
    'cut',
    'tampered',
  ]),
})

/** @throws the wire's 400 naming the field that is wrong. */
export function readFault(value: unknown): Fault {
  const { kind } = kindOf(value, '')
  return { ...scope(value, ''), ...kinds[kind](value, '') }
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some((entry) => isDeeper(entry, levels - 1))
}

function ranged(min: number, max: number): Parser<number> {
  const parse = int32()
  return (value, path) => {
    const number = parse(value, path)
    if (number < min || number > max)
      throw badRequest(`invalid request body: field \`${path}\` must be from ${min} to ${max}`)
    return number
  }
}
