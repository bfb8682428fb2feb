import type { SignerClient } from '../client/createSignerClient.js'
import { parseObject } from '../client/parseObject.js'
import { AnswerMismatchError } from '../errors/activity.js'
import { raceSignal } from '../errors/raceSignal.js'
import { SignerError } from '../errors/signer.js'
import type { PasskeyWallet } from '../records/passkeyWallet.js'
import type { SignUpRequest, SignUpResponse } from '../records/signUp.js'
import { assertRequest } from './http/assertRequest.js'
import { checkHeaders } from './http/checkHeaders.js'
import { createDeadline } from './http/createDeadline.js'
import { decodeUtf8 } from './http/decodeUtf8.js'
import { errorResponse, HandlerError, jsonResponse } from './http/HandlerError.js'
import { readRequest } from './http/readRequest.js'
import { createMemoryClaim } from './signUp/createMemoryClaim.js'
import { createQueue } from './signUp/createQueue.js'
import { createWallet } from './signUp/createWallet.js'
import { findWallet } from './signUp/findWallet.js'
import { parseSignUp } from './signUp/parseSignUp.js'

/**
 * Creates a request handler that creates a wallet for a new passkey: a sub-organization of yours, whose only root user
 * is the passkey's owner. It uses your API key, which never leaves the server. `signUp` on the page posts to it. After
 * sign-up, your organization can read the sub-organization but not change it.
 *
 * A passkey gets one wallet, however often it is posted to this handler. If you run several instances of your server, pass
 * `claim`. Without it, two of them may create two wallets for one passkey when they get it at the same time, with different
 * names, or just before and just after a full ten minutes of the clock. Nobody can sign in with that passkey then.
 *
 * A passkey that has a wallet gets it again until the wallet is first used. Then, and if someone else has registered its
 * credential id, the answer is `passkey_taken`: sign in, or sign up with a new passkey. A new wallet is read back, and
 * compared with what was asked for, before it is returned. This is as good as the connection of `client`: use the
 * signer's own URL, not that of a proxy.
 *
 * Anyone can post a registration. Use `authorize` to check what you require before you pay for a wallet: a session that
 * has no wallet yet, an invitation, a CAPTCHA, a rate limit. Leave CORS to your framework.
 *
 * @returns A handler that answers `{ wallet }` (a `PasskeyWallet`), or an error in the signer's format with a `reason`
 * in `details`, such as `passkey_taken` (409), `upstream_rate_limit` (429), `sign_up_failed` (502),
 * `upstream_answer_mismatch` (502) or `upstream_timeout` (504). It rejects only with what `authorize` or `onError` throws.
 * @throws `TypeError` if a parameter is malformed.
 *
 * @example
 * ```ts
 * import { apiKeyStamper, createSignerClient } from 'viem-passkey-account'
 * import { createSignUpHandler } from 'viem-passkey-account/server'
 *
 * const { ORGANIZATION_ID = '', API_PUBLIC_KEY = '', API_PRIVATE_KEY = '' } = process.env
 * const stamper = apiKeyStamper({ publicKey: API_PUBLIC_KEY, privateKey: API_PRIVATE_KEY })
 * const handler = createSignUpHandler({
 *   client: createSignerClient({ stamper }),
 *   organizationId: ORGANIZATION_ID,
 *   onError: console.error,
 * })
 * ```
 */
export function createSignUpHandler(parameters: createSignUpHandler.Parameters): createSignUpHandler.ReturnType {
  const {
    client,
    organizationId,
    authorize,
    claim = createMemoryClaim(),
    timeout = 30_000,
    maxRequestBytes = 64 * 1024,
    onError,
  } = parameters
  for (const [name, value] of Object.entries({ timeout, maxRequestBytes }))
    if (!(value > 0)) throw new TypeError(`${name} must be a number above 0.`)
  if (typeof claim !== 'function') throw new TypeError('claim must be a function.')
  const enqueue = createQueue()

  async function findOrCreateWallet(signUp: SignUpRequest, signal: AbortSignal): Promise<PasskeyWallet> {
    return (
      (await findWallet(client, { organizationId, passkey: signUp.passkey, signal })) ??
      (await createWallet(client, { organizationId, signUp, claim, isShared: parameters.claim !== undefined, signal }))
    )
  }

  async function handle(request: Request): Promise<Response> {
    checkHeaders(request, { maxBytes: maxRequestBytes })
    if (!organizationId)
      throw new HandlerError(
        'not_configured',
        'The sign-up handler has no `organizationId`. Check the environment variable it comes from.',
      )
    const text = decodeUtf8(await readRequest(request, { maxBytes: maxRequestBytes, timeout }))
    const signUp = parseSignUp(text === undefined ? undefined : parseObject(text))
    const denied = await authorize?.(signUp, request)
    if (denied) return denied

    // The request's own signal is ignored: when the page goes away, the wallet is still created, and a retry finds it.
    const deadline = createDeadline(timeout)
    try {
      const wallet = await raceSignal(
        enqueue(signUp.passkey.credentialId, () => findOrCreateWallet(signUp, deadline.signal)),
        deadline.signal,
      )
      const response: SignUpResponse = { wallet }
      return jsonResponse(200, JSON.stringify(response))
    } catch (cause) {
      if (cause instanceof HandlerError) throw cause
      onError?.(cause)
      throw deadline.timedOut()
        ? new HandlerError('upstream_timeout', `The wallet was not created within ${timeout} ms. Try again.`, { cause })
        : toHandlerError(cause)
    } finally {
      deadline.clear()
    }
  }

  return async (request) => {
    assertRequest(request)
    try {
      return await handle(request)
    } catch (error) {
      if (!(error instanceof HandlerError)) throw error
      return errorResponse(error, 'sign-up')
    }
  }
}

/** The signer's own message is for the server's log and is not repeated to the page. */
function toHandlerError(cause: unknown): HandlerError {
  if (cause instanceof SignerError && cause.status === 429)
    return new HandlerError('upstream_rate_limit', 'There are too many sign-ups right now. Try again later.', {
      cause,
      headers: cause.retryAfter === undefined ? {} : { 'retry-after': String(Math.ceil(cause.retryAfter / 1000)) },
    })
  if (cause instanceof AnswerMismatchError)
    return new HandlerError(
      'upstream_answer_mismatch',
      "The signer's answers about the wallet contradict each other, so the wallet was not used.",
      { cause },
    )
  return new HandlerError('sign_up_failed', 'The wallet could not be created. Try again.', { cause })
}

export declare namespace createSignUpHandler {
  type Parameters = {
    /** Client whose stamper holds an API key of your organization. */
    client: SignerClient
    /** Your organization, in which the users' sub-organizations are created. */
    organizationId: string
    /**
     * Decides whether a user may sign up: return nothing to create the wallet, or the `Response` to send in its place.
     *
     * It runs before anything is sent to the signer or claimed, so a refusal does not tell whether the passkey is known.
     * The body of `request` has already been read. If it throws, the handler rejects with the same error.
     *
     * @default creates a wallet for everyone
     */
    authorize?:
      | ((signUp: SignUpRequest, request: Request) => Response | undefined | Promise<Response | undefined>)
      | undefined
    /**
     * Makes sure that one passkey gets one wallet, whichever instance of your server it is posted to. Stores `value` under
     * `key` in your database unless there is a value already, in one atomic step, and returns what is stored then: `value`,
     * or the one that was there. For example `INSERT … ON CONFLICT DO NOTHING` and `SELECT` in SQL, or in Redis 7 and later
     * `SET key value NX GET`, which answers `null` when it has stored the value: return `(await …) ?? value`.
     *
     * `key` is the credential id, with `.2`, `.3` and so on after failures: up to 260 characters. `value` is what will be
     * sent to the signer, as JSON without secrets, of about 2 kB and at most `maxRequestBytes`. If an instance dies after it
     * has claimed a passkey, the next one sends the same, names included. Keep values for at least two hours. If `claim` throws, nothing
     * is sent, and `onError` gets the error.
     *
     * @default remembers the passkeys of this process
     */
    claim?: ((key: string, value: string) => string | Promise<string>) | undefined
    /**
     * Time limit in milliseconds: for the request's body to arrive, and again for the wallet to be created.
     * @default 30_000
     */
    timeout?: number | undefined
    /**
     * Largest request body, in bytes.
     * @default 65_536 (64 KiB)
     */
    maxRequestBytes?: number | undefined
    /** Called with the signer's error, for your log. The page only learns that the sign-up failed. */
    onError?: ((error: unknown) => void) | undefined
  }
  type ReturnType = (request: Request) => Promise<Response>
  type ErrorType = TypeError
}
