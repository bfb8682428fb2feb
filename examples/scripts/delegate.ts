import { existsSync } from 'node:fs'
import { isAddress, isHex } from 'viem'
import type { SignerClient } from 'viem-passkey-account'
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
import { FailedError, InputError, UsageError } from './lib/errors.ts'
import { createFile, readRecord, replaceFile, withSecretFiles } from './lib/files.ts'
import { generateKeyPair } from './lib/generateKeyPair.ts'
import { log } from './lib/log.ts'
import { runScript } from './lib/runScript.ts'

const help = `Lets a backend call functions of one contract with a user's wallet, and nothing else, until the user takes it back.

  node examples/scripts/delegate.ts key --out backend.key.json
      once, on the backend: makes its key and prints the public half
  node examples/scripts/delegate.ts allow <public key> <contract> <selector>… [--chain 1] [--out delegation.json]
      as each user: creates a user for the backend, and policies for it; the same command continues a run that was interrupted
  node examples/scripts/delegate.ts revoke delegation.json
      as the user: deletes both

Then the backend runs scripts with STAMPER=api-key:backend.key.json and the user's WALLET_FILE. The same key works for every user who
allowed it. For production, change three environment variables:
  SIGNER_URL=       https://api.turnkey.com
  WALLET_FILE=      the user's wallet record
  STAMPER=session   so that the user's passkey approves it, on a page
`

const userName = 'Backend'

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
  const request = { publicKey, contract, selectors: selectors.join(' '), chain: chain ?? '' }
  const begun = existsSync(out)
  const { client, wallet } = await connectSigner()
  const { organizationId } = wallet
  const known = { organizationId, ...request }
  if (begun) assertUnfinished(out, known)
  const existing = await findBackend(client, known)
  if (existing && (!begun || existing.userName !== userName))
    throw new InputError(`The user ${existing.userId} has this key already. Revoke that first, or use another key.`)
  // From here on, the backend may be let in whatever the answers are. The file is what it is revoked with, so it stays.
  if (!begun) createFile(out, known)
  try {
    const userId = existing?.userId ?? (await createBackend(client, known))
    replaceFile(out, { ...known, userId })
    const rules = contractOnly({
      address: contract,
      selectors,
      userId,
      ...(chain === undefined ? {} : { chainId: Number(chain) }),
    })
    // Names are unique in an organization, and the user may allow several backends.
    const policies = rules.map((rule) => ({ ...rule, policyName: `${rule.policyName} (${userId})` }))
    const created = await listPolicies(client, { organizationId })
    const missing = policies.filter((policy) => !created.some(({ policyName }) => policyName === policy.policyName))
    const added = missing.length > 0 ? await createPolicies(client, { organizationId, policies: missing }) : undefined
    const before = created.filter(({ policyName }) => policies.some((policy) => policy.policyName === policyName))
    const policyIds = [...before.map(({ policyId }) => policyId), ...(added?.policyIds ?? [])].join(' ')
    replaceFile(out, { ...known, userId, policyIds })
    return { organizationId, userId, policyIds, file: out }
  } catch (error) {
    log(`${out} keeps what was requested. Run the same command again to continue, or revoke ${out} to take it back.`)
    throw error
  }
}

/** @throws InputError unless the file is that of the same request, and of a run that did not end. */
function assertUnfinished(file: string, known: Record<string, string>): void {
  const { policyIds, ...record } = readRecord(file, ['organizationId', 'publicKey'])
  if (policyIds !== undefined) throw new InputError(`${file} exists already. Existing files are not overwritten.`)
  if (Object.entries(known).some(([name, value]) => record[name] !== value))
    throw new InputError(`${file} is of another request, which was interrupted. Revoke it, or choose another --out.`)
}

/** The user first: without its credentials, policies allow it nothing. What is gone already is left out, so that it can be repeated. */
async function revoke(file: string | undefined): Promise<Record<string, unknown>> {
  if (!file) throw new UsageError('Pass the file that `allow` wrote.')
  const record = readRecord(file, ['organizationId', 'publicKey'])
  const { organizationId } = record
  const { client } = await connectSigner()
  // The answer with the user's id may have been lost.
  const found = record.userId === undefined ? await findBackend(client, record) : undefined
  const userId = String(record.userId ?? (found?.userName === userName ? found.userId : ''))
  if (!userId) return { userId: 'none', policies: 0 }
  replaceFile(file, { ...record, userId })
  const users = await listUsers(client, { organizationId })
  if (users.some((user) => user.userId === userId)) await deleteUsers(client, { organizationId, userIds: [userId] })
  // Also by their names, since the answer with their ids may have been lost, too.
  const known = String(record.policyIds ?? '').split(' ')
  const policyIds = (await listPolicies(client, { organizationId }))
    .filter(({ policyId, policyName }) => known.includes(policyId) || policyName.endsWith(`(${userId})`))
    .map(({ policyId }) => policyId)
  if (policyIds.length > 0) await deletePolicies(client, { organizationId, policyIds })
  return { userId, policies: policyIds.length }
}

/** Outside the root quorum, so that it may do what policies allow, and change nothing but its own credentials. */
async function createBackend(client: SignerClient, { organizationId, publicKey }: Backend): Promise<string> {
  const apiKey = { apiKeyName: 'Backend', publicKey, curveType: 'API_KEY_CURVE_P256' } as const
  const { userIds } = await createUsers(client, {
    organizationId,
    users: [{ userName, apiKeys: [apiKey], authenticators: [], oauthProviders: [], userTags: [] }],
  })
  const [userId] = userIds
  if (!userId) throw new FailedError('The signer did not say which user it created.')
  return userId
}

type Backend = { organizationId: string; publicKey: string }

async function findBackend(
  client: SignerClient,
  { organizationId, publicKey }: Backend,
): Promise<listUsers.ReturnType[number] | undefined> {
  const users = await listUsers(client, { organizationId })
  return users.find(({ apiKeys }) => apiKeys.some(({ credential }) => credential.publicKey === publicKey))
}
