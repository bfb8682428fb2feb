import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { createLocalSigner } from 'viem-passkey-account/signer'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Cli, type Ended, type Started, startCli, startSigner } from './startCli.js'
import { apiKeyStamp, at, createTestClient, type TestClient, textAt } from './testClient.js'

/** Address of the key 0x1111…, one of those that `makeDatabase` imports. */
const addressOf11 = '0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A'

let folder: string
let database: string
let copy: string
const running: Cli[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'passkey-signer-backup-'))
  database = join(folder, 'signer.db')
  copy = join(folder, 'copy.db')
})

afterEach(async () => {
  for (const { child, ended } of running.splice(0)) {
    child.kill('SIGKILL')
    await ended
  }
  rmSync(folder, { recursive: true, force: true })
})

async function start(path: string, options: Parameters<typeof startSigner>[1] = {}): Promise<Started> {
  const signer = await startSigner(['--database', path], options)
  running.push(signer)
  return signer
}

async function backup(to = copy, options: Parameters<typeof startCli>[1] = {}): Promise<Ended> {
  const cli = await startCli(['backup', '--database', database, '--to', to], options)
  running.push(cli)
  return cli.ended
}

/** Creates a database with some content, and closes it. @returns its organization's id. */
async function makeDatabase(masterKey?: string, path = database): Promise<string> {
  const signer = await createLocalSigner({ database: path, masterKey })
  for (let n = 1; n <= 40; n++)
    await signer.importPrivateKey({ organizationId: signer.organizationId, privateKey: `${10 + n}`.repeat(32) })
  await signer.close()
  return signer.organizationId
}

/** Starts a signer from the backup and signs with one of its keys. @returns the organization's id. */
async function signWithCopy(): Promise<string> {
  const signer = await start(copy)
  const { status, text } = await clientOf(signer).submit(signer.apiKey, 'ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2', {
    signWith: addressOf11,
    payload: 'hello',
    encoding: 'PAYLOAD_ENCODING_TEXT_UTF8',
    hashFunction: 'HASH_FUNCTION_KECCAK256',
  })
  expect(status, text).toBe(200)
  return signer.organizationId
}

/**
 * Code that Node runs before the command: it fakes a file system without hard links if `links` is false, and runs a whole
 * second backup just before the first file gets its name.
 */
function before(options: { links?: boolean; second?: { database: string; env?: Record<string, string> } }): {
  env: Record<string, string>
} {
  const { links = true, second } = options
  const path = join(folder, 'before.mjs')
  const args = ['backup', '--database', second?.database, '--to', copy]
  writeFileSync(
    path,
    `import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
let done = ${second === undefined}
for (const name of ['linkSync', 'renameSync']) {
  const original = fs[name]
  fs[name] = (...args) => {
    if (!done) {
      done = true
      const env = ${JSON.stringify(second?.env ?? {})}
      const { stderr, stdout } = spawnSync(process.execPath, [process.argv[1], ...${JSON.stringify(args)}], { env })
      fs.writeFileSync(${JSON.stringify(join(folder, 'second.txt'))}, \`\${stdout}\${stderr}\`)
    }
    if (name === 'linkSync' && !${links}) throw Object.assign(new Error('no links here'), { code: 'EPERM' })
    return original(...args)
  }
}
syncBuiltinESMExports()
`,
  )
  return { env: { NODE_OPTIONS: `--import ${path}` } }
}

function clientOf(signer: Started): TestClient {
  return createTestClient({ url: signer.url, fetchFn: (request) => fetch(request), signer, clock: { ms: Date.now() } })
}

test('a signer keeps working under load, and its backup has everything it answered before', async () => {
  const signer = await start(database)
  const client = clientOf(signer)
  const { organizationId, apiKey } = signer
  const made = await client.submit(apiKey, 'ACTIVITY_TYPE_CREATE_PRIVATE_KEYS_V2', {
    privateKeys: [{ privateKeyName: 'First', curve: 'CURVE_SECP256K1', addressFormats: [] }],
  })
  const signWith = textAt(made.body, 'activity.result.createPrivateKeysResultV2.privateKeys.0.privateKeyId')
  const answered: { path: string; body: string; answer: unknown }[] = []
  let ending = false
  let index = 0
  let underWay = (): void => {}
  const loaded = new Promise<void>((resolve) => {
    underWay = resolve
  })
  const work = async (): Promise<void> => {
    while (!ending) {
      const makes = index++ % 2 === 0
      const path = `/public/v1/submit/${makes ? 'create_private_keys' : 'sign_raw_payload'}`
      const body = makes
        ? client.activityBody('ACTIVITY_TYPE_CREATE_PRIVATE_KEYS_V2', {
            privateKeys: [{ privateKeyName: `${index}`, curve: 'CURVE_SECP256K1', addressFormats: [] }],
          })
        : client.activityBody('ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2', {
            signWith,
            payload: `${index}`,
            encoding: 'PAYLOAD_ENCODING_TEXT_UTF8',
            hashFunction: 'HASH_FUNCTION_KECCAK256',
          })
      const { status, body: answer } = await client.send(path, body, apiKeyStamp(apiKey, body))
      // An organization can have a thousand keys.
      expect([200, 429]).toContain(status)
      if (status === 200) answered.push({ path, body, answer })
      if (answered.length === 50) underWay()
    }
  }
  const workers = Array.from({ length: 8 }, work)
  await loaded
  const before = [...answered]
  const { code, stdout, stderr } = await backup()
  const during = answered.length - before.length
  ending = true
  await Promise.all(workers)
  expect({ code, stdout, stderr }).toEqual({
    code: 0,
    stdout: `passkey-signer: copied ${database} to ${copy} and ${copy}.key.\n`,
    stderr: '',
  })
  // Otherwise there was no load.
  expect(during).toBeGreaterThan(0)
  expect(statSync(copy).mode & 0o777).toBe(0o600)
  expect(statSync(`${copy}.key`).mode & 0o777).toBe(0o600)

  // Both can run: they are two signers now.
  const second = await start(copy)
  expect({ organizationId: second.organizationId, apiKey: second.apiKey }).toEqual({ organizationId, apiKey })
  const again = clientOf(second)
  for (const { path, body, answer } of before)
    expect((await again.send(path, body, apiKeyStamp(apiKey, body))).body).toEqual(answer)
  const sign = async (by: TestClient): Promise<unknown> =>
    at(
      (
        await by.submit(apiKey, 'ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2', {
          signWith,
          payload: 'the same by both',
          encoding: 'PAYLOAD_ENCODING_TEXT_UTF8',
          hashFunction: 'HASH_FUNCTION_KECCAK256',
        })
      ).body,
      'activity.result',
    )
  expect(await sign(again)).toEqual(await sign(client))
  second.child.kill('SIGTERM')
  expect((await second.ended).code).toBe(0)
  const file = new DatabaseSync(copy, { readOnly: true })
  expect(file.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' })
  expect(file.prepare('PRAGMA foreign_key_check').all()).toEqual([])
  file.close()
})

test('a stopped signer can be backed up', async () => {
  await makeDatabase()
  expect(await backup()).toMatchObject({ code: 0, stderr: '' })
  expect(readdirSync(folder).filter((name) => name.startsWith('copy'))).toEqual(['copy.db', 'copy.db.key'])
  const [original, copied] = await Promise.all([start(database), start(copy)])
  expect(copied.apiKey).toEqual(original.apiKey)
})

test('a master key from the environment is not copied', async () => {
  const masterKey = 'ef'.repeat(32)
  await makeDatabase(masterKey)
  const env = { PASSKEY_SIGNER_MASTER_KEY: masterKey }
  expect(await backup(copy, { env })).toMatchObject({
    code: 0,
    stdout: `passkey-signer: copied ${database} to ${copy}. The backup needs the master key in PASSKEY_SIGNER_MASTER_KEY: keep it as well.\n`,
  })
  expect(readdirSync(folder)).not.toContain('copy.db.key')
  await start(copy, { env })
})

const taken = (path: string): string =>
  `passkey-signer: ${path} already exists, and a backup overwrites nothing. Choose another --to, or move the file away.\n`

test.each(['copy.db', 'copy.db.key', 'copy.db-wal', 'copy.db-journal'])(
  'nothing is overwritten, not %s',
  async (name) => {
    await makeDatabase()
    writeFileSync(join(folder, name), 'mine')
    const { code, stderr } = await backup()
    expect(code).toBe(1)
    expect(stderr).toBe(taken(join(folder, name)))
    expect(readFileSync(join(folder, name), 'utf8')).toBe('mine')
    expect(readdirSync(folder).filter((entry) => entry.startsWith('copy'))).toEqual([name])
  },
)

test.each([true, false])(
  'of two backups to the same file, one succeeds and one fails; hard links: %s',
  async (links) => {
    await makeDatabase()
    const other = join(folder, 'other.db')
    const organizationId = await makeDatabase(undefined, other)
    expect(await backup(copy, before({ links, second: { database: other } }))).toMatchObject({
      code: 1,
      stderr: taken(`${copy}.key`),
    })
    expect(readFileSync(join(folder, 'second.txt'), 'utf8')).toBe(
      `passkey-signer: copied ${other} to ${copy} and ${copy}.key.\n`,
    )
    expect(readdirSync(folder).filter((name) => name.startsWith('copy'))).toEqual(['copy.db', 'copy.db.key'])
    expect(await signWithCopy()).toBe(organizationId)
  },
)

test.each([true, false])('the same if the first has its key in the environment; hard links: %s', async (links) => {
  await makeDatabase()
  const other = join(folder, 'other.db')
  const masterKey = 'ef'.repeat(32)
  await makeDatabase(masterKey, other)
  const second = { database: other, env: { PASSKEY_SIGNER_MASTER_KEY: masterKey } }
  expect(await backup(copy, before({ links, second }))).toMatchObject({ code: 1, stderr: taken(copy) })
  // The failed backup has left no key.
  expect(readdirSync(folder).filter((name) => name.startsWith('copy'))).toEqual(['copy.db'])
  await start(copy, { env: second.env })
})

test('of many backups to the same file, one succeeds, and its key opens it', async () => {
  const databases = ['signer.db', 'other.db'].map((name) => join(folder, name))
  const ids = await Promise.all(databases.map((path) => makeDatabase(undefined, path)))
  const clis = await Promise.all(
    [0, 1, 0, 1].map((n) => startCli(['backup', '--database', databases[n] ?? '', '--to', copy])),
  )
  running.push(...clis)
  const ends = await Promise.all(clis.map(({ ended }) => ended))
  const winner = ends.findIndex(({ code }) => code === 0)
  for (const [index, { code, stderr }] of ends.entries())
    if (index === winner) expect(stderr).toBe('')
    else expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('overwrites nothing') })
  expect(readdirSync(folder).filter((name) => name.startsWith('copy'))).toEqual(['copy.db', 'copy.db.key'])
  expect(await signWithCopy()).toBe(ids[winner % 2])
})

test('a backup works on file systems without hard links', async () => {
  const organizationId = await makeDatabase()
  expect(await backup(copy, before({ links: false }))).toMatchObject({ code: 0, stderr: '' })
  expect(readdirSync(folder).filter((name) => name.startsWith('copy'))).toEqual(['copy.db', 'copy.db.key'])
  expect(statSync(`${copy}.key`).mode & 0o777).toBe(0o600)
  expect(await signWithCopy()).toBe(organizationId)
})

test.each(['copy.db', 'copy.db.key'])('a broken link named %s is not overwritten', async (name) => {
  await makeDatabase()
  symlinkSync(join(folder, 'nowhere'), join(folder, name))
  expect(await backup()).toMatchObject({ code: 1, stderr: taken(join(folder, name)) })
  expect(readdirSync(folder).filter((entry) => entry.startsWith('copy'))).toEqual([name])
  expect(readdirSync(folder)).not.toContain('nowhere')
})

test('the database itself is not overwritten', async () => {
  await makeDatabase()
  symlinkSync(database, join(folder, 'link.db'))
  for (const to of [database, join(folder, 'link.db'), `${folder}/./signer.db`])
    expect(await backup(to)).toMatchObject({ code: 1, stderr: expect.stringContaining('overwrites nothing') })
  await start(database)
})

test.each<[string, () => void, RegExp]>([
  ['a missing database', () => rmSync(database), /There is no database at .*signer\.db\. Check the path\./],
  ['an empty one', () => writeFileSync(database, ''), /signer\.db is empty, because no signer has used it yet\./],
  [
    'a text',
    () => writeFileSync(database, 'dear diary\n'.repeat(100)),
    /is not a database of the local signer, and was not changed\./,
  ],
  ['no master key', () => rmSync(`${database}.key`), /signer\.db\.key is missing, .* Put it back, or set PASSKEY/],
  [
    'another master key',
    () => writeFileSync(`${database}.key`, `${'ab'.repeat(32)}\n`),
    /This master key does not open the database\./,
  ],
])('%s: prints an error and leaves nothing behind', async (_, spoil, message) => {
  await makeDatabase()
  spoil()
  const { code, stdout, stderr } = await backup()
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toMatch(message)
  expect(stderr.trimEnd().split('\n')).toHaveLength(1)
  expect(readdirSync(folder).filter((name) => name.startsWith('copy'))).toEqual([])
})

test('a full disk and a missing folder leave nothing behind', async () => {
  await makeDatabase()
  const refused = async (to: string, options: Parameters<typeof startCli>[1] = {}): Promise<void> => {
    expect(await backup(to, options)).toEqual({
      code: 1,
      signal: null,
      stdout: '',
      stderr: `passkey-signer: ${to} could not be written, and nothing was left behind. Check that its folder exists, has space, and that you may write to it.\n`,
    })
  }
  // Limits files to this many blocks of 512 bytes. The signal is ignored, so that writes fail.
  await refused(copy, { shell: `trap '' XFSZ; ulimit -f 100; exec "$@"` })
  await refused(join(folder, 'none', 'copy.db'))
  await refused(join(database, 'copy.db'))
  expect(readdirSync(folder).filter((name) => name.startsWith('copy.'))).toEqual([])
})
