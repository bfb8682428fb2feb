import type { UserAnswer } from '../authenticator/userAnswer.js'

/** What the drivers plan at a signer: some of the faults that the local signer knows. */
export type PlannedFault = FaultScope & {
  /** How many requests have it. */
  times?: number
} & (
    | { kind: 'consensus' | 'rejected' | 'halfBody' }
    | { kind: 'failed'; code: number; message: string }
    | { kind: 'error'; status: number; code: number; message: string; turnkeyErrorCode: string }
    | { kind: 'html'; status: number }
    | { kind: 'slow'; ms: number }
    | { kind: 'cut'; when: 'before' }
    | { kind: 'tampered'; values: Readonly<Record<string, unknown>>; ends?: Readonly<Record<string, string>> }
  )

/** Whom a fault hits. */
export type FaultScope = {
  /** Endpoints by the last part of their path, such as `sign_raw_payload`; every activity but votes unless said. */
  on?: readonly string[]
  /** Only requests that name this organization: for tests that share a signer. */
  organizationId?: string
}

/** A signer that takes faults: a local signer in this process, or {@link connectFaults} to one that listens. */
export type FaultTarget = { addFault(fault: PlannedFault): void | Promise<void> }

/** A passkey whose user can be told what to do: a virtual passkey, or the authenticator of a page. */
export type PasskeyTarget = { next(answer: UserAnswer): void }

/** Where a function runs: Playwright's page, or this very realm. */
export type PageTarget = { evaluate(run: () => void): unknown }

/** The client sends a request that got no answer again, three times. */
const tries = 4

/** Plans a fault that holds for one request. */
export async function plan(
  { signer, on, organizationId }: FaultScope & { signer: FaultTarget },
  fault: PlannedFault,
): Promise<void> {
  await signer.addFault({ ...fault, ...(on && { on }), ...(organizationId !== undefined && { organizationId }) })
}

/** Plans a fault that the client does not get over by sending again. */
export function planForEveryTry(target: FaultScope & { signer: FaultTarget }, fault: PlannedFault): Promise<void> {
  return plan(target, { ...fault, times: tries })
}

export const thisRealm: PageTarget = { evaluate: (run) => run() }
