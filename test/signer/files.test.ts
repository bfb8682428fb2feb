import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  linkSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { createLocalSigner, type LocalSigner, listen } from 'viem-passkey-account/signer'
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { refusedCli } from './startCli.js'
import { at, createTestClient, ethereumAccount, keyPair, register, type TestClient, textAt } from './testClient.js'

const hello = { payload: 'hello', encoding: 'PAYLOAD_ENCODING_TEXT_UTF8', hashFunction: 'HASH_FUNCTION_KECCAK256' }

let folder: string
let database: string
const open: LocalSigner[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'passkey-signer-'))
  database = join(folder, 'signer.db')
})

afterEach(async () => {
  for (const signer of open.splice(0)) await signer.close()
  rmSync(folder, { recursive: true, force: true })
})

async function start(options: createLocalSigner.Parameters = {}): Promise<LocalSigner> {
  const signer = await createLocalSigner({ database, ...options })
  open.push(signer)
  return signer
}

async function stop(signer: LocalSigner): Promise<void> {
  open.splice(open.indexOf(signer), 1)
  await signer.close()
}

function clientOf(signer: LocalSigner): TestClient {
  return createTestClient({ url: 'http://signer.test', fetchFn: signer.fetch, signer, clock: { ms: Date.now() } })
}

test('a restarted signer has everything', async () => {
  const first = await start()
  const client = clientOf(first)
  const ada = await register()
  const { id, address, walletId } = await client.createSubOrganization([{ authenticators: [ada] }])
  const { privateKeyId } = await first.importPrivateKey({ organizationId: id, privateKey: '11'.repeat(32) })
  const signed = await client.submit(
    ada,
    'ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2',
    { signWith: address, ...hello },
    { organizationId: id },
  )
  await stop(first)

  const second = await start()
  expect(second.organizationId).toBe(first.organizationId)
  expect(second.apiKey).toEqual(first.apiKey)
  const again = clientOf(second)
  const activityId = textAt(signed.body, 'activity.id')
  expect((await again.query(ada, 'get_activity', id, { activityId })).body).toEqual(signed.body)
  for (const signWith of [address, privateKeyId]) {
    const answer = await again.submit(
      ada,
      'ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2',
      { signWith, ...hello },
      { organizationId: id },
    )
    expect(answer.status, answer.text).toBe(200)
    if (signWith === address) expect(at(answer.body, 'activity.result')).toEqual(at(signed.body, 'activity.result'))
  }
  expect(await again.query(ada, 'list_wallets', id)).toMatchObject({ body: { wallets: [{ walletId }] } })
})

test('a file has its own organization and key, memory the constants', async () => {
  const file = await start()
  const memory = await start({ database: ':memory:' })
  const other = await start({ database: ':memory:' })
  expect(memory.organizationId).toBe('00000000-0000-4000-8000-000000000001')
  expect(memory.apiKey).toEqual(other.apiKey)
  expect(file.organizationId).not.toBe(memory.organizationId)
  expect(file.apiKey.publicKey).not.toBe(memory.apiKey.publicKey)
})

test('a given organization and key must match the file afterwards', async () => {
  const apiKey = keyPair()
  const organizationId = 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa'
  await stop(await start({ organizationId, apiKey }))
  await stop(await start({ organizationId, apiKey: { privateKey: apiKey.privateKey.toUpperCase() } }))
  expect((await start()).apiKey).toEqual(apiKey)
  await stop(open[0] as LocalSigner)
  await expect(start({ apiKey: keyPair() })).rejects.toMatchObject({ name: 'SignerOptionError', option: 'apiKey' })
  await expect(start({ organizationId: 'bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb' })).rejects.toMatchObject({
    name: 'SignerOptionError',
    option: 'organizationId',
    message: expect.stringContaining(organizationId),
  })
  await start()
})

test.each([
  ['a malformed organization id', { organizationId: 'x' }, 'organizationId'],
  ['a malformed private key', { apiKey: { privateKey: 'x' } }, 'apiKey'],
  ['a private key of zero', { apiKey: { privateKey: '00'.repeat(32) } }, 'apiKey'],
  [
    'the public key of another private key',
    { apiKey: { privateKey: '11'.repeat(32), publicKey: `02${'11'.repeat(32)}` } },
    'apiKey',
  ],
  ['a malformed origin', { origins: ['localhost:3000'] }, 'origins'],
])('%s is refused', async (_, options, option) => {
  const error: unknown = await createLocalSigner(options).then(undefined, (reason: unknown) => reason)
  expect(error).toMatchObject({ name: 'SignerOptionError', code: 'OPTION_INVALID', option })
})

test('no secret is readable in the folder', async () => {
  const signer = await start()
  const client = clientOf(signer)
  const made = await client.submit(signer.apiKey, 'ACTIVITY_TYPE_CREATE_WALLET', {
    walletName: 'W',
    accounts: [
      {
        curve: 'CURVE_SECP256K1',
        pathFormat: 'PATH_FORMAT_BIP32',
        path: 'm/0',
        addressFormat: 'ADDRESS_FORMAT_ETHEREUM',
      },
    ],
  })
  expect(made.status).toBe(200)
  const imported = 'c0ffee'.repeat(10).padEnd(64, '7')
  await signer.importPrivateKey({ organizationId: signer.organizationId, privateKey: imported })
  for (const end of ['', '-wal', '-shm', '.key', '.lock'])
    expect([end, statSync(`${database}${end}`).mode & 0o777]).toEqual([end, 0o600])
  await stop(signer)
  expect(readdirSync(folder).sort()).toEqual(['signer.db', 'signer.db.key', 'signer.db.lock'])
  const bytes = readFileSync(database)
  for (const secret of [imported, signer.apiKey.privateKey]) {
    expect(bytes.includes(Buffer.from(secret, 'hex'))).toBe(false)
    expect(bytes.includes(secret)).toBe(false)
  }
  // The search finds the public key, so it would have found the private one.
  expect(bytes.includes(signer.apiKey.publicKey)).toBe(true)
  const masterKey = readFileSync(`${database}.key`, 'utf8').trim()
  expect(masterKey).toMatch(/^[0-9a-f]{64}$/)
  expect(bytes.includes(Buffer.from(masterKey, 'hex'))).toBe(false)
})

test('a sealed key moved to another row does not open', async () => {
  const signer = await start({ onError: () => {} })
  const { organizationId } = signer
  const one = await signer.importPrivateKey({ organizationId, privateKey: '11'.repeat(32) })
  const two = await signer.importPrivateKey({ organizationId, privateKey: '22'.repeat(32) })
  const intruder = new DatabaseSync(database)
  intruder.exec(
    `UPDATE private_keys SET sealed_key = (SELECT sealed_key FROM private_keys WHERE id = '${two.privateKeyId}') WHERE id = '${one.privateKeyId}'`,
  )
  intruder.close()
  const answer = await clientOf(signer).submit(signer.apiKey, 'ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2', {
    signWith: one.address,
    ...hello,
  })
  expect(answer).toMatchObject({ status: 500, body: { code: 13, message: 'internal server error' } })
})

test('a wrong, missing, malformed or readable master key is refused', async () => {
  await stop(await start())
  const key = readFileSync(`${database}.key`)
  const problem = async (options: createLocalSigner.Parameters = {}) =>
    start(options).then(
      () => 'opened',
      (error: { name: string; code: string }) => `${error.name} ${error.code}`,
    )
  writeFileSync(`${database}.key`, `${'ab'.repeat(32)}\n`)
  expect(await problem()).toBe('SignerMasterKeyError MASTER_KEY_WRONG')
  expect(await problem({ masterKey: 'cd'.repeat(32) })).toBe('SignerMasterKeyError MASTER_KEY_WRONG')
  expect(await problem({ masterKey: 'short' })).toBe('SignerMasterKeyError MASTER_KEY_MALFORMED')
  writeFileSync(`${database}.key`, 'nonsense')
  expect(await problem()).toBe('SignerMasterKeyError MASTER_KEY_MALFORMED')
  rmSync(`${database}.key`)
  expect(await problem()).toBe('SignerMasterKeyError MASTER_KEY_MISSING')
  expect(readdirSync(folder)).not.toContain('signer.db.key')
  expect(await problem({ masterKey: key.toString('utf8').trim() })).toBe('opened')
  await stop(open[0] as LocalSigner)
  writeFileSync(`${database}.key`, key, { mode: 0o600 })
  chmodSync(`${database}.key`, 0o644)
  expect(await problem()).toBe('SignerMasterKeyError MASTER_KEY_MALFORMED')
  chmodSync(`${database}.key`, 0o600)
  expect(await problem()).toBe('opened')
})

test('a master key that cannot be written leaves nothing behind, and the next start creates one', async () => {
  // A database in which nothing is sealed yet.
  await expect(start({ organizationId: 'x' })).rejects.toMatchObject({ option: 'organizationId' })
  rmSync(`${database}.key`)
  // While it is open, its other files exist and do not grow: the key file is the first that cannot be written.
  const reader = new DatabaseSync(database)
  reader.prepare('SELECT count(*) FROM organizations').get()
  const { code, stderr } = await refusedCli(['--database', database], {
    shell: `trap '' XFSZ; ulimit -f 0; exec "$@"`,
  })
  reader.close()
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: `passkey-signer: ${database}.key cannot be written, and private keys are not stored without it. Check that its folder has space, that you may write to it, and that no link has this name, or set PASSKEY_SIGNER_MASTER_KEY.\n`,
  })
  expect(readdirSync(folder).filter((name) => name.includes('.key'))).toEqual([])
  await start()
  expect(readdirSync(folder).filter((name) => name.includes('.key'))).toEqual(['signer.db.key'])
})

test('a first start whose identity cannot be written is refused, and the next one creates another', async () => {
  const masterKey = 'ab'.repeat(32)
  // A database without an identity.
  await expect(start({ organizationId: 'x', masterKey })).rejects.toMatchObject({ option: 'organizationId' })
  // While it is open, its other files exist and do not grow: the commit is the first that cannot be written.
  const reader = new DatabaseSync(database)
  reader.prepare('SELECT count(*) FROM organizations').get()
  const { code, stdout, stderr } = await refusedCli(['--database', database], {
    shell: `trap '' XFSZ; ulimit -f 0; exec "$@"`,
    env: { PASSKEY_SIGNER_MASTER_KEY: masterKey },
  })
  expect(reader.prepare('SELECT count(*) AS count FROM organizations').get()).toEqual({ count: 0 })
  reader.close()
  expect({ code, stdout, stderr }).toEqual({
    code: 1,
    stdout: '',
    stderr: `passkey-signer: ${database} cannot be used as a database: disk I/O error. Use another database.\n`,
  })
  await start({ masterKey })
})

/** Makes every commit fail that has a row of `table`. */
function refuseCommits(table: string): void {
  const intruder = new DatabaseSync(database)
  intruder.exec(`
    CREATE TABLE refused (name TEXT REFERENCES meta (name) DEFERRABLE INITIALLY DEFERRED);
    CREATE TRIGGER refuse AFTER INSERT ON ${table} BEGIN INSERT INTO refused VALUES ('none'); END;
  `)
  intruder.close()
}

const commitFailed = () => ({
  name: 'SignerDatabaseError',
  code: 'DATABASE_UNUSABLE',
  database,
  message: `${database} cannot be used as a database: FOREIGN KEY constraint failed. Use another database.`,
})

test('a key of bundles that cannot be written is no key', async () => {
  await stop(await start())
  const intruder = new DatabaseSync(database)
  intruder.exec("DELETE FROM meta WHERE name = 'sealed_signer_key'")
  intruder.close()
  refuseCommits('meta')
  await expect(start()).rejects.toMatchObject(commitFailed())
  // Nothing holds the file.
  await expect(start()).rejects.toMatchObject(commitFailed())
})

test('a signer whose last commit fails is closed all the same, and says so', async () => {
  const first = await createLocalSigner({ database })
  refuseCommits('private_keys')
  const imported = first.importPrivateKey({ organizationId: first.organizationId, privateKey: '11'.repeat(32) })
  const closed = first.close()
  await expect(imported).rejects.toThrow('internal server error')
  await expect(closed).rejects.toMatchObject(commitFailed())
  await first.close()
  expect((await start()).apiKey).toEqual(first.apiKey)
})

test('a master key does not overwrite a broken link', async () => {
  symlinkSync(join(folder, 'nowhere'), `${database}.key`)
  await expect(start()).rejects.toMatchObject({ name: 'SignerMasterKeyError', code: 'MASTER_KEY_UNWRITABLE' })
  expect(readdirSync(folder).sort()).toEqual(['signer.db', 'signer.db.key', 'signer.db.lock'])
})

test('a master key from the environment leaves no file', async () => {
  const masterKey = 'ef'.repeat(32)
  await stop(await start({ masterKey }))
  expect(readdirSync(folder)).not.toContain('signer.db.key')
  await start({ masterKey })
})

test('one signer at a time uses a file', async () => {
  const first = await start()
  const refusal = { name: 'SignerDatabaseError', code: 'DATABASE_IN_USE', database }
  await expect(start()).rejects.toMatchObject(refusal)
  const { code, stderr } = await refusedCli(['--database', database])
  expect(code).toBe(1)
  expect(stderr).toBe(
    `passkey-signer: ${database} is in use by another signer. Stop that signer, or use another database.\n`,
  )
  await stop(first)
  await start()
})

function unchanged(path: string): () => void {
  const before = readFileSync(path)
  return () => expect(readFileSync(path).equals(before)).toBe(true)
}

test.each([
  ['a text file', (path: string) => writeFileSync(path, 'dear diary\n'.repeat(100)), 'DATABASE_FOREIGN'],
  [
    'another program’s database',
    (path: string) => {
      const other = new DatabaseSync(path)
      other.exec('CREATE TABLE notes (text TEXT)')
      other.close()
    },
    'DATABASE_FOREIGN',
  ],
  [
    'a database of another application',
    (path: string) => {
      const other = new DatabaseSync(path)
      other.exec('PRAGMA application_id = 252006673; VACUUM')
      other.close()
    },
    'DATABASE_FOREIGN',
  ],
])('%s is left unchanged', async (_, make, code) => {
  make(database)
  const check = unchanged(database)
  await expect(start()).rejects.toMatchObject({ name: 'SignerDatabaseError', code, database })
  check()
  expect(readdirSync(folder)).toEqual(['signer.db'])
})

test.each<[string, () => string, (path: string) => string]>([
  ['a folder', () => folder, (path) => `${path} is a folder. Name a file in it, such as ${path}/signer.db.`],
  [
    'a file in a missing folder',
    () => join(folder, 'none', 'signer.db'),
    (path) => `${path} cannot be opened: its folder ${folder}/none does not exist. Create it, or use another database.`,
  ],
  [
    'a file inside a file',
    () => {
      writeFileSync(join(folder, 'file'), '')
      return join(folder, 'file', 'signer.db')
    },
    (path) => `${path} cannot be opened: part of its path is a file, not a folder. Use another database.`,
  ],
  [
    'a broken link',
    () => {
      symlinkSync(join(folder, 'nowhere'), database)
      return database
    },
    (path) =>
      `${path} cannot be opened: it is a link to a file that does not exist. Create that file, empty, or use another database.`,
  ],
])('%s is refused, with advice', async (_, make, message) => {
  const path = make()
  await expect(start({ database: path })).rejects.toMatchObject({
    name: 'SignerDatabaseError',
    code: 'DATABASE_UNUSABLE',
    database: path,
    message: message(path),
  })
  expect(existsSync(join(folder, 'nowhere'))).toBe(false)
})

test('a pipe is refused, and nothing is written beside it', async () => {
  const path = join(folder, 'pipe')
  execFileSync('sh', ['-c', 'mkfifo "$0"', path])
  await expect(createLocalSigner({ database: path })).rejects.toMatchObject({
    code: 'DATABASE_UNUSABLE',
    message: `${path} is a device, a pipe or a socket. Name a file instead.`,
  })
  expect(existsSync(`${path}.lock`)).toBe(false)
})

test('a folder without write permission is refused', async () => {
  chmodSync(folder, 0o555)
  const { code, stderr } = await refusedCli(['--database', database], { unprivileged: true })
  chmodSync(folder, 0o755)
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: `passkey-signer: ${database} cannot be opened: you may not write ${database}.lock. Allow it, for the folder too, or use another database.\n`,
  })
  expect(readdirSync(folder)).toEqual([])
})

// These folders take no files, and each fails with another error.
test.each(['/proc/signer.db', '/sys/signer.db', '/dev/null/signer.db'])('%s is refused in one line', async (path) => {
  const { code, stdout, stderr } = await refusedCli(['--database', path])
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toMatch(/^passkey-signer: .* cannot be (opened|written): .* use another database\.\n$/i)
})

test('a file of a newer version is refused', async () => {
  await stop(await start())
  const newer = new DatabaseSync(database)
  newer.exec('PRAGMA user_version = 999')
  newer.close()
  const check = unchanged(database)
  await expect(start()).rejects.toMatchObject({
    name: 'SignerDatabaseError',
    code: 'DATABASE_NEWER',
    message: expect.stringMatching(/schema 999, and this version reads up to [0-9]+/),
  })
  check()
})

test('a truncated file is refused', async () => {
  const signer = await start()
  for (let n = 0; n < 20; n++)
    await signer.importPrivateKey({ organizationId: signer.organizationId, privateKey: `${10 + n}`.repeat(32) })
  await stop(signer)
  const { size } = statSync(database)
  for (const length of [size - 4096, Math.floor(size / 2), 4096, 100]) {
    truncateSync(database, length)
    const check = unchanged(database)
    await expect(start()).rejects.toMatchObject({
      name: 'SignerDatabaseError',
      code: 'DATABASE_CORRUPT',
    })
    check()
  }
})

test('an empty file becomes a database', async () => {
  writeFileSync(database, '')
  await start()
})

test('a read-only file or folder is refused', async () => {
  await stop(await start())
  const asNobody = async () => {
    const { code, stderr } = await refusedCli(['--database', database], { unprivileged: true })
    return { code, stderr }
  }
  if (process.getuid?.() === 0)
    for (const path of [folder, ...readdirSync(folder).map((name) => join(folder, name))]) chownSync(path, 65534, 65534)
  chmodSync(database, 0o444)
  const check = unchanged(database)
  expect(await asNobody()).toEqual({
    code: 1,
    stderr: `passkey-signer: ${database} cannot be written. Make the file and its folder writable, or use another database.\n`,
  })
  chmodSync(database, 0o644)
  chmodSync(folder, 0o555)
  expect(await asNobody()).toEqual({
    code: 1,
    stderr: expect.stringMatching(/^passkey-signer: .*signer\.db cannot be (written|opened)\. .*\n$/),
  })
  rmSync(`${database}.lock`)
  expect(await asNobody()).toMatchObject({ code: 1 })
  check()
  chmodSync(folder, 0o755)
})

test('off loopback a signer with the well-known key is refused', async () => {
  const memory = await start({ database: ':memory:' })
  await expect(listen(memory, { host: '0.0.0.0' })).rejects.toMatchObject({
    name: 'SignerListenError',
    code: 'WELL_KNOWN_KEY',
  })
  const file = await start()
  const server = await listen(file, { host: '0.0.0.0' })
  expect(server.url).toMatch(/^http:\/\/0\.0\.0\.0:[0-9]+$/)
  await server.close()
})

describe('one file under several names', () => {
  const refusal = { name: 'SignerDatabaseError', code: 'DATABASE_IN_USE' }

  test('is in use by one signer, also through links to it and to its folder', async () => {
    const first = await start()
    symlinkSync(database, join(folder, 'link.db'))
    copyFileSync(`${database}.key`, join(folder, 'link.db.key'))
    symlinkSync(folder, join(folder, 'folder'))
    symlinkSync(join(folder, 'link.db'), join(folder, 'again.db'))
    for (const name of ['link.db', 'again.db', 'folder/signer.db', 'folder/link.db', 'folder/../signer.db'])
      await expect(start({ database: `${folder}/${name}` })).rejects.toMatchObject({
        ...refusal,
        ...(name === 'folder/../signer.db' ? {} : { database }),
      })
    await stop(first)
    // Through a link, the key is the one beside the file.
    writeFileSync(join(folder, 'link.db.key'), 'ff'.repeat(32))
    const second = await start({ database: join(folder, 'link.db') })
    expect(second.apiKey).toEqual(first.apiKey)
    await expect(start()).rejects.toMatchObject(refusal)
  })

  test('is created through a link to its folder under its real name', async () => {
    symlinkSync(folder, `${folder}.link`)
    onTestFinished(() => rmSync(`${folder}.link`))
    await start({ database: `${folder}.link/signer.db` })
    await expect(start()).rejects.toMatchObject(refusal)
  })

  test('that are hard links is refused, because SQLite keeps a log for each name', async () => {
    await stop(await start())
    linkSync(database, join(folder, 'hard.db'))
    copyFileSync(`${database}.key`, join(folder, 'hard.db.key'))
    for (const path of [database, join(folder, 'hard.db')])
      await expect(start({ database: path })).rejects.toMatchObject({
        code: 'DATABASE_UNUSABLE',
        database: path,
        message: `${path} has 2 names (hard links), by which two signers could open it at once. Delete the others, or copy the file with passkey-signer backup.`,
      })
    rmSync(join(folder, 'hard.db'))
    await start()
  })
})

test('what was deleted is not left in the file', async () => {
  const signer = await start()
  const { submit } = clientOf(signer)
  const done = async (type: string, parameters: unknown): Promise<unknown> => {
    const answer = await submit(signer.apiKey, `ACTIVITY_TYPE_${type}`, parameters)
    expect(answer.status, answer.text).toBe(200)
    return at(answer.body, 'activity.result')
  }
  const wallet = await done('CREATE_WALLET', { walletName: 'W', accounts: [ethereumAccount] })
  const { privateKeyId } = await signer.importPrivateKey({
    organizationId: signer.organizationId,
    privateKey: '11'.repeat(32),
  })
  const reader = new DatabaseSync(database, { readOnly: true })
  const sealed = ['wallets.sealed_mnemonic', 'wallet_accounts.sealed_key', 'private_keys.sealed_key'].map((name) => {
    const [table, column] = name.split('.')
    const value = reader.prepare(`SELECT ${column} AS value FROM ${table}`).get()?.value
    if (!(value instanceof Uint8Array)) throw new TypeError(`${name} is not sealed`)
    return Buffer.from(value)
  })
  reader.close()
  const deleteWithoutExport = true
  await done('DELETE_WALLETS', { walletIds: [at(wallet, 'createWalletResult.walletId')], deleteWithoutExport })
  await done('DELETE_PRIVATE_KEYS', { privateKeyIds: [privateKeyId], deleteWithoutExport })
  await stop(signer)
  const files = readdirSync(folder).map((name) => readFileSync(join(folder, name)))
  for (const value of sealed) expect(files.filter((file) => file.includes(value))).toEqual([])
})
