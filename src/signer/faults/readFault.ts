import { int32, isRecord, list, object, oneOf, optional, type Parser, string } from '../protocol/parse.js'
import { bodyLimit } from '../protocol/parseBody.js'
import { requestLimits } from '../protocol/requestLimits.js'
import { badRequest } from '../protocol/WireError.js'

/** A fault for the next requests that match. */
export type Fault = {
  /**
   * Requests to match, by the last part of their path, such as `sign_raw_payload` or `get_activity`.
   *
   * @default Every activity except votes.
   */
  on?: readonly string[] | undefined
  /**
   * Match only requests that name this organization, a UUID.
   *
   * @default Any organization.
   */
  organizationId?: string | undefined
  /**
   * How many requests to affect. For `pending`, `consensus`, `rejected` and `failed`: how many new activities.
   *
   * @default 1
   */
  times?: number | undefined
} & FaultKind

/** What happens to a request, or to the activity it posts. */
export type FaultKind =
  | {
      /** The activity is executed, but shown as PENDING for some polls. */
      kind: 'pending'
      /**
       * How many polls still show it as PENDING, after the response to the post. The next poll shows the outcome. A poll fetches
       * the activity, or posts the same bytes again.
       */
      polls: number
    }
  | {
      /** The activity waits for one more approval. The same user's will do. */
      kind: 'consensus'
    }
  | {
      /** The activity ends REJECTED and is not executed. */
      kind: 'rejected'
    }
  | {
      /** The activity ends FAILED and is not executed. */
      kind: 'failed'
      /**
       * gRPC code of the failure.
       *
       * @default 3
       */
      code?: number | undefined
      /**
       * Text of the failure.
       *
       * @default 'failed on purpose'
       */
      message?: string | undefined
    }
  | {
      /** The request is refused, and nothing is executed. */
      kind: 'error'
      /** HTTP status, 400 to 599. */
      status: number
      /** gRPC code. */
      code: number
      /** Text of the error. */
      message: string
      /**
       * One of Turnkey's error codes.
       *
       * @default ''
       */
      turnkeyErrorCode?: string | undefined
    }
  | {
      /** The request is refused with 429, and nothing is executed. */
      kind: 'rateLimit'
      /**
       * Seconds in the `Retry-After` header.
       *
       * @default 1
       */
      retryAfter?: number | undefined
    }
  | {
      /** The response is a gateway's HTML page, and nothing is executed. */
      kind: 'html'
      /**
       * HTTP status, 400 to 599.
       *
       * @default 502
       */
      status?: number | undefined
    }
  | {
      /** The request is executed, and answered late: at once when the server or the signer is closed. */
      kind: 'slow'
      /** Delay in milliseconds. */
      ms: number
    }
  | {
      /** The request is executed, and the connection is cut in the middle of the response. */
      kind: 'halfBody'
    }
  | {
      /** The connection is cut. */
      kind: 'cut'
      /** `before`: nothing is executed. `after`: the request is executed, but not answered. */
      when: 'before' | 'after'
    }
  | {
      /** The request is executed, and its response is changed. */
      kind: 'tampered'
      /** New values, by their path in the response: `activity.result.signRawPayloadResult.r`. */
      values: Readonly<Record<string, unknown>>
      /** New ends of strings, by their path. The end of a signed transaction, for example, is its signature. */
      ends?: Readonly<Record<string, string>> | undefined
    }

const maxDepth = 100
/** Tests may want messages of any length. */
const longText = string({ max: bodyLimit })
const milliseconds = ranged(0, 600_000)
const status = ranged(400, 599)

const kinds: { [kind in FaultKind['kind']]: Parser<Extract<FaultKind, { kind: kind }>> } = {
  pending: object({ kind: oneOf(['pending']), polls: ranged(1, 1_000_000) }),
  consensus: object({ kind: oneOf(['consensus']) }),
  rejected: object({ kind: oneOf(['rejected']) }),
  failed: object({ kind: oneOf(['failed']), code: optional(int32()), message: optional(longText) }),
  error: object({
    kind: oneOf(['error']),
    status,
    code: int32(),
    message: longText,
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
      // `JSON.stringify` must be able to write them.
      if (isDeeper(value, maxDepth))
        throw badRequest(`invalid request body: field \`${path}\` must be at most ${maxDepth} levels deep`)
      return value
    },
    ends: optional((value: unknown, path: string) => {
      if (!isRecord(value)) throw badRequest(`invalid request body: field \`${path}\` must be an object`)
      return Object.fromEntries(Object.entries(value).map(([key, end]) => [key, longText(end, `${path}.${key}`)]))
    }),
  }),
}

const scope: Parser<Pick<Fault, 'on' | 'organizationId' | 'times'>> = object({
  on: optional(list(string(), { min: 1, max: requestLimits.items })),
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

/** Parses a fault. @throws 400 naming the field that is wrong. */
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
