import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setImmediate } from 'node:timers/promises'
import { createLocalSigner, type LocalSigner } from 'viem-passkey-account/signer'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import {
  type Answer,
  apiKeyParams,
  apiKeyStamp,
  at,
  createTestClient,
  keyPair,
  type TestClient,
  textAt,
} from './testClient.js'

let folder: string
let database: string
let signer: LocalSigner
let client: TestClient
let signWith: string
let errors: unknown[]

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'passkey-signer-'))
  database = join(folder, 'signer.db')
  errors = []
  await start()
  const accounts = [
    {
      curve: 'CURVE_SECP256K1',
      pathFormat: 'PATH_FORMAT_BIP32',
      path: "m/44'/60'/0'/0/0",
      addressFormat: 'ADDRESS_FORMAT_ETHEREUM',
    },
  ]
  const wallet = await client.submit(signer.apiKey, 'ACTIVITY_TYPE_CREATE_WALLET', { walletName: 'W', accounts })
  signWith = textAt(wallet.body, 'activity.result.createWalletResult.addresses.0')
})

afterEach(async () => {
  vi.useRealTimers()
  await signer.close()
  rmSync(folder, { recursive: true })
})

async function start(): Promise<void> {
  signer = await createLocalSigner({ database, onError: (error) => errors.push(error) })
  client = createTestClient({ url: 'http://signer.test', fetchFn: signer.fetch, signer, clock: { ms: Date.now() } })
}

function bodyOf(payload: string): string {
  return client.activityBody('ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2', {
    signWith,
    payload,
    encoding: 'PAYLOAD_ENCODING_TEXT_UTF8',
    hashFunction: 'HASH_FUNCTION_KECCAK256',
  })
}

function send(body: string): Promise<Answer> {
  return client.send('/public/v1/submit/sign_raw_payload', body, apiKeyStamp(signer.apiKey, body))
}

/** Counts the frames in SQLite's log that end a transaction: https://www.sqlite.org/fileformat2.html#walformat */
function countCommits(): number {
  const log = readFileSync(`${database}-wal`)
  const frame = 24 + log.readUInt32BE(8)
  let commits = 0
  for (let start = 32; start + frame <= log.length; start += frame) {
    const isCurrent = log.subarray(start + 8, start + 16).equals(log.subarray(16, 24))
    if (isCurrent && log.readUInt32BE(start + 4) !== 0) commits++
  }
  return commits
}

/** Makes the insertion of each row fail that has `poison` in this column. */
function refusePoison(table: string, column: string, conflict: 'ABORT' | 'ROLLBACK'): void {
  const intruder = new DatabaseSync(database)
  intruder.exec(`
    CREATE TRIGGER refuse BEFORE INSERT ON ${table} WHEN NEW.${column} LIKE '%poison%'
    BEGIN SELECT RAISE(${conflict}, 'poisoned'); END`)
  intruder.close()
}

/** Sends one request in each turn of the event loop, and advances the clock by `ms` after it. */
async function sendInTurns(count: number, ms: number): Promise<Answer[]> {
  const answers: Promise<Answer>[] = []
  for (let index = 0; index < count; index++) {
    answers.push(send(bodyOf(`hello ${index}`)))
    await setImmediate()
    vi.advanceTimersByTime(ms)
  }
  return Promise.all(answers)
}

test('requests that arrive one by one, in every turn of the event loop, are committed together', async () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  const before = countCommits()
  for (const { status } of await sendInTurns(40, 0)) expect(status).toBe(200)
  expect(countCommits() - before).toBe(1)
})

test('no request waits for others longer than ten milliseconds', async () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  const before = countCommits()
  for (const { status } of await sendInTurns(40, 1)) expect(status).toBe(200)
  expect(countCommits() - before).toBeGreaterThanOrEqual(3)
})

test.for([
  { conflict: 'ABORT', what: 'fails alone', statuses: [200, 200, 500, 200] },
  // The last one arrives after the rollback, in a transaction of its own.
  { conflict: 'ROLLBACK', what: 'takes those before it along', statuses: [500, 500, 500, 200] },
] as const)('a signature that SQLite refuses with $conflict $what', async ({ conflict, statuses }) => {
  refusePoison('activities', 'body', conflict)
  const bodies = ['one', 'two', 'poison', 'three'].map(bodyOf)
  const answers = await Promise.all(bodies.map(send))
  expect(answers.map(({ status }) => status)).toEqual(statuses)
  for (const error of errors) expect(error).toMatchObject({ message: 'poisoned' })
  expect(errors).toHaveLength(statuses.filter((status) => status === 500).length)

  await signer.close()
  await start()
  const { body } = await client.query(signer.apiKey, 'list_activities', signer.organizationId, {
    filterByType: ['ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2'],
  })
  expect(at(body, 'activities')).toHaveLength(statuses.filter((status) => status === 200).length)
  for (const [index, answer] of answers.entries())
    if (answer.status === 200)
      expect(textAt((await send(bodies[index] ?? '')).body, 'activity.id')).toBe(textAt(answer.body, 'activity.id'))
})

test.for([
  ['users', 'name'],
  ['activities', 'body'],
] as const)(
  'a request that fails when it writes to %s leaves nothing behind, and takes no other along',
  async ([table, column]) => {
    refusePoison(table, column, 'ABORT')
    const users = ['Ada', 'poison'].map((userName) => ({
      userName,
      apiKeys: [apiKeyParams(keyPair())],
      authenticators: [],
      oauthProviders: [],
      userTags: [],
    }))
    const answers = await Promise.all([
      send(bodyOf('one')),
      client.submit(signer.apiKey, 'ACTIVITY_TYPE_CREATE_USERS_V3', { users }),
      send(bodyOf('two')),
    ])
    expect(answers.map(({ status }) => status)).toEqual([200, 500, 200])
    expect(errors).toEqual([expect.objectContaining({ message: 'poisoned' })])

    await signer.close()
    await start()
    const list = async (name: string) => (await client.query(signer.apiKey, name, signer.organizationId)).body
    expect(at(await list('list_users'), 'users')).toHaveLength(1)
    // With the wallet's.
    expect(at(await list('list_activities'), 'activities')).toHaveLength(3)
  },
)
