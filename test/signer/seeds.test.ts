import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { bytesToHex } from 'viem'
import { english, mnemonicToAccount } from 'viem/accounts'
import { createLocalSigner, type LocalSigner } from 'viem-passkey-account/signer'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { accountKeyPlace, mnemonicPlace } from '../../src/signer/activities/shared/addWallet.js'
import { createDerivation } from '../../src/signer/keys/createDerivation.js'
import { createSealer } from '../../src/signer/keys/createSealer.js'
import { mnemonicSeed } from '../../src/signer/keys/mnemonic.js'
import { secp256k1Key } from '../../src/signer/keys/secp256k1Key.js'
import { openDatabase } from '../../src/signer/store/openDatabase.js'
import { describeSigner } from './describeSigner.js'
import { apiKeyParams, at, createTestClient, ethereumAccount, keyPair, textAt } from './testClient.js'

const phrase = 'test test test test test test test test test test test junk'
const masterKey = 'a5'.repeat(32)
const variable = 'PASSKEY_SIGNER_MASTER_KEY'

describe('a mnemonic derives the keys that other wallets derive', () => {
  test.each([
    ["m/44'/60'/0'/0/0", '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266'],
    ["m/44'/60'/0'/0/1", '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'],
    ["m/44'/60'/7'/1/2147483647", undefined],
    ["m/44'/60'/0", undefined],
    ["m/44'/60'/0/1/2/3/4/5/6/7", undefined],
    ["m/44'/60'/2147483647'/0/1'/0'/2147483647/1/0'/0'", undefined],
  ] as const)('at %s', (path, address) => {
    const key = createDerivation(mnemonicSeed(phrase))(path)
    const account = mnemonicToAccount(phrase, { path })
    expect(bytesToHex(key)).toBe(bytesToHex(account.getHdKey().privateKey ?? new Uint8Array()))
    expect(secp256k1Key(key).address('ADDRESS_FORMAT_ETHEREUM')).toBe(address ?? account.address)
  })
})

describe('a database file', () => {
  let folder: string
  let database: string
  let signer: LocalSigner | undefined

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'passkey-signer-'))
    database = join(folder, 'signer.db')
    vi.stubEnv(variable, undefined)
  })

  afterEach(async () => {
    await stop()
    vi.unstubAllEnvs()
    rmSync(folder, { recursive: true, force: true })
  })

  async function start(options: createLocalSigner.Parameters = {}): Promise<LocalSigner> {
    signer = await createLocalSigner({ database, ...options })
    return signer
  }

  async function stop(): Promise<void> {
    await signer?.close()
    signer = undefined
  }

  async function createWallet(of: LocalSigner, mnemonicLength: number): Promise<{ id: string; address: string }> {
    const client = createTestClient({
      url: 'http://signer.test',
      fetchFn: of.fetch,
      signer: of,
      clock: { ms: Date.now() },
    })
    const { body } = await client.submit(of.apiKey, 'ACTIVITY_TYPE_CREATE_WALLET', {
      walletName: 'Wallet',
      accounts: [ethereumAccount],
      mnemonicLength,
    })
    const result = at(body, 'activity.result.createWalletResult')
    return { id: textAt(result, 'walletId'), address: textAt(result, 'addresses.0') }
  }

  test.each([12, 24])('seals a mnemonic of %i words, from which the address is derived', async (words) => {
    const running = await start({ masterKey })
    const wallet = await createWallet(running, words)
    const whileOpen = bytesIn(folder)
    await stop()

    const rows = new DatabaseSync(database, { readOnly: true })
    const sealedMnemonic = blob(
      rows.prepare('SELECT sealed_mnemonic AS value FROM wallets WHERE id = ?').get(wallet.id)?.value,
    )
    const account = rows
      .prepare('SELECT id, sealed_key AS value FROM wallet_accounts WHERE wallet_id = ?')
      .get(wallet.id)
    const values = everyValue(rows)
    rows.close()

    const sealer = createSealer(Buffer.from(masterKey, 'hex'))
    const mnemonic = Buffer.from(sealer.open(sealedMnemonic, mnemonicPlace(wallet.id))).toString('utf8')
    const key = Buffer.from(sealer.open(blob(account?.value), accountKeyPlace(String(account?.id))))
    expect(mnemonic.split(' ')).toHaveLength(words)
    expect(longestPhrase(Buffer.from(mnemonic))).toBe(words)
    const expected = mnemonicToAccount(mnemonic, { path: ethereumAccount.path })
    expect(wallet.address).toBe(expected.address)
    expect(bytesToHex(key)).toBe(bytesToHex(expected.getHdKey().privateKey ?? new Uint8Array()))

    const secrets = [mnemonicSeed(mnemonic), entropyOf(mnemonic), key].map((secret) => Buffer.from(secret))
    const forms = [
      Buffer.from(mnemonic),
      ...secrets,
      ...secrets.flatMap((secret) =>
        (['hex', 'base64', 'base64url'] as const).map((encoding) => Buffer.from(secret.toString(encoding))),
      ),
    ]
    for (const bytes of [whileOpen, bytesIn(folder)]) {
      for (const form of forms) expect(bytes.includes(form)).toBe(false)
      // The search finds the sealed value, so it would have found an unsealed one.
      expect(bytes.includes(sealedMnemonic)).toBe(true)
      expect(bytes.includes(blob(account?.value))).toBe(true)
    }
    expect(values.some((value) => value.equals(sealedMnemonic))).toBe(true)
    for (const value of values) expect(longestPhrase(value)).toBeLessThan(12)

    const other = createSealer(Buffer.from('5a'.repeat(32), 'hex'))
    expect(() => other.open(sealedMnemonic, mnemonicPlace(wallet.id))).toThrow()
    expect(() => sealer.open(sealedMnemonic, mnemonicPlace(String(account?.id)))).toThrow()
  })

  test('is sealed with the master key of the environment', async () => {
    vi.stubEnv(variable, masterKey)
    const { id } = await createWallet(await start(), 12)
    await stop()
    expect(readdirSync(folder)).not.toContain('signer.db.key')
    const rows = new DatabaseSync(database, { readOnly: true })
    const sealed = blob(rows.prepare('SELECT sealed_mnemonic AS value FROM wallets WHERE id = ?').get(id)?.value)
    rows.close()
    const mnemonic = Buffer.from(createSealer(Buffer.from(masterKey, 'hex')).open(sealed, mnemonicPlace(id)))
    expect(longestPhrase(mnemonic)).toBe(12)

    vi.stubEnv(variable, undefined)
    await expect(start()).rejects.toMatchObject({ name: 'SignerMasterKeyError', code: 'MASTER_KEY_MISSING' })
    vi.stubEnv(variable, '5a'.repeat(32))
    await expect(start()).rejects.toMatchObject({ name: 'SignerMasterKeyError', code: 'MASTER_KEY_WRONG' })
    vi.stubEnv(variable, masterKey)
    await start()
  })

  test('syncs every commit: WAL and FULL', async () => {
    await start()
    const reader = new DatabaseSync(database, { readOnly: true })
    expect(reader.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' })
    reader.close()
    await stop()
    // A setting of the connection, which other connections cannot read.
    const own = openDatabase(database)
    const full = own.database.prepare('PRAGMA synchronous').get()
    own.close()
    expect(full).toEqual({ synchronous: 2 })
  })
})

describeSigner('credentials', {}, (context) => {
  test('the last API key of a user without a passkey cannot be deleted', async () => {
    const [first, second] = [keyPair(), keyPair()]
    const { id: organizationId, rootUserIds } = await context.createSubOrganization([{ apiKeys: [first] }])
    const userId = textAt(rootUserIds, '0')
    const keys = async () =>
      at((await context.query(second, 'get_user', organizationId, { userId })).body, 'user.apiKeys')
    const { body: user } = await context.query(first, 'get_user', organizationId, { userId })
    const firstId = textAt(user, 'user.apiKeys.0.apiKeyId')
    const remove = (by: typeof first, apiKeyId: string) =>
      context.submit(by, 'ACTIVITY_TYPE_DELETE_API_KEYS', { userId, apiKeyIds: [apiKeyId] }, { organizationId })
    const refused = { status: 400, body: { code: 3, message: `user missing valid credential: ${userId}` } }

    expect(await remove(first, firstId)).toMatchObject(refused)
    expect(await context.query(first, 'whoami', organizationId)).toMatchObject({ status: 200, body: { userId } })

    const added = await context.submit(
      first,
      'ACTIVITY_TYPE_CREATE_API_KEYS_V2',
      { userId, apiKeys: [apiKeyParams(second)] },
      { organizationId },
    )
    expect(await remove(second, firstId)).toMatchObject({ status: 200 })
    expect(await context.query(first, 'whoami', organizationId)).toMatchObject({ status: 403 })
    const secondId = textAt(added.body, 'activity.result.createApiKeysResult.apiKeyIds.0')
    expect(await remove(second, secondId)).toMatchObject(refused)
    expect(await keys()).toMatchObject([{ apiKeyId: secondId }])
  })
})

function blob(value: unknown): Buffer {
  if (!(value instanceof Uint8Array)) throw new TypeError('no blob')
  return Buffer.from(value)
}

/** Reads all files of the folder, the write-ahead log included. */
function bytesIn(folder: string): Buffer {
  return Buffer.concat(readdirSync(folder).map((name) => readFileSync(join(folder, name))))
}

function everyValue(rows: DatabaseSync): Buffer[] {
  return rows
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")
    .all()
    .flatMap(({ name }) => rows.prepare(`SELECT * FROM "${name}"`).all())
    .flatMap((row) => Object.values(row))
    .map((value) => (value instanceof Uint8Array ? Buffer.from(value) : Buffer.from(String(value))))
}

/** The longest run of BIP-39 words in the bytes. */
function longestPhrase(bytes: Buffer): number {
  const known = new Set(english)
  let longest = 0
  let run = 0
  for (const word of bytes.toString('latin1').split(/[^a-z]+/)) {
    run = known.has(word) ? run + 1 : 0
    longest = Math.max(longest, run)
  }
  return longest
}

/** https://github.com/bitcoin/bips/blob/master/bip-0039.mediawiki: 11 bits a word, the last bit of 33 for the checksum. */
function entropyOf(mnemonic: string): Buffer {
  const bits = mnemonic
    .split(' ')
    .map((word) => english.indexOf(word).toString(2).padStart(11, '0'))
    .join('')
  const bytes = bits.slice(0, (bits.length / 33) * 32).match(/.{8}/g) ?? []
  return Buffer.from(bytes.map((byte) => Number.parseInt(byte, 2)))
}
