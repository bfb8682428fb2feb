import type { ActionParameters } from '../actions/types.js'
import type { SignerClient } from '../client/createSignerClient.js'
import type { query } from '../client/query.js'
import type { AnswerMismatchError } from '../errors/activity.js'
import { getUser } from './getUser.js'

/** A session of a user, as the signer keeps it. */
export type RegisteredSession = {
  /** The signer's id for the session's key. */
  sessionId: string
  /** Public key of the session: compressed SEC1 (33 bytes), hex without 0x. */
  publicKey: string
  /** Name of the key. */
  name: string
  /** When the session began, in milliseconds since the Unix epoch, by the signer's clock. */
  createdAt: number
  /** When the session expires, by the signer's clock. Missing if it never does. */
  expiresAt?: number | undefined
}

/** Keys that a log-in made: the signer's current kind, and those of its older ways to log in. */
const sessionTypes: ReadonlySet<string> = new Set([
  'CREDENTIAL_TYPE_LOGIN',
  'CREDENTIAL_TYPE_READ_WRITE_SESSION_KEY_P256',
  'CREDENTIAL_TYPE_EMAIL_AUTH_KEY_P256',
  'CREDENTIAL_TYPE_OTP_AUTH_KEY_P256',
  'CREDENTIAL_TYPE_OAUTH_KEY_P256',
])

/**
 * Lists the sessions of a user on all devices, with one query: those of {@link signIn}, and those that {@link stampLogin}
 * began for others. A passkey prompts once; sessions do not prompt. Expired sessions are listed as long as the signer
 * keeps them. API keys are not listed, though they sign like a session and need not expire: `getApiKeys` lists those.
 *
 * The signer does not tell which passkey began a session. Nothing proves the list.
 *
 * @throws InvalidParameterError before any prompt if `userId` is missing; AnswerMismatchError if the answer is another
 * user; and what {@link query} throws.
 *
 * @example
 * ```ts
 * import { createSignerClient, listSessions, webAuthnStamper } from 'viem-passkey-account'
 *
 * const client = createSignerClient({ stamper: webAuthnStamper({ rpId: 'example.com' }) })
 * const sessions = await listSessions(client, { organizationId: '<organization id>', userId: '<user id>' })
 * ```
 */
export async function listSessions(
  client: SignerClient,
  { organizationId, userId, stamper, signal }: listSessions.Parameters,
): Promise<listSessions.ReturnType> {
  const { apiKeys } = await getUser(client, { organizationId, userId, stamper, signal })
  return apiKeys
    .filter(({ credential }) => sessionTypes.has(credential.type))
    .map(({ apiKeyId, apiKeyName, credential, createdAt, expirationSeconds }) => {
      const began = Number(createdAt.seconds) * 1000
      return {
        sessionId: apiKeyId,
        publicKey: credential.publicKey,
        name: apiKeyName,
        createdAt: began,
        ...(expirationSeconds != null && { expiresAt: began + Number(expirationSeconds) * 1000 }),
      }
    })
}

export declare namespace listSessions {
  type Parameters = ActionParameters & {
    /** Id of the user. */
    userId: string
  }
  type ReturnType = RegisteredSession[]
  type ErrorType = AnswerMismatchError | query.ErrorType
}
