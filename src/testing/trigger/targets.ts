import type { UserAnswer } from '../authenticator/userAction.js'

/** A fault that a trigger adds to a signer: a part of what the local signer takes. */
export type PlannedFault = FaultScope & {
  /**
   * How many requests the fault hits.
   *
   * @default 1
   */
  times?: number
} & (
    | {
        /**
         * `consensus`: the activity waits for another approval. `rejected`: an approver rejects it. `halfBody`: the
         * connection breaks in the middle of the response.
         */
        kind: 'consensus' | 'rejected' | 'halfBody'
      }
    | {
        /** The activity fails. */
        kind: 'failed'
        /** gRPC status code of the failure. */
        code: number
        /** Message of the failure. */
        message: string
      }
    | {
        /** The signer returns an error. */
        kind: 'error'
        /** HTTP status, 400 to 599. */
        status: number
        /** gRPC status code. */
        code: number
        /** Message of the error. */
        message: string
        /** Turnkey's error code, such as `FORBIDDEN`. */
        turnkeyErrorCode: string
      }
    | {
        /** A gateway responds with an HTML page. */
        kind: 'html'
        /** HTTP status. */
        status: number
      }
    | {
        /** The response is late. */
        kind: 'slow'
        /** Delay in milliseconds. */
        ms: number
      }
    | {
        /** The connection breaks. */
        kind: 'cut'
        /** Before the request is executed. */
        when: 'before'
      }
    | {
        /** The response has other values. */
        kind: 'tampered'
        /** New values by path in the response: `activity.result.signRawPayloadResult.r`. */
        values: Readonly<Record<string, unknown>>
        /** New ends of strings, by path. */
        ends?: Readonly<Record<string, string>>
      }
  )

/** Which requests a fault hits. */
export type FaultScope = {
  /**
   * Endpoints, by the last part of their path, such as `sign_raw_payload`.
   *
   * @default every activity except votes
   */
  on?: readonly string[]
  /** Only requests that name this organization: for tests that share a signer. */
  organizationId?: string
}

/** A signer that takes faults: a local signer in this process, or `connectFaults` to one that listens elsewhere. */
export type FaultTarget = {
  /** Adds one fault. */
  addFault(fault: PlannedFault): void | Promise<void>
}

/** A passkey whose user can be told what to do: a virtual passkey, or the authenticator of a page. */
export type PasskeyTarget = {
  /** What the user does at the next prompt. */
  next(answer: UserAnswer): void
}

/** Where a function runs: Playwright's page, or the current realm. */
export type PageTarget = {
  /** Runs the function there, with this argument. */
  evaluate(run: (name: string) => void, name: string): unknown
}

/** What the triggers of a signer's errors take. */
export type SignerTriggerParameters = FaultScope & {
  /** The signer that fails. */
  signer: FaultTarget
}

/** What the triggers of a passkey's errors take. */
export type PasskeyTriggerParameters = {
  /** The passkey that fails. */
  passkey: PasskeyTarget
}

/** What the triggers of a page's errors take. */
export type PageTriggerParameters = {
  /**
   * The page to change.
   *
   * @default the current realm
   */
  page?: PageTarget
}

/** The client sends a request that was not answered again, three times. */
const tries = 4

/** Adds a fault that hits one request. */
export async function plan(
  { signer, on, organizationId }: SignerTriggerParameters,
  fault: PlannedFault,
): Promise<void> {
  await signer.addFault({ ...fault, ...(on && { on }), ...(organizationId !== undefined && { organizationId }) })
}

/** Adds a fault that also hits each retry of the client. */
export function planForEveryTry(target: SignerTriggerParameters, fault: PlannedFault): Promise<void> {
  return plan(target, { ...fault, times: tries })
}

export const thisRealm: PageTarget = { evaluate: (run, name) => run(name) }
