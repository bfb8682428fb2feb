import type { SignerContext } from '../describeSigner.js'
import {
  type Answer,
  at,
  type Caller,
  type KeyPair,
  keyPair,
  type Registered,
  register,
  textAt,
} from '../testClient.js'
import { walletRequests } from './walletRequests.js'

export type Method = 'PASSKEY' | 'API_KEY' | 'SESSION' | readonly ['PASSKEY' | 'API_KEY' | 'SESSION', id: string]

/** Each inner list is a step. */
export type Steps = readonly (readonly Method[])[]

export type MfaFields = { condition?: string; steps?: Steps; order?: number; name?: string; notes?: string }

/** How production names sessions without a profile. */
export const defaultSession = '00000000-0000-0000-0000-000000000000'

export const toSteps = (steps: Steps) =>
  steps.map((step) => ({
    any: step.map((method) => {
      const [type, id] = typeof method === 'string' ? [method] : method
      return { type: `AUTHENTICATION_TYPE_${type}`, ...(id === undefined ? {} : { id }) }
    }),
  }))

export const completed = { status: 200, body: { activity: { status: 'ACTIVITY_STATUS_COMPLETED' } } }
export const needsMore = { status: 200, body: { activity: { status: 'ACTIVITY_STATUS_AUTHENTICATORS_NEEDED' } } }
export const waiting = { status: 200, body: { activity: { status: 'ACTIVITY_STATUS_CONSENSUS_NEEDED' } } }

/** A wallet whose one root user has a passkey and an API key. */
export async function openMfaWorld(context: SignerContext) {
  const passkey: Registered = await register()
  const key: KeyPair = keyPair()
  const organization = await context.createSubOrganization([{ authenticators: [passkey], apiKeys: [key] }])
  const { id: organizationId, address, rootUserIds } = organization
  const userId = rootUserIds[0] ?? ''
  const submit = (caller: Caller, type: string, parameters: unknown) =>
    context.submit(caller, type, parameters, { organizationId })
  const query = (name: string, body: Record<string, unknown> = {}, caller: Caller = key) =>
    context.query(caller, name, organizationId, body)
  const idOf = async (name: string, list: string, id: string): Promise<string> =>
    textAt((await query(name, { userId })).body, `${list}.0.${id}`)

  return {
    ...organization,
    ...walletRequests(submit, address),
    organizationId,
    userId,
    passkey,
    key,
    submit,
    query,
    passkeyId: await idOf('get_authenticators', 'authenticators', 'authenticatorId'),
    apiKeyId: await idOf('get_api_keys', 'apiKeys', 'apiKeyId'),
    /** Creates a session profile, as the parent. */
    async createProfile(scope: string, more: Record<string, unknown> = {}): Promise<string> {
      const made = await context.submit(context.signer.apiKey, 'ACTIVITY_TYPE_CREATE_SESSION_PROFILE', {
        sessionProfileName: crypto.randomUUID(),
        scope,
        ...more,
      })
      return textAt(made.body, 'activity.result.createSessionProfileResult.sessionProfileId')
    },
    /** Asks for a session. */
    login: (caller: Caller, sessionKey: KeyPair, more: Record<string, unknown> = {}) =>
      submit(caller, 'ACTIVITY_TYPE_STAMP_LOGIN', { publicKey: sessionKey.publicKey, ...more }),
    /** Begins a session, by the passkey. */
    async beginSession(sessionProfileId?: string, caller: Caller = passkey): Promise<KeyPair> {
      const sessionKey = keyPair()
      const answer = await submit(caller, 'ACTIVITY_TYPE_STAMP_LOGIN', {
        publicKey: sessionKey.publicKey,
        ...(sessionProfileId === undefined ? {} : { sessionProfileId }),
      })
      textAt(answer.body, 'activity.result.stampLoginResult.session')
      return sessionKey
    },
    async addMfaPolicy(
      { name = crypto.randomUUID(), condition = 'true', steps = [['PASSKEY']], order = 0, notes }: MfaFields,
      caller: Caller = key,
    ): Promise<string> {
      const made = await submit(caller, 'ACTIVITY_TYPE_CREATE_MFA_POLICY', {
        userId,
        mfaPolicyName: name,
        condition,
        requiredAuthenticationMethods: toSteps(steps),
        order,
        ...(notes === undefined ? {} : { notes }),
      })
      return textAt(made.body, 'activity.result.createMfaPolicyResult.mfaPolicyId')
    },
    createWallet: (caller: Caller) =>
      submit(caller, 'ACTIVITY_TYPE_CREATE_WALLET', { walletName: crypto.randomUUID(), accounts: [] }),
    async status(activity: Answer): Promise<unknown> {
      const { body } = await query('get_mfa_status', { activityId: textAt(activity.body, 'activity.id') })
      return at(body, 'mfaStatuses')
    },
  }
}
