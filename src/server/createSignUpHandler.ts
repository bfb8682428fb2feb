import { createSubOrganization } from '../actions/createSubOrganization.js'
import type { SignerClient } from '../client/createSignerClient.js'
import { ActivityFailedError } from '../errors/activity.js'
import { raceSignal } from '../errors/raceSignal.js'
import { SignerError } from '../errors/signer.js'
import type { PasskeyWallet } from '../records/passkeyWallet.js'
import type { SignUpRequest, SignUpResponse } from '../records/signUp.js'
import { checkHead } from './http/checkHead.js'
import { deadline } from './http/deadline.js'
import { jsonResponse, Refusal, refusalResponse } from './http/Refusal.js'
import { readRequest } from './http/readRequest.js'
import { createQueue } from './signUp/createQueue.js'
import { findWallet } from './signUp/findWallet.js'
import { parseSignUp } from './signUp/parseSignUp.js'

/**
 * A handler that gives a fresh passkey its wallet: it creates the user's sub-organization with the app's API key, which never leaves the
 * server. `signUp` on the page posts to it. From then on the app can read that sub-organization and nothing more.
 *
 * One passkey gets one wallet however often it is posted: the handler looks for it first, asks for it one at a time, and within ten minutes
 * stamps the same bytes for the same message on every instance of your server, which the signer takes as one activity. That `list_suborgs`
 * knows a sub-organization at once is what the local signer does; nobody has watched production for it.
 *
 * A registration proves nothing about who sent it. Use `authorize` for what must hold before you pay for a wallet: a session, an
 * invitation, a CAPTCHA, a rate limit. CORS is your framework's business.
 *
 * @param parameters.client A client whose stamper holds an API key of the parent.
 * @param parameters.organizationId The parent.
 * @param parameters.authorize Called before anything is asked of the signer. Return nothing to let it pass or a `Response` to refuse it. The
 *   `request`'s body has been read. What it throws reaches your framework.
 * @param parameters.timeout In ms: for the body to arrive, and again for the wallet to be made. 30 000 unless given.
 * @param parameters.maxRequestBytes 64 KiB unless given.
 * @param parameters.onError Told what went wrong at the signer, for your log; the page learns only that it did.
 * @returns A handler that answers `{ wallet }` (a `PasskeyWallet`), or an error in the signer's form with a `reason` in `details`:
 *   among others `passkey_taken` (409), `upstream_rate_limit` (429), `sign_up_failed` (502), `upstream_timeout` (504).
 *
 * @example
 * const client = createSignerClient({ stamper: apiKeyStamper({ publicKey, privateKey }) })
 * const handler = createSignUpHandler({ client, organizationId, onError: console.error })
 */
export function createSignUpHandler(parameters: createSignUpHandler.Parameters): createSignUpHandler.ReturnType {
  const { client, organizationId, authorize, timeout = 30_000, maxRequestBytes = 64 * 1024, onError } = parameters
  for (const [name, value] of Object.entries({ timeout, maxRequestBytes }))
    if (!(value > 0)) throw new TypeError(`${name} must be a number above 0.`)
  const inTurn = createQueue()

  async function walletOf({ passkey, ...names }: SignUpRequest, signal: AbortSignal): Promise<PasskeyWallet> {
    const known = await findWallet(client, { organizationId, passkey, signal })
    if (known) return known
    // Two instances that miss each other's sub-organization ask with the same bytes, which is one activity to the signer.
    const period = 10 * 60_000
    const steady: SignerClient = {
      ...client,
      nextTimestampMs: () => String(Math.floor(client.now() / period) * period),
    }
    const wish = { organizationId, passkey, ...names, signal }
    try {
      return await createSubOrganization(steady, wish)
    } catch (error) {
      if (!(error instanceof ActivityFailedError)) throw error
      // The same bytes would show the same failure for ten minutes. Nothing was made, so a wish of its own cannot make it twice.
      return createSubOrganization(client, wish)
    }
  }

  async function handle(request: Request): Promise<Response> {
    checkHead(request, maxRequestBytes)
    const signUp = parseSignUp(await readRequest(request, { maxBytes: maxRequestBytes, timeout }))
    const refused = await authorize?.(signUp, request)
    if (refused) return refused

    // A page that goes away does not stop it: half a sign-up helps nobody, and posted again it finds the wallet.
    const limit = deadline(timeout)
    try {
      const wallet = await raceSignal(
        inTurn(signUp.passkey.credentialId, () => walletOf(signUp, limit.signal)),
        limit.signal,
      )
      const answer: SignUpResponse = { wallet }
      return jsonResponse(200, JSON.stringify(answer))
    } catch (cause) {
      if (cause instanceof Refusal) throw cause
      onError?.(cause)
      throw limit.timedOut()
        ? new Refusal('upstream_timeout', `The wallet was not ready within ${timeout} ms. Try again.`, { cause })
        : failure(cause)
    } finally {
      limit.clear()
    }
  }

  return async (request) => {
    try {
      return await handle(request)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      return refusalResponse(error, 'sign-up')
    }
  }
}

/** The signer's own words are for the log. */
function failure(cause: unknown): Refusal {
  if (cause instanceof SignerError && cause.status === 429)
    return new Refusal('upstream_rate_limit', 'There are too many sign-ups right now. Try again later.', {
      cause,
      headers: cause.retryAfter === undefined ? {} : { 'retry-after': String(Math.ceil(cause.retryAfter / 1000)) },
    })
  return new Refusal('sign_up_failed', 'The wallet could not be made. Try again.', { cause })
}

export declare namespace createSignUpHandler {
  type Parameters = {
    client: SignerClient
    organizationId: string
    authorize?:
      | ((signUp: SignUpRequest, request: Request) => Response | undefined | Promise<Response | undefined>)
      | undefined
    timeout?: number | undefined
    maxRequestBytes?: number | undefined
    onError?: ((error: unknown) => void) | undefined
  }
  type ReturnType = (request: Request) => Promise<Response>
  type ErrorType = TypeError
}
