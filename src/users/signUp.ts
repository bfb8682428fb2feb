import { getAddress, isAddress } from 'viem'
import { callFetch } from '../client/callFetch.js'
import { type FetchFn, globalFetch } from '../client/createSignerClient.js'
import { hasStrings } from '../client/guards.js'
import { isRedirect } from '../client/isRedirect.js'
import { parseObject } from '../client/parseObject.js'
import { readText } from '../client/readText.js'
import { resolveClientUrl } from '../client/resolveClientUrl.js'
import { expandPublicKey } from '../crypto/expandPublicKey.js'
import { readPasskeyPublicKey } from '../crypto/readPasskeyPublicKey.js'
import { abortReason } from '../errors/abortReason.js'
import { AnswerMismatchError } from '../errors/activity.js'
import type { InvalidParameterError } from '../errors/config.js'
import { raceSignal } from '../errors/raceSignal.js'
import { startTimer } from '../errors/startTimer.js'
import { toError } from '../errors/toError.js'
import { toPlainText } from '../errors/toPlainText.js'
import { SignUpError } from '../errors/users.js'
import type { Passkey } from '../records/passkey.js'
import type { PasskeyWallet } from '../records/passkeyWallet.js'
import type { SignUpRequest } from '../records/signUp.js'
import { createPasskey } from '../webauthn/createPasskey.js'
import { assertName } from './assertName.js'
import { assertTimeout } from './assertTimeout.js'
import { type OnAbort, shareRun } from './shareRun.js'
import { rememberPasskey } from './usedPasskeys.js'

/** Far more than a wallet or an error. */
const maxAnswerBytes = 65_536

/**
 * Signs a user up: one prompt to register a passkey, and one request to the app's own sign-up handler
 * ({@link createSignUpHandler} of `/server`), which creates the wallet. The prompt starts before the function returns its
 * promise, so call it in the click handler.
 *
 * If the passkey was registered and the request failed or was aborted, the error carries the passkey. Call again with it:
 * the user is not prompted again, and the handler returns the same wallet for the same passkey.
 *
 * The answer must be for this passkey, and its public key must be that of its address. Who holds the wallet's key is the
 * word of your server. Store the wallet: `authenticatorId` and `passkeyPublicKey` are what later calls check answers with.
 *
 * @throws InvalidParameterError before the prompt; SignUpError; what {@link createPasskey} throws; the reason of `signal` if
 * it aborts before there is a passkey. After that, an abort is a SignUpError too, with the reason as `cause`.
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
  const { url, allowHttp, authenticatorName, passkey, fetchFn, createFn, rp, user, signal } = parameters
  const isSame = { rp, user, authenticatorName, credentialId: passkey?.credentialId }
  // A double click: one prompt, one wallet.
  const running = shareRun({
    name: `signUp ${url} ${JSON.stringify(isSame)}`,
    options: [createFn, fetchFn, allowHttp],
    signal,
    start: (signal, onAbort) => registerAndSend({ ...parameters, signal }, onAbort),
  })
  return running ?? registerAndSend(parameters)
}

async function registerAndSend(
  {
    authenticatorName,
    passkey: registered,
    fetchFn = globalFetch,
    timeout = 40_000,
    promptTimeout,
    ...options
  }: signUp.Parameters,
  onAbort: OnAbort = {},
): Promise<PasskeyWallet> {
  const { user, signal } = options
  const url = resolveClientUrl(options)
  assertTimeout(timeout)
  // What the handler refuses: after the prompt, it would leave a passkey without a wallet.
  assertName('user.name', user.name)
  if (authenticatorName !== undefined) assertName('authenticatorName', authenticatorName)
  const passkey = registered ?? (await createPasskey({ ...options, timeout: promptTimeout }))
  // An abort would lose the passkey, which is on the device by now.
  const toAbortError = (reason: unknown) => new SignUpError({ url, passkey, cause: toError(reason) })
  onAbort.toError = toAbortError
  const message: SignUpRequest = { passkey, userName: user.name, authenticatorName }
  const body = JSON.stringify(message)

  const controller = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  const timedOut = new Promise<never>((_resolve, reject) => {
    const details = `The sign-up handler did not answer within ${timeout} ms.`
    timer = startTimer(() => reject(new SignUpError({ url, passkey, details })), timeout)
  })
  let answer: { response: Response; text: string | undefined }
  try {
    const request = {
      url,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      redirect: 'manual',
      signal: controller.signal,
    } as const
    answer = await raceSignal(Promise.race([exchange(fetchFn, request), timedOut]), signal)
  } catch (error) {
    // Ends a request that is still under way. Not after a response: browsers log that abort as a network error.
    controller.abort()
    if (signal?.aborted) throw toAbortError(abortReason(signal))
    throw error instanceof SignUpError ? error : new SignUpError({ url, passkey, cause: toError(error, [body]) })
  } finally {
    clearTimeout(timer)
  }
  const { response, text } = answer
  const { status } = response
  const received = text === undefined ? undefined : parseObject(text)
  if (isRedirect(response, url)) throw new SignUpError({ url, passkey, status, details: 'The answer is a redirect.' })
  if (!response.ok) throw new SignUpError({ url, passkey, status, ...readRefusal(received, [body]) })
  try {
    if (received) {
      const wallet = readWallet(received, passkey)
      rememberPasskey(wallet.credentialId)
      return wallet
    }
  } catch (cause) {
    const details = 'The answer contains no wallet for this passkey.'
    throw new SignUpError({ url, passkey, status, details, cause: toError(cause) })
  }
  const details =
    text === undefined
      ? `The answer has more than ${maxAnswerBytes} bytes.`
      : 'The answer is not JSON. Check that `url` is that of `createSignUpHandler`, not of a page.'
  throw new SignUpError({ url, passkey, status, details })
}

export declare namespace signUp {
  type Parameters = Omit<createPasskey.Parameters, 'timeout'> & {
    /** URL of the sign-up handler. In a page it may be relative: `/api/sign-up`. */
    url: string
    /**
     * Allows plain http to another machine, in a network that you trust: containers, or `10.0.2.2` of an Android emulator.
     * Anyone on that network can put another wallet in the user's place.
     * @default false
     */
    allowHttp?: boolean | undefined
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
     * Time limit of the HTTP request, in milliseconds. Longer than the handler's own, so that its answer arrives.
     * @default 40_000
     */
    timeout?: number | undefined
    /**
     * How long the prompt may stay open, in milliseconds.
     * @default 300_000
     */
    promptTimeout?: number | undefined
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
function readRefusal(
  body: Record<string, unknown> | undefined,
  secrets: readonly string[],
): { reason?: string; details?: string } {
  const detail = [body?.details].flat().find((entry) => hasStrings(entry, ['reason']))
  return {
    ...(hasStrings(detail, ['reason']) && { reason: toPlainText(detail.reason, secrets) }),
    ...(hasStrings(body, ['message']) && { details: toPlainText(body.message, secrets) }),
  }
}

/**
 * Reads the wallet, of which the page can check this much: that it is for the passkey that it has registered, and that
 * the public key is that of the address.
 *
 * @throws AnswerMismatchError
 */
function readWallet(
  { wallet }: Record<string, unknown>,
  { attestation, credentialId, userHandle }: Passkey,
): PasskeyWallet {
  if (!hasStrings(wallet, ['organizationId', 'userId', 'walletId', 'address', 'publicKey', 'credentialId']))
    throw mismatch('wallet', 'a wallet', typeof wallet)
  const { organizationId, userId, walletId, address, authenticatorId } = wallet
  if (wallet.credentialId !== credentialId) throw mismatch('wallet.credentialId', credentialId, wallet.credentialId)
  const passkeyPublicKey = readPasskeyPublicKey(attestation)
  // A handler of the app's own may leave it out.
  const { passkeyPublicKey: received = passkeyPublicKey } = wallet
  if (passkeyPublicKey === undefined || received !== passkeyPublicKey)
    throw mismatch('wallet.passkeyPublicKey', passkeyPublicKey ?? 'a registration with a public key', received)
  const publicKey = expandPublicKey(wallet.publicKey, address)
  if (!publicKey || !isAddress(address))
    throw mismatch('wallet.publicKey', 'the public key of the address', `${wallet.publicKey} of ${address}`)
  return {
    organizationId,
    userId,
    walletId,
    address: getAddress(address),
    publicKey,
    credentialId,
    ...(typeof authenticatorId === 'string' && { authenticatorId }),
    passkeyPublicKey,
    ...(userHandle && { userHandle }),
  }
}

function mismatch(field: string, expected: string, received: unknown): AnswerMismatchError {
  return new AnswerMismatchError({
    field,
    expected,
    received: typeof received === 'string' ? received : typeof received,
  })
}

/** Sends the request and reads the answer. Its text is `undefined` if it is too large. */
async function exchange(
  fetchFn: FetchFn,
  request: Parameters<typeof callFetch>[1],
): Promise<{ response: Response; text: string | undefined }> {
  const response = await callFetch(fetchFn, request)
  return { response, text: await readText(response, maxAnswerBytes) }
}
