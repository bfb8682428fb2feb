import { randomInt } from 'node:crypto'
import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect } from 'vitest'
import { type Started, startSigner } from './startCli.js'
import {
  type Answer,
  apiKeyStamp,
  at,
  createTestClient,
  type KeyPair,
  keyPair,
  pathOf,
  type TestClient,
  textAt,
} from './testClient.js'

type Sent = { path: string; body: string; privateKeyName: string | undefined; answer: Answer | undefined }

const hello = { payload: 'hello', encoding: 'PAYLOAD_ENCODING_TEXT_UTF8', hashFunction: 'HASH_FUNCTION_KECCAK256' }

function clientOf(signer: Started): TestClient {
  return createTestClient({ url: signer.url, fetchFn: (request) => fetch(request), signer, clock: { ms: Date.now() } })
}

function checkIntegrity(database: string): void {
  const file = new DatabaseSync(database, { readOnly: true })
  const rows = file.prepare('PRAGMA integrity_check').all()
  const orphans = file.prepare('PRAGMA foreign_key_check').all()
  file.close()
  expect(rows.map((row) => row.integrity_check)).toEqual(['ok'])
  expect(orphans).toEqual([])
}

/**
 * Ends a signer under load a number of times. After each restart, everything that was answered must be there unchanged, and
 * requests that were not answered must be executed once when they are posted again.
 */
export async function endUnderLoad(signal: 'SIGKILL' | 'SIGTERM', rounds: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'passkey-signer-kill-'))
  const database = join(folder, 'signer.db')
  let signer = await startSigner(['--database', database])
  let acknowledged = 0
  let repeated = 0
  try {
    for (let round = 0; round < rounds; round++) {
      const root = keyPair()
      const { id, address } = await clientOf(signer).createSubOrganization([{ apiKeys: [root] }])
      const sent = await loadUntilEnded(signer, signal, { organizationId: id, address, root }, round)
      const { code, stderr } = await signer.ended
      // On SIGTERM it answers all requests before it ends.
      if (signal === 'SIGTERM') expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      checkIntegrity(database)
      signer = await startSigner(['--database', database])
      const client = clientOf(signer)
      for (const { path, body, answer } of sent) {
        if (answer === undefined) repeated++
        else {
          acknowledged++
          const activityId = textAt(answer.body, 'activity.id')
          const read = await client.query(root, 'get_activity', id, { activityId })
          expect(read.body).toEqual(answer.body)
        }
        const again = await client.send(path, body, apiKeyStamp(root, body))
        expect(again.status, again.text).toBe(200)
        expect(textAt(again.body, 'activity.status')).toBe('ACTIVITY_STATUS_COMPLETED')
        if (answer !== undefined) expect(again.body).toEqual(answer.body)
      }
      const keys = at((await client.query(root, 'list_private_keys', id)).body, 'privateKeys')
      const names = Array.isArray(keys) ? keys.map((key) => textAt(key, 'privateKeyName')) : []
      const asked = sent.flatMap(({ privateKeyName }) => privateKeyName ?? [])
      expect(names.sort()).toEqual(asked.sort())
    }
    // Otherwise nothing was tested.
    expect(acknowledged).toBeGreaterThan(rounds)
    if (signal === 'SIGKILL') expect(repeated).toBeGreaterThan(0)
  } finally {
    signer.child.kill('SIGKILL')
    await signer.ended
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Sends many requests at once, some of which create keys, and ends the signer in the middle. */
async function loadUntilEnded(
  signer: Started,
  signal: 'SIGKILL' | 'SIGTERM',
  { organizationId, address, root }: { organizationId: string; address: string; root: KeyPair },
  round: number,
): Promise<Sent[]> {
  const client = clientOf(signer)
  const sent: Sent[] = []
  let answers = 0
  const end = randomInt(5, 40)
  const one = async (index: number): Promise<void> => {
    const makes = index % 3 === 0
    const privateKeyName = makes ? `${round}-${index}` : undefined
    const type = makes ? 'ACTIVITY_TYPE_CREATE_PRIVATE_KEYS_V2' : 'ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2'
    const parameters = makes
      ? { privateKeys: [{ privateKeyName, curve: 'CURVE_SECP256K1', addressFormats: ['ADDRESS_FORMAT_ETHEREUM'] }] }
      : { signWith: address, ...hello }
    const body = client.activityBody(type, parameters, { organizationId })
    const path = `/public/v1/submit/${pathOf(type)}`
    const entry: Sent = { path, body, privateKeyName, answer: undefined }
    sent.push(entry)
    try {
      entry.answer = await client.send(path, body, apiKeyStamp(root, body))
    } catch (error) {
      // The connection ends with the signer.
      if (!(error instanceof TypeError)) throw error
      return
    }
    expect(entry.answer.status, entry.answer.text).toBe(200)
    if (++answers === end) signer.child.kill(signal)
  }
  await Promise.all(
    Array.from({ length: 8 }, async (_, worker) => {
      for (let index = worker; index < 80 && !signer.child.killed; index += 8) await one(index)
    }),
  )
  return sent
}
