import { readdirSync } from 'node:fs'
import { apiKeyStamper, createSignerClient } from 'viem-passkey-account'
import { listPolicies, listUsers } from 'viem-passkey-account/actions'
import { afterAll, expect, test } from 'vitest'
import type { ScriptResult } from '../../../examples/scripts/lib/startScript.ts'
import { root } from '../../../scripts/lib/root.ts'
import { startLocalStack, startScript } from './bundledScripts.ts'

const single = await startLocalStack({ signer: { faults: true } })
afterAll(() => single.close())

const run = (args: string[], env: Record<string, string> = {}) =>
  startScript(args, { env: { ...single.env, ...env }, cwd: single.directory }).ended
const errorName = ({ stdout }: ScriptResult): string => JSON.parse(stdout).error.name
const batch = root('examples/scripts/batch.json')

const contract = single.wallet.address
const { organizationId } = single.wallet
const { apiKey } = single.signer
const reader = createSignerClient({ url: single.env.SIGNER_URL, stamper: apiKeyStamper(apiKey) })
const withKey = async (publicKey: string) =>
  (await listUsers(reader, { organizationId })).filter(({ apiKeys }) =>
    apiKeys.some(({ credential }) => credential.publicKey === publicKey),
  )
const createBackend = async (name: string): Promise<string> =>
  JSON.parse((await run(['delegate', 'key', '--out', `${name}.key.json`, '--json'])).stdout).publicKey
const policiesOf = async (userId: string) =>
  (await listPolicies(reader, { organizationId })).filter(({ policyName }) => policyName.includes(userId))

test('delegate.ts lets a backend call one contract, and takes it back', async () => {
  const made = await run(['delegate', 'key', '--out', 'backend.key.json', '--json'])
  expect(made.code).toBe(0)
  const { publicKey } = JSON.parse(made.stdout)
  const contract = single.wallet.address
  expect(await run(['delegate', 'allow', publicKey, contract])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('at least one selector'),
  })
  expect(await run(['delegate', 'allow', publicKey, contract, '0xa9059cbb', '--chain', '31337'])).toMatchObject({
    code: 0,
  })
  // The file is what the first backend is revoked with.
  expect(await run(['delegate', 'allow', publicKey, contract, '0xa9059cbb'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('not overwritten'),
  })
  const env = { STAMPER: 'api-key:backend.key.json' }
  const refused = await run(['signBatch', batch, '--json'], env)
  expect(refused.code).toBe(3)
  expect(errorName(refused)).toBe('NotPermittedError')
  expect(await run(['delegate', 'revoke', 'delegation.json', '--json'])).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('"policies":2'),
  })
  expect(await run(['delegate', 'revoke', 'delegation.json', '--json'])).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('"policies":0'),
  })
  expect(errorName(await run(['signBatch', batch, '--json'], env))).toBe('UnknownCredentialError')
})

test.each(['create_users', 'create_policies'] as const)(
  'when the answer to %s is lost, the same command continues, and revoke revokes',
  async (path) => {
    const publicKey = await createBackend(`lost-${path}`)
    const out = `lost-${path}.json`
    const allow = ['delegate', 'allow', publicKey, contract, '0xa9059cbb', '--chain', '31337', '--out', out]
    const loseAnswers = () => single.signer.addFault({ kind: 'cut', when: 'after', on: [path], times: 4 })

    loseAnswers()
    const lost = await run(allow)
    single.signer.clearFaults()
    expect(lost).toMatchObject({ code: 6, stderr: expect.stringContaining(`${out} keeps`) })
    const [user, ...others] = await withKey(publicKey)
    expect(others).toEqual([])
    // Another request does not take the file over.
    const other = ['delegate', 'allow', publicKey, contract, '0xa9059cbc', '--out', out]
    expect(await run(other)).toMatchObject({ code: 2, stderr: expect.stringContaining('another request') })

    const continued = await run([...allow, '--json'])
    expect(continued.code).toBe(0)
    const { userId, policyIds } = JSON.parse(continued.stdout)
    expect(userId).toBe(user?.userId)
    expect((await policiesOf(userId)).map(({ policyId }) => policyId).toSorted()).toEqual(
      policyIds.split(' ').toSorted(),
    )
    expect(await withKey(publicKey)).toHaveLength(1)
    expect(await run(allow)).toMatchObject({ code: 2, stderr: expect.stringContaining('not overwritten') })
    expect(await run(['delegate', 'revoke', out])).toMatchObject({ code: 0 })
    expect([await withKey(publicKey), await policiesOf(userId)]).toEqual([[], []])

    // Revoked without having been finished.
    const second = await createBackend(`unfinished-${path}`)
    const unfinished = `unfinished-${path}.json`
    loseAnswers()
    expect((await run(['delegate', 'allow', second, contract, '0xa9059cbb', '--out', unfinished])).code).toBe(6)
    single.signer.clearFaults()
    const [left] = await withKey(second)
    expect(await run(['delegate', 'revoke', unfinished])).toMatchObject({ code: 0 })
    expect([await withKey(second), await policiesOf(String(left?.userId))]).toEqual([[], []])
  },
)

test('nothing is left of it if nothing was requested', async () => {
  const publicKey = await createBackend('unsent')
  const allow = ['delegate', 'allow', publicKey, contract, '0xa9059cbb', '--out', 'unsent.json']
  expect((await run(allow, { SIGNER_URL: 'http://127.0.0.1:9' })).code).toBe(6)
  expect(readdirSync(single.directory)).not.toContain('unsent.json')
})

test('a key that somebody has already is not taken over', async () => {
  const key = await run(['createApiKey', '--out', 'owner.key.json', '--json'])
  const { publicKey } = JSON.parse(key.stdout)
  const allow = ['delegate', 'allow', publicKey, contract, '0xa9059cbb', '--out', 'taken.json']
  expect(await run(allow)).toMatchObject({ code: 2, stderr: expect.stringContaining('already') })
  expect(readdirSync(single.directory)).not.toContain('taken.json')
  expect(await withKey(publicKey)).toMatchObject([{ userId: single.wallet.userId }])
})
