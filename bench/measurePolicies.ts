import { apiKeyStamper, createSignerClient } from 'viem-passkey-account'
import { createPolicies, createUsers, createWallet } from 'viem-passkey-account/actions'
import { connect } from './connect.ts'
import { median } from './median.ts'
import { completed, createKeyPair, type KeyPair, signingRequest } from './stampedRequest.ts'
import type { StartedSigner } from './startSigner.ts'

/** Microseconds of the signer's CPU for a signing activity. */
export type PolicyFigures = {
  /** Of a root user, in an organization without policies. */
  without: number
  /** Of a root user, in one with a hundred: the quorum decides, and no policy is asked. */
  root: number
  /** Of a user whom a hundred policies decide about. */
  backend: number
}

/** Ten clauses, all of which are evaluated. The last decides. */
const condition = (index: number): string =>
  [
    "activity.action == 'SIGN'",
    "activity.resource == 'PRIVATE_KEY'",
    "activity.kind in ['SIGN_RAW_PAYLOAD', 'SIGN_RAW_PAYLOADS']",
    "activity.params.encoding == 'PAYLOAD_ENCODING_HEXADECIMAL'",
    "activity.params.hash_function == 'HASH_FUNCTION_NO_OP'",
    "activity.type != 'ACTIVITY_TYPE_SIGN_TRANSACTION_V2'",
    "wallet.label != 'Savings'",
    'wallet.imported == (!true)',
    "wallet_account.address != '0x0000000000000000000000000000000000000000'",
    index === 99 ? "wallet.id != ''" : `wallet.id == '${index}'`,
  ].join(' && ')

/** Measures what a hundred policies of ten clauses cost, in turns, so that a slow moment of the machine hits all of them. */
export async function measurePolicies(signer: StartedSigner, activities: number): Promise<PolicyFigures> {
  const { apiKey, organizationId, url } = signer
  const client = createSignerClient({ url, stamper: apiKeyStamper(apiKey) })
  const { addresses } = await createWallet(client, { organizationId, walletName: 'Bench policies' })
  const [signWith = ''] = addresses
  let index = 0
  const run = async (caller: KeyPair): Promise<number> => {
    const requests = Array.from({ length: activities }, () => signingRequest(organizationId, signWith, index++, caller))
    const connection = await connect(url, 8, completed)
    const before = await signer.cpu()
    await connection.send(requests)
    const microseconds = ((await signer.cpu()) - before) / activities
    connection.close()
    return microseconds
  }
  const rounds = [1, 2, 3]
  const without: number[] = []
  for (const _ of [0, ...rounds]) without.push(await run(apiKey))

  const backendKey = createKeyPair()
  const key = { apiKeyName: 'Backend', publicKey: backendKey.publicKey, curveType: 'API_KEY_CURVE_P256' } as const
  const backendUser = { userName: 'Backend', apiKeys: [key], authenticators: [], oauthProviders: [], userTags: [] }
  await createUsers(client, { organizationId, users: [backendUser] })
  const policies = Array.from({ length: 100 }, (_, policy) => ({
    policyName: `Policy ${policy}`,
    effect: 'EFFECT_ALLOW' as const,
    consensus: 'approvers.count() >= 1',
    condition: condition(policy),
    notes: '',
  }))
  await createPolicies(client, { organizationId, policies })
  const [root, backend]: [number[], number[]] = [[], []]
  for (const _ of [0, ...rounds]) {
    root.push(await run(apiKey))
    backend.push(await run(backendKey))
  }
  // The first round warms up.
  return {
    without: median(without.slice(1)),
    root: median(root.slice(1)),
    backend: median(backend.slice(1)),
  }
}
