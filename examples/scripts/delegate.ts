import { isAddress, isHex } from 'viem'
import {
  createPolicies,
  createUsers,
  deletePolicies,
  deleteUsers,
  listPolicies,
  listUsers,
} from 'viem-passkey-account/actions'
import { contractOnly } from 'viem-passkey-account/policies'
import { connectSigner } from './lib/connect.ts'
import { UsageError } from './lib/errors.ts'
import { readRecord, withSecretFiles } from './lib/files.ts'
import { generateKeyPair } from './lib/generateKeyPair.ts'
import { runScript } from './lib/runScript.ts'

const help = `Lets a backend call functions of one contract with a user's wallet, and nothing else, until the user takes it back.

  node examples/scripts/delegate.ts key --out backend.key.json
      once, on the backend: makes its key and prints the public half
  node examples/scripts/delegate.ts allow <public key> <contract> <selector>… [--chain 1] [--out delegation.json]
      as each user: creates a user for the backend, and policies for it
  node examples/scripts/delegate.ts revoke delegation.json
      as the user: deletes both

Then the backend runs scripts with STAMPER=api-key:backend.key.json and the user's WALLET_FILE. The same key works for every user who
allowed it. For production, change three environment variables:
  SIGNER_URL=       https://api.turnkey.com
  WALLET_FILE=      the user's wallet record
  STAMPER=session   so that the user's passkey approves it, on a page
`

await runScript({
  help,
  options: { out: { type: 'string' }, chain: { type: 'string' } },
  async run({ positionals: [command, ...args], values: { out, chain } }) {
    if (command === 'key') return createKey(out)
    if (command === 'allow') return allow(args, { chain, out })
    if (command === 'revoke') return revoke(args[0])
    throw new UsageError('The first argument must be key, allow or revoke.')
  },
})

async function createKey(out: string | undefined): Promise<Record<string, unknown>> {
  if (!out) throw new UsageError('Pass --out, the file to write the key to.')
  return withSecretFiles([out], async (write) => {
    const pair = await generateKeyPair()
    write?.(pair)
    return { publicKey: pair.publicKey, file: out }
  })
}

async function allow(
  [publicKey = '', contract = '', ...selectors]: string[],
  { chain, out = 'delegation.json' }: { chain: string | undefined; out: string | undefined },
): Promise<Record<string, unknown>> {
  if (!/^0[23][0-9a-f]{64}$/.test(publicKey))
    throw new UsageError(`${JSON.stringify(publicKey)} is not a compressed P-256 key in hex.`)
  if (!isAddress(contract)) throw new UsageError(`${JSON.stringify(contract)} is not an address.`)
  if (selectors.length === 0 || !selectors.every((selector) => isHex(selector) && selector.length === 10))
    throw new UsageError('Pass at least one selector, such as 0xa9059cbb: `cast sig "transfer(address,uint256)"`.')
  if (chain !== undefined && !/^[1-9]\d{0,14}$/.test(chain)) throw new UsageError(`${chain} is not a chain id.`)
  // A file that is there already names another backend, which could then not be revoked: it is not overwritten.
  return withSecretFiles([out], async (write) => {
    const { client, wallet } = await connectSigner()
    const { organizationId } = wallet
    // Outside the root quorum, so that it may do what policies allow, and change nothing but its own credentials.
    const apiKey = { apiKeyName: 'Backend', publicKey, curveType: 'API_KEY_CURVE_P256' } as const
    const { userIds } = await createUsers(client, {
      organizationId,
      users: [{ userName: 'Backend', apiKeys: [apiKey], authenticators: [], oauthProviders: [], userTags: [] }],
    })
    const [userId = ''] = userIds
    const rules = contractOnly({
      address: contract,
      selectors,
      userId,
      ...(chain === undefined ? {} : { chainId: Number(chain) }),
    })
    // Names are unique in an organization, and the user may allow several backends.
    const policies = rules.map((rule) => ({ ...rule, policyName: `${rule.policyName} (${userId})` }))
    const { policyIds } = await createPolicies(client, { organizationId, policies })
    const delegation = { organizationId, userId, policyIds: policyIds.join(' ') }
    write?.(delegation)
    return { ...delegation, file: out }
  })
}

/** The user first: without its credentials, policies allow it nothing. What is gone already is left out, so that it can be repeated. */
async function revoke(file: string | undefined): Promise<Record<string, unknown>> {
  if (!file) throw new UsageError('Pass the file that `allow` wrote.')
  const { organizationId, userId, policyIds } = readRecord(file, ['organizationId', 'userId', 'policyIds'])
  const { client } = await connectSigner()
  const users = await listUsers(client, { organizationId })
  if (users.some((user) => user.userId === userId)) await deleteUsers(client, { organizationId, userIds: [userId] })
  const theirs = policyIds.split(' ')
  const left = (await listPolicies(client, { organizationId })).filter(({ policyId }) => theirs.includes(policyId))
  if (left.length > 0) await deletePolicies(client, { organizationId, policyIds: left.map(({ policyId }) => policyId) })
  return { userId, policies: left.length }
}
