import { domException } from './domException.js'

/**
 * What the person in front of the authenticator does: touches it, dismisses the prompt, or neither,
 * so that the prompt stays until the ceremony's `timeout` or its signal ends it.
 */
export type UserAnswer = 'approve' | 'cancel' | 'ignore'

/** Settles once the user approved; rejects as a browser does when they cancel, the time is over or the signal aborts. */
export async function userAnswer(parameters: {
  answer: UserAnswer | Promise<UserAnswer>
  timeout: number | undefined
  signal: AbortSignal | undefined
}): Promise<void> {
  const { answer, timeout, signal } = parameters
  if (signal?.aborted) throw signal.reason
  if (answer === 'approve') return
  let stop = (): void => undefined
  const ended = new Promise<never>((_resolve, reject) => {
    const timer = timeout === undefined ? undefined : setTimeout(() => reject(notAllowed('The time is over.')), timeout)
    const abort = (): void => reject(signal?.reason)
    signal?.addEventListener('abort', abort, { once: true })
    stop = (): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', abort)
    }
  })
  try {
    const given = await Promise.race([answer, ended])
    if (given === 'cancel') throw notAllowed('The user dismissed the prompt.')
    if (given === 'ignore') await ended
  } finally {
    stop()
  }
}

/** One name for cancelled, timed out, and no fitting credential: a browser does not tell a page which. */
export function notAllowed(message: string): Error {
  return domException('NotAllowedError', message)
}
