import {
  createPasskeyAccount,
  createSessionKey,
  createSignerClient,
  type FetchFn,
  type GetFn,
  type Session,
  type StepUp,
  signIn,
  webAuthnStamper,
} from 'viem-passkey-account'
import { createMfaPolicy } from 'viem-passkey-account/actions'
import type { stepUpRules } from 'viem-passkey-account/policies'
import { createTestWallet } from 'viem-passkey-account/testing/node'
import { createSessionStorage } from './createSessionStorage.js'

type Policies = ReturnType<typeof stepUpRules>['mfaPolicies']
type Steps = createMfaPolicy.Parameters['requiredAuthenticationMethods']

export const passkeyStep: Steps = [{ any: [{ type: 'AUTHENTICATION_TYPE_PASSKEY' }] }]
export const bothSteps: Steps = [...passkeyStep, { any: [{ type: 'AUTHENTICATION_TYPE_SESSION' }] }]

/** A user with a session, and MFA policies: for every signature, if no others are given. `transport` may be set to lie. */
export async function openStepUp({
  steps = passkeyStep,
  policies,
  now,
}: {
  steps?: Steps
  policies?: Policies
  now?: () => number
} = {}) {
  const transport: { wrap: (fetchFn: FetchFn) => FetchFn } = { wrap: (fetchFn) => fetchFn }
  const opened = await createTestWallet({ now, wrap: (fetchFn) => (request) => transport.wrap(fetchFn)(request) })
  const { client, wallet, signer, passkey } = opened
  const signInAnew = async (): Promise<Session> =>
    signIn(client, {
      organizationId: signer.organizationId,
      key: await createSessionKey(),
      storage: createSessionStorage(),
    })
  const session = await signInAnew()
  const { organizationId, userId } = wallet
  const condition = "activity.action == 'SIGN'"
  const policy = { mfaPolicyName: 'Step-up', condition, requiredAuthenticationMethods: steps, order: 0 }
  for (const each of policies ?? [policy]) await createMfaPolicy(client, { organizationId, userId, ...each })

  /** May be set to dismiss prompts. */
  const prompt: { getFn: GetFn } = { getFn: passkey.getFn }
  const stamper = webAuthnStamper({ rpId: 'localhost', getFn: (...given) => prompt.getFn(...given) })
  // A client whose stamper nobody should need.
  const ownClient = createSignerClient({ ...client, stamper: undefined })
  const createAccount = (
    when?: StepUp['when'],
    more: Partial<createPasskeyAccount.Parameters> = {},
  ): ReturnType<typeof createPasskeyAccount> =>
    createPasskeyAccount({ client: ownClient, ...wallet, stamper: session, stepUp: { stamper, when }, ...more })
  return { ...opened, transport, prompt, session, signInAnew, stamper, createAccount }
}

/** Dismisses the prompt, as browsers report it. */
export const dismiss: GetFn = async () => {
  throw new DOMException('The operation either timed out or was not allowed.', 'NotAllowedError')
}
