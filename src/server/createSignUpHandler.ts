import { createSubOrganization } from '../actions/createSubOrganization.js'
import type { SignerClient } from '../client/createSignerClient.js'
import { ActivityFailedError } from '../errors/activity.js'
import { raceSignal } from '../errors/raceSignal.js'
import { SignerError } from '../errors/signer.js'
import type { PasskeyWallet } from '../records/passkeyWallet.js'
import type { SignUpRequest, SignUpResponse } from '../records/signUp.js'
import { assertRequest } from './http/assertRequest.js'
import { checkHeaders } from './http/checkHeaders.js'
import { createDeadline } from './http/createDeadline.js'
import { errorResponse, HandlerError, jsonResponse } from './http/HandlerError.js'
import { readRequest } from './http/readRequest.js'
import { createQueue } from './signUp/createQueue.js'
import { findWallet } from './signUp/findWallet.js'
import { parseSignUp } from './signUp/parseSignUp.js'

/** Retries within this many milliseconds send the same bytes, which the signer treats as one activity. */
const retryPeriod = 10 * 60_000

/**
 * Creates a request handler that creates a wallet for a new passkey: a sub-organization of yours, whose only root user
 * is the passkey's owner. It uses your API key, which never leaves the server. `signUp` on the page posts to it. After
 * sign-up, your organization can read the sub-organization but not change it.
 *
 * A passkey gets one wallet, however often it is posted. The handler looks for an existing wallet first and creates
 * wallets for the same passkey one after another. All instances of your server send the same bytes for the same sign-up
 * within ten minutes, which the signer treats as one activity. This relies on `list_suborgs` returning a
 * sub-organization as soon as it exists, which is not verified against production.
 *
 * Anyone can post a registration. Use `authorize` to check what you require before you pay for a wallet: a session, an
 * invitation, a CAPTCHA, a rate limit. Leave CORS to your framework.
 *
 * @returns A handler that answers `{ wallet }` (a `PasskeyWallet`), or an error in the signer's format with a `reason`
 * in `details`, such as `passkey_taken` (409), `upstream_rate_limit` (429), `sign_up_failed` (502) or
 * `upstream_timeout` (504). It rejects only with what `authorize` or `onError` throws.
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
  const { client, organizationId, authorize, timeout = 30_000, maxRequestBytes = 64 * 1024, onError } = parameters
  for (const [name, value] of Object.entries({ timeout, maxRequestBytes }))
    if (!(value > 0)) throw new TypeError(`${name} must be a number above 0.`)
  const enqueue = createQueue()

  async function findOrCreateWallet(signUp: SignUpRequest, signal: AbortSignal): Promise<PasskeyWallet> {
    const existing = await findWallet(client, { organizationId, passkey: signUp.passkey, signal })
    if (existing) return existing
    // Two instances of the server may both find no wallet. With a rounded timestamp they send the same bytes.
    const roundingClient: SignerClient = {
      ...client,
      nextTimestampMs: () => String(Math.floor(client.now() / retryPeriod) * retryPeriod),
    }
    const submission = { organizationId, ...signUp, signal }
    try {
      return await createSubOrganization(roundingClient, submission)
    } catch (error) {
      if (!(error instanceof ActivityFailedError)) throw error
      // The same bytes would return the same failure until the period ends. Nothing was created, so another activity
      // creates one wallet.
      return createSubOrganization(client, submission)
    }
  }

  async function handle(request: Request): Promise<Response> {
    checkHeaders(request, { maxBytes: maxRequestBytes })
    if (!organizationId)
      throw new HandlerError(
        'not_configured',
        'The sign-up handler has no `organizationId`. Check the environment variable it comes from.',
      )
    const signUp = parseSignUp(await readRequest(request, { maxBytes: maxRequestBytes, timeout }))
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
     * It runs before anything is sent to the signer. The body of `request` has already been read. If it throws, the
     * handler rejects with the same error.
     *
     * @default creates a wallet for everyone
     */
    authorize?:
      | ((signUp: SignUpRequest, request: Request) => Response | undefined | Promise<Response | undefined>)
      | undefined
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
