import { domException } from './domException.js'

/**
 * How a prompt ends: the user approves or dismisses it (`cancel`), or leaves it open until its `timeout` or its signal ends it (`ignore`).
 * The others end it at once, as a browser would: the time is over (`timeout`), no passkey fits (`noCredential`), the user has deleted the
 * one that would sign (`deletedCredential`; a registration goes on), the origin may not use this RP ID (`wrongRpId`), one of
 * `excludeCredentials` is there already
 * (`alreadyRegistered`), no authenticator makes passkeys of this kind (`unsupported`) or keeps and verifies as required (`constraint`), the
 * authenticator does not work (`broken`).
 */
export type UserAnswer =
  | 'approve'
  | 'cancel'
  | 'ignore'
  | 'timeout'
  | 'noCredential'
  | 'deletedCredential'
  | 'wrongRpId'
  | 'alreadyRegistered'
  | 'unsupported'
  | 'constraint'
  | 'broken'

/** What the user does at one ceremony. */
export type UserAction = {
  /** They approve unless said. */
  answer?: UserAnswer | undefined
  /** The passkey that they choose, base64url; the newest that fits unless said. */
  credentialId?: string | undefined
  /** Whether they verify themselves, by a fingerprint say; as the authenticator can unless said. */
  userVerified?: boolean | undefined
  /** How long they take, in milliseconds. */
  after?: number | undefined
}

/** What ends a prompt, by what a page sees of it: the name of the exception, and the name alone, decides. */
export const userEndings: { [answer in UserAnswer]?: readonly [name: string, message: string] } = {
  cancel: ['NotAllowedError', 'The user dismissed the prompt.'],
  timeout: ['NotAllowedError', 'The time is over.'],
  noCredential: ['NotAllowedError', 'No passkey fits the request.'],
  wrongRpId: ['SecurityError', 'The origin may not use this RP ID.'],
  alreadyRegistered: ['InvalidStateError', 'A passkey in excludeCredentials is already on this authenticator.'],
  unsupported: ['NotSupportedError', 'No authenticator makes passkeys of this kind.'],
  constraint: ['ConstraintError', 'No authenticator can keep a passkey and verify its user as required.'],
  broken: ['NotReadableError', 'The authenticator does not work.'],
}

/** Settles once the user has acted; rejects as a browser does when they cancel, the time is over or the signal aborts. */
export async function userAnswer(parameters: {
  action: UserAction | Promise<UserAction>
  timeout: number | undefined
  signal: AbortSignal | undefined
}): Promise<UserAction> {
  const { timeout, signal } = parameters
  const timers: ReturnType<typeof setTimeout>[] = []
  let stopListening = (): void => undefined
  const ended = new Promise<never>((_resolve, reject) => {
    if (timeout !== undefined)
      timers.push(setTimeout(() => reject(notAllowed('The time is over.')), Math.min(timeout, longestTimer)))
    const abort = (): void => reject(signal?.reason)
    signal?.addEventListener('abort', abort, { once: true })
    stopListening = () => signal?.removeEventListener('abort', abort)
    if (signal?.aborted) abort()
  })
  try {
    const action = await Promise.race([parameters.action, ended])
    if (action.after !== undefined) {
      const rest = new Promise((resolve) => timers.push(setTimeout(resolve, action.after)))
      await Promise.race([rest, ended])
    }
    const { answer = 'approve' } = action
    const [name, message] = userEndings[answer] ?? []
    if (name !== undefined) throw domException(name, message ?? '')
    return answer === 'ignore' ? await ended : action
  } finally {
    for (const timer of timers) clearTimeout(timer)
    stopListening()
  }
}

/** A longer one would fire at once. */
const longestTimer = 2 ** 31 - 1

/** One name for cancelled, timed out, and no fitting credential: a browser does not tell a page which. */
export function notAllowed(message: string): Error {
  return domException('NotAllowedError', message)
}
