import type { SignerContext } from '../describeSigner.js'
import { type Answer, apiKeyParams, at, type Caller, type KeyPair, keyPair, textAt } from '../testClient.js'
import { walletRequests } from './walletRequests.js'

export type PolicyFields = {
  name?: string
  effect?: 'EFFECT_ALLOW' | 'EFFECT_DENY'
  condition?: string
  consensus?: string
  time?: string
}

/** A sub-organization of one root user, or of several, with users outside the root quorum who may do what policies allow. */
export async function openPolicyWorld(context: SignerContext, { roots = 1, threshold = 1 } = {}) {
  const rootKeys = Array.from({ length: roots }, keyPair)
  const [root = keyPair()] = rootKeys
  const organization = await context.createSubOrganization(
    rootKeys.map((key) => ({ apiKeys: [key] })),
    threshold,
  )
  const { id: organizationId, address } = organization
  const submit = (caller: Caller, type: string, parameters: unknown) =>
    context.submit(caller, type, parameters, { organizationId })
  const query = (name: string, body: Record<string, unknown> = {}, caller: Caller = root) =>
    context.query(caller, name, organizationId, body)
  const requests = walletRequests(submit, address)
  /** Submits as the root users, as many as must approve. */
  const decide = async (type: string, parameters: unknown): Promise<Answer> => {
    const [first, ...others] = rootKeys.slice(0, threshold)
    let answer = await submit(first ?? root, type, parameters)
    for (const key of others) answer = await requests.approve(key, answer)
    return answer
  }
  return {
    ...organization,
    ...requests,
    organizationId,
    root,
    rootKeys,
    submit,
    query,
    decide,
    async addUser(userTags: readonly string[] = []): Promise<{ key: KeyPair; id: string }> {
      const key = keyPair()
      const made = await decide('ACTIVITY_TYPE_CREATE_USERS_V4', {
        users: [
          { userName: 'Backend', apiKeys: [apiKeyParams(key)], authenticators: [], oauthProviders: [], userTags },
        ],
      })
      return { key, id: textAt(made.body, 'activity.result.createUsersResult.userIds.0') }
    },
    async addPolicy({ name = crypto.randomUUID(), effect = 'EFFECT_ALLOW', ...fields }: PolicyFields): Promise<string> {
      const made = await decide('ACTIVITY_TYPE_CREATE_POLICY_V3', { policyName: name, effect, ...fields, notes: '' })
      return textAt(made.body, 'activity.result.createPolicyResult.policyId')
    },
    /** What became of each policy at each vote. */
    async evaluations(activity: Answer): Promise<unknown> {
      const activityId = textAt(activity.body, 'activity.id')
      const { body } = await query('get_policy_evaluations', { activityId })
      return at(body, 'policyEvaluations')
    },
  }
}

/** The body of the refusal that production recordings show. */
export function denial(policyEvaluations: readonly (readonly [policyId: string, outcome: string])[]) {
  const denied = policyEvaluations.filter(([, outcome]) => outcome === 'DENY_EXPLICIT').map(([id]) => id)
  return {
    status: 403,
    body: {
      code: 7,
      message:
        "You don't have sufficient permissions to take this action. Please add a policy granting this user permissions. Learn more at https://docs.turnkey.com/concepts/policies/quickstart.",
      details: [
        {
          '@type': 'type.googleapis.com/errors.v1.PolicyEnginePermissionError',
          message:
            denied.length > 0
              ? `The following policies denied this action: ${denied.join(', ')}`
              : 'No policies evaluated to outcome: Allow',
          policyEvaluations: policyEvaluations.map(([policyId, outcome]) => ({
            policyId,
            outcome: `OUTCOME_${outcome}`,
          })),
        },
      ],
      turnkeyErrorCode: 'REQUEST_NOT_AUTHORIZED',
    },
  }
}
