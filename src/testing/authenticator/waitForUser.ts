import { abortReason } from '../../errors/abortReason.js'
import { createDomException, createNotAllowedError } from './createDomException.js'
import { promptExceptions, type UserAction } from './userAction.js'

/** Timers with a longer delay fire at once. */
const longestDelay = 2 ** 31 - 1

/**
 * Resolves when the user has approved the prompt.
 *
 * @throws What a browser throws when the user dismisses the prompt, the time is up or the signal aborts.
 */
export async function waitForUser(parameters: {
  action: UserAction | Promise<UserAction>
  timeout: number | undefined
  signal: AbortSignal | undefined
}): Promise<UserAction> {
  const { timeout, signal } = parameters
  const timers: ReturnType<typeof setTimeout>[] = []
  let stopListening = (): void => undefined
  const ended = new Promise<never>((_resolve, reject) => {
    if (timeout !== undefined)
      timers.push(
        setTimeout(() => reject(createNotAllowedError('The prompt timed out.')), Math.min(timeout, longestDelay)),
      )
    const abort = (): void => reject(signal && abortReason(signal))
    signal?.addEventListener('abort', abort, { once: true })
    stopListening = () => signal?.removeEventListener('abort', abort)
    if (signal?.aborted) abort()
  })
  try {
    const action = await Promise.race([parameters.action, ended])
    if (action.after !== undefined) {
      const delay = new Promise((resolve) => timers.push(setTimeout(resolve, action.after)))
      await Promise.race([delay, ended])
    }
    const { answer = 'approve' } = action
    const exception = promptExceptions[answer]
    if (exception) throw createDomException(exception.name, exception.message)
    return answer === 'ignore' ? await ended : action
  } finally {
    for (const timer of timers) clearTimeout(timer)
    stopListening()
  }
}
