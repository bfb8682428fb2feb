import { getAddress, isAddress } from 'viem'
import { callFetch } from '../client/callFetch.js'
import { type FetchFn, globalFetch } from '../client/createSignerClient.js'
import { hasStrings } from '../client/guards.js'
import { parseObject } from '../client/parseObject.js'
import { resolveUrl } from '../client/resolveUrl.js'
import { expandPublicKey } from '../crypto/expandPublicKey.js'
import { abortReason } from '../errors/abortReason.js'
import type { InvalidParameterError } from '../errors/config.js'
import { raceSignal } from '../errors/raceSignal.js'
import { toError } from '../errors/toError.js'
import { SignUpError } from '../errors/users.js'
import type { Passkey } from '../records/passkey.js'
import type { PasskeyWallet } from '../records/passkeyWallet.js'
import type { SignUpRequest } from '../records/signUp.js'
import { createPasskey } from '../webauthn/createPasskey.js'
import { shareRun } from './shareRun.js'

/**
 * Signs a user up: one prompt to register a passkey, and one request to the app's own sign-up handler
 * ({@link createSignUpHandler} of `/server`), which creates the wallet. The prompt starts before the function returns its
 * promise, so call it in the click handler.
 *
 * If the passkey was registered and the request failed, the error carries the passkey. Call again with it: the user is
 * not prompted again, and the handler returns the same wallet for the same passkey.
 *
 * @throws SignUpError, what {@link createPasskey} throws, or the reason of `signal`.
 *
 * @example
 * ```ts
 * import { signUp } from 'viem-passkey-account'
 *
 * const wallet = await signUp({
 *   url: '/api/sign-up',
 *   rp: { id: 'example.com' },
 *   user: { name: 'anna@example.com' },
 * })
 * ```
 */
export async function signUp(parameters: signUp.Parameters): Promise<signUp.ReturnType> {
  const { url, authenticatorName, passkey, fetchFn, createFn, rp, user, signal } = parameters
  const isSame = { rp, user, authenticatorName, credentialId: passkey?.credentialId }
  // A double click: one prompt, one wallet.
  const running = shareRun({
    name: `signUp ${url} ${JSON.stringify(isSame)}`,
    options: [createFn, fetchFn],
    signal,
    start: (signal) => registerAndSend({ ...parameters, signal }),
  })
  return running ?? registerAndSend(parameters)
}

async function registerAndSend({
  url: givenUrl,
  authenticatorName,
  passkey: registered,
  fetchFn = globalFetch,
  ...options
}: signUp.Parameters): Promise<PasskeyWallet> {
  const { user, signal } = options
  const url = resolveUrl(givenUrl)
  const passkey = registered ?? (await createPasskey(options))
  const message: SignUpRequest = { passkey, userName: user.name, authenticatorName }

  let response: Response
  let text: string
  try {
    const request = callFetch(fetchFn, {
      url,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(message),
      redirect: 'manual',
      ...(signal && { signal }),
    })
    response = await raceSignal(request, signal)
    text = await raceSignal(response.text(), signal)
  } catch (error) {
    if (signal?.aborted) throw abortReason(signal)
    throw new SignUpError({ url, passkey, cause: toError(error) })
  }
  const { status } = response
  const body = parseObject(text)
  if (!response.ok) throw new SignUpError({ url, passkey, status, ...readRefusal(body) })
  const wallet = readWallet(body, passkey)
  if (wallet) return wallet
  throw new SignUpError({
    url,
    passkey,
    status,
    details: body
      ? 'The answer contains no wallet for this passkey.'
      : 'The answer is not JSON. Check that `url` is the path of `createSignUpHandler`, and not of a page.',
  })
}

export declare namespace signUp {
  type Parameters = createPasskey.Parameters & {
    /** URL of the sign-up handler. In a page it may be relative: `/api/sign-up`. */
    url: string
    /**
     * Name of the passkey in lists of the user's passkeys.
     * @default 'Passkey'
     */
    authenticatorName?: string | undefined
    /**
     * A passkey that is already registered: from a {@link SignUpError} or from {@link createPasskey}. No prompt then.
     * @default a new passkey
     */
    passkey?: Passkey | undefined
    /**
     * Sends the HTTP request.
     * @default globalThis.fetch
     */
    fetchFn?: FetchFn | undefined
  }
  type ReturnType = PasskeyWallet
  type ErrorType = SignUpError | InvalidParameterError | createPasskey.ErrorType
}

/** Reads `{ message, details: [{ reason }] }`. A response of the app's own `authorize` may have any body. */
function readRefusal(body: Record<string, unknown> | undefined): { reason?: string; details?: string } {
  const detail = [body?.details].flat().find((entry) => hasStrings(entry, ['reason']))
  return {
    ...(hasStrings(detail, ['reason']) && { reason: detail.reason }),
    ...(hasStrings(body, ['message']) && { details: body.message }),
  }
}

/** Returns `undefined` for a wallet of another passkey, or one whose public key and address do not match. */
function readWallet(body: Record<string, unknown> | undefined, { credentialId }: Passkey): PasskeyWallet | undefined {
  const wallet = body?.wallet
  if (!hasStrings(wallet, ['organizationId', 'userId', 'walletId', 'address', 'publicKey', 'credentialId'])) return
  const { organizationId, userId, walletId, address } = wallet
  const publicKey = expandPublicKey(wallet.publicKey, address)
  if (!publicKey || !isAddress(address) || wallet.credentialId !== credentialId) return
  return { organizationId, userId, walletId, address: getAddress(address), publicKey, credentialId }
}
