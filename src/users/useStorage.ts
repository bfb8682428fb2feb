import { raceSignal } from '../errors/raceSignal.js'
import { toError } from '../errors/toError.js'
import { SessionStorageError } from '../errors/users.js'

/** A database that takes longer is blocked, by another tab for example, or broken. In milliseconds. */
const timeout = 3_000

/**
 * Calls a storage, which may hang.
 *
 * @throws SessionStorageError, caused by what the storage threw or by a `TimeoutError`; or the reason of `signal`.
 */
export async function useStorage<result>(use: () => Promise<result>, signal: AbortSignal | undefined): Promise<result> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const timedOut = new Promise<never>((_resolve, reject) => {
    const cause = Object.assign(new Error('The storage did not answer.'), { name: 'TimeoutError' })
    timer = setTimeout(() => reject(new SessionStorageError({ cause })), timeout)
  })
  try {
    return await raceSignal(Promise.race([use(), timedOut]), signal)
  } catch (error) {
    if (signal?.aborted || error instanceof SessionStorageError) throw error
    throw new SessionStorageError({ cause: toError(error) })
  } finally {
    clearTimeout(timer)
  }
}
