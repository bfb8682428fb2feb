import { readFileSync, rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { endUnderLoad } from './durability.js'
import { type Started, startSigner } from './startCli.js'
import { apiKeyStamp, at, createTestClient, textAt } from './testClient.js'

const running: Started[] = []

async function start(...parameters: Parameters<typeof startSigner>): Promise<Started> {
  const signer = await startSigner(...parameters)
  running.push(signer)
  return signer
}

afterEach(async () => {
  for (const { child, ended } of running.splice(0)) {
    child.kill('SIGKILL')
    await ended
  }
})

test('everything answered is on disk after 20 kills under load', () => endUnderLoad('SIGKILL', 20))

test('everything answered is on disk after 5 terminations under load', () => endUnderLoad('SIGTERM', 5))

test('a full disk causes errors, and loses nothing that was answered', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'passkey-signer-full-'))
  const database = join(folder, 'signer.db')
  // Limits files to this many blocks of 512 bytes. The signal is ignored, so that writes fail.
  const shell = `trap '' XFSZ; ulimit -f 3000; exec "$@"`
  const full = await start(['--database', database], { shell })
  const client = createTestClient({
    url: full.url,
    fetchFn: (request) => fetch(request),
    signer: full,
    clock: { ms: Date.now() },
  })
  const kept: { body: string; id: string }[] = []
  const refused: string[] = []
  const path = '/public/v1/submit/create_private_keys'
  while (refused.length < 3 && kept.length < 2000) {
    const privateKeys = [
      { privateKeyName: `${kept.length + refused.length} ${'x'.repeat(200)}`, curve: 'CURVE_SECP256K1' },
    ]
    const body = client.activityBody('ACTIVITY_TYPE_CREATE_PRIVATE_KEYS_V2', { privateKeys })
    const answer = await client.send(path, body, apiKeyStamp(full.apiKey, body))
    if (answer.status === 200) kept.push({ body, id: textAt(answer.body, 'activity.id') })
    else {
      expect(answer).toMatchObject({ status: 500, body: { code: 13, message: 'internal server error' } })
      refused.push(body)
    }
  }
  expect(kept.length).toBeGreaterThan(10)
  expect(refused).toHaveLength(3)
  // The signer still runs, and answers queries.
  expect(await client.query(full.apiKey, 'whoami', full.organizationId)).toMatchObject({ status: 200 })
  full.child.kill('SIGTERM')
  const { stderr } = await full.ended
  expect(stderr).toMatch(/disk|full|I\/O/i)
  expect(stderr).not.toContain(full.apiKey.privateKey)
  expect(stderr).not.toContain(readFileSync(`${database}.key`, 'utf8').trim())

  const roomy = await start(['--database', database])
  const again = createTestClient({
    url: roomy.url,
    fetchFn: (request) => fetch(request),
    signer: roomy,
    clock: { ms: Date.now() },
  })
  for (const { body, id } of kept) {
    const answer = await again.send(path, body, apiKeyStamp(roomy.apiKey, body))
    expect(textAt(answer.body, 'activity.id')).toBe(id)
  }
  for (const body of refused)
    expect(await again.send(path, body, apiKeyStamp(roomy.apiKey, body))).toMatchObject({ status: 200 })
  const keys = await again.query(roomy.apiKey, 'list_private_keys', roomy.organizationId)
  expect(at(keys.body, 'privateKeys')).toHaveLength(kept.length + refused.length)
  roomy.child.kill('SIGKILL')
  await roomy.ended
  rmSync(folder, { recursive: true, force: true })
})

test('--offset moves the clock', async () => {
  const signer = await start(['--offset=-2h'])
  const at = (ms: number) =>
    createTestClient({ url: signer.url, fetchFn: (request) => fetch(request), signer, clock: { ms } }).submit(
      signer.apiKey,
      'ACTIVITY_TYPE_CREATE_WALLET',
      { walletName: 'W' },
    )
  expect(await at(Date.now())).toMatchObject({ status: 400, body: { turnkeyErrorCode: 'INVALID_TIME' } })
  expect(await at(Date.now() - 7_200_000)).toMatchObject({ status: 200 })
  signer.child.kill('SIGTERM')
  expect((await signer.ended).code).toBe(0)
})

test('--faults lets tests plan faults', async () => {
  const signer = await start(['--faults'])
  const client = createTestClient({
    url: signer.url,
    fetchFn: (request) => fetch(request),
    signer,
    clock: { ms: Date.now() },
  })
  await client.send('/faults', JSON.stringify({ kind: 'cut', when: 'after', on: ['whoami'] }))
  await expect(client.query(signer.apiKey, 'whoami', signer.organizationId)).rejects.toThrow(TypeError)
  expect(await client.query(signer.apiKey, 'whoami', signer.organizationId)).toMatchObject({ status: 200 })
  signer.child.kill('SIGTERM')
  const { code, stdout, stderr } = await signer.ended
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout.trimEnd().split('\n')).toHaveLength(1)
})
