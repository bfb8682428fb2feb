import type { SignerClient, StepUp, StepUpRequest } from 'viem-passkey-account'
import { hasLimit } from './records.ts'
import { rules } from './rules.ts'

/** Lets the passkey approve what a session may not sign alone. */
export function toStepUp({ stamper }: SignerClient): StepUp | undefined {
  return stamper && { stamper, when: asksPasskey }
}

/** Whether a signature needs the passkey although there is a session. */
export function asksPasskey(request: StepUpRequest): boolean {
  return hasLimit() && rules.when(request)
}
