import { getAddress, isAddress } from 'viem'
import type { FetchFn } from '../client/createSignerClient.js'
import { hasStrings, isObject } from '../client/guards.js'
import { expandPublicKey } from '../crypto/expandPublicKey.js'
import { raceSignal } from '../errors/raceSignal.js'
import { toError } from '../errors/toError.js'
import { SignUpError } from '../errors/users.js'
import type { Passkey } from '../records/passkey.js'
import type { PasskeyWallet } from '../records/passkeyWallet.js'
import type { SignUpRequest } from '../records/signUp.js'
import { createPasskey } from '../webauthn/createPasskey.js'

/**
 * Signs a user up: one prompt for a fresh passkey, one request to the app's own sign-up handler ({@link createSignUpHandler} of `/server`),
 * which gives it a wallet. The prompt starts before this returns its promise, so call it in the click.
 *
 * Where the passkey exists and the request fails, the error carries the passkey. Call again with it, so that nobody is prompted twice
 * and no passkey is left without a wallet: the handler answers the same passkey with the same wallet.
 *
 * @param parameters.url - Of the sign-up handler; in a page it may be relative (`/api/sign-up`).
 * @param parameters.rp - `id`: the page's domain or a parent of it; `name`: shown by some platforms.
 * @param parameters.user - `name` is shown when the user chooses a passkey and becomes the root user's name in the signer.
 * @param parameters.authenticatorName - How the passkey is called in lists of the user's passkeys.
 * @param parameters.passkey - One that was registered already: of a {@link SignUpError}, or of {@link createPasskey}. No prompt.
 * @param parameters.timeout - How long the prompt may stay, in milliseconds.
 * @param parameters.fetchFn - `(request: Request) => Promise<Response>`; the global fetch unless given.
 * @param parameters.signal - Covers the prompt and the request.
 *
 * @throws SignUpError, what {@link createPasskey} throws, or the reason of `signal`.
 *
 * @example
 * const wallet = await signUp({ url: '/api/sign-up', rp: { id: 'localhost' }, user: { name: 'anna@example.com' } })
 */
export async function signUp({
  url,
  authenticatorName,
  passkey: registered,
  fetchFn = (request) => globalThis.fetch(request),
  ...ceremony
}: signUp.Parameters): Promise<signUp.ReturnType> {
  const { user, signal } = ceremony
  const passkey = registered ?? (await createPasskey(ceremony))
  const message: SignUpRequest = { passkey, userName: user.name, authenticatorName }

  let response: Response
  let body: unknown
  try {
    const request = new Request(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(message),
      redirect: 'manual',
      ...(signal && { signal }),
    })
    response = await raceSignal(fetchFn(request), signal)
    body = parseJson(await raceSignal(response.text(), signal))
  } catch (error) {
    if (signal?.aborted) throw signal.reason
    throw new SignUpError({ url, passkey, cause: toError(error) })
  }
  const { status } = response
  if (!response.ok) throw new SignUpError({ url, passkey, status, ...readRefusal(body) })
  const wallet = readWallet(body, passkey)
  if (!wallet)
    throw new SignUpError({ url, passkey, status, details: 'The answer contains no wallet for this passkey.' })
  return wallet
}

export declare namespace signUp {
  type Parameters = createPasskey.Parameters & {
    url: string
    authenticatorName?: string | undefined
    passkey?: Passkey | undefined
    fetchFn?: FetchFn | undefined
  }
  type ReturnType = PasskeyWallet
  type ErrorType = SignUpError | createPasskey.ErrorType
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // What is no JSON is no answer of the handler; the status says the rest.
    return undefined
  }
}

/** `{ message, details: [{ reason }] }`; a Response of the app's own `authorize` may be anything. */
function readRefusal(body: unknown): { reason?: string; details?: string } {
  if (!isObject(body)) return {}
  const named = [body.details].flat().find((detail) => hasStrings(detail, ['reason']))
  return {
    ...(hasStrings(named, ['reason']) && { reason: named.reason }),
    ...(hasStrings(body, ['message']) && { details: body.message }),
  }
}

/** A wallet that is not this passkey's, or whose key and address differ, is none. */
function readWallet(body: unknown, { credentialId }: Passkey): PasskeyWallet | undefined {
  const wallet = isObject(body) ? body.wallet : undefined
  if (!hasStrings(wallet, ['organizationId', 'userId', 'walletId', 'address', 'publicKey', 'credentialId'])) return
  const { organizationId, userId, walletId, address } = wallet
  const publicKey = expandPublicKey(wallet.publicKey, address)
  if (!publicKey || !isAddress(address) || wallet.credentialId !== credentialId) return
  return { organizationId, userId, walletId, address: getAddress(address), publicKey, credentialId }
}
