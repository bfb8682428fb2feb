import { createCipheriv, createDecipheriv, createECDH, createHash, randomBytes, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { DatabaseSync, type SQLOutputValue } from 'node:sqlite'
import { publicKeyToAddress } from 'viem/accounts'
import {
  apiKeyStamper,
  createPasskey,
  createSignerClient,
  type SignerClient,
  type Stamper,
  webAuthnStamper,
} from 'viem-passkey-account'
import { createApiKeys, createSubOrganization, signRawPayload } from 'viem-passkey-account/actions'
import { createLocalSigner } from 'viem-passkey-account/signer'
import { createVirtualPasskey } from 'viem-passkey-account/testing'
import type { KeyPair } from './stampedRequest.ts'

export type FilledOrganization = {
  id: string
  name: string
  apiKey: KeyPair
  /** The address of its one wallet account. */
  address: string
  credentialId: string
}

/** The e-mail address of all users but the first. */
export const sharedEmail = 'bench@example.com'

type Row = Record<string, SQLOutputValue>
/** The rows that the signer itself wrote for one sub-organization with one activity. */
type Template = { organization: FilledOrganization; rows: Record<string, Row>; masterKey: Buffer }

/**
 * Fills a new database file with sub-organizations. It bypasses the signer, which commits each one and would take too long. The rows are copies of
 * those the signer wrote for one sub-organization, with their own ids, names and keys, and with secrets sealed again, so that they work like the
 * original.
 */
export async function fillDatabase(file: string, subOrganizations: number): Promise<FilledOrganization[]> {
  const template = await createTemplate(file)
  const organizations = [template.organization]
  inTransaction(file, (insert) => {
    while (organizations.length < subOrganizations) organizations.push(copyOrganization(template, insert))
  })
  return organizations
}

/** Adds copies of the original's signing activity: a tenth to the first organization, the rest spread over the others. */
export function fillActivities(file: string, organizations: readonly FilledOrganization[], activities: number): void {
  const [busiest] = organizations
  if (busiest === undefined) throw new TypeError('There is no organization.')
  inTransaction(file, (insert, database) => {
    const activity = selectOne(
      database,
      'SELECT * FROM activities WHERE organization_id = ? AND result IS NOT NULL ORDER BY id DESC LIMIT 1',
      toUuidBytes(busiest.id),
    )
    const userOf = database.prepare('SELECT id FROM users WHERE organization_id = ? AND deleted_ms IS NULL')
    const firstMs = Date.now() - activities
    for (let index = 0; index < activities; index++) {
      const organization = index % 10 === 0 ? busiest : (organizations[index % organizations.length] ?? busiest)
      const replacements = { [busiest.id]: organization.id, [busiest.address]: organization.address }
      const body = replaceAll(`${activity.body}`.replace(payload, toPayload(index + 1)), replacements)
      const ms = firstMs + index
      insert(
        'activities',
        replaceInRow(activity, replacements, {
          id: createUuid7(ms),
          organization_id: toUuidBytes(organization.id),
          fingerprint: createHash('sha256').update(body).digest(),
          created_ms: ms,
          updated_ms: ms,
          vote_id: createUuid7(ms),
          user_id: toUuidBytes(String(userOf.get(organization.id)?.id)),
          public_key: organization.apiKey.publicKey,
          voted_ms: ms,
          body,
        }),
      )
    }
  })
}

const toPayload = (value: number): string => value.toString(16).padStart(64, '0')
const payload = toPayload(0)

/** Creates the bytes of a version 7 UUID, like the signer's for activities and votes. */
function createUuid7(ms: number): Buffer<ArrayBuffer> {
  return toUuidBytes(`${ms.toString(16).padStart(12, '0')}7000${randomUUID().slice(19)}`)
}

const toUuidBytes = (id: string): Buffer<ArrayBuffer> => Buffer.from(id.replaceAll('-', ''), 'hex')

async function createTemplate(file: string): Promise<Template> {
  const signer = await createLocalSigner({ database: file })
  const rpId = 'localhost'
  const { createFn, getFn } = createVirtualPasskey({ rpId, origin: 'http://localhost' })
  const [name, apiKey] = [`Bench ${randomUUID()}`, createKeyPair('prime256v1')]
  const createClient = (stamper: Stamper): SignerClient => createSignerClient({ fetchFn: signer.fetch, stamper })
  const { organizationId, userId, address, credentialId } = await createSubOrganization(
    createClient(apiKeyStamper(signer.apiKey)),
    {
      organizationId: signer.organizationId,
      passkey: await createPasskey({ rp: { id: rpId }, user: { name }, createFn }),
      userName: name,
    },
  )
  await createApiKeys(createClient(webAuthnStamper({ rpId, getFn })), {
    organizationId,
    userId,
    apiKeys: [{ apiKeyName: 'Key', publicKey: apiKey.publicKey, curveType: 'API_KEY_CURVE_P256' }],
  })
  await signRawPayload(createClient(apiKeyStamper(apiKey)), {
    organizationId,
    signWith: address,
    payload,
    encoding: 'PAYLOAD_ENCODING_HEXADECIMAL',
    hashFunction: 'HASH_FUNCTION_NO_OP',
  })
  await signer.close()

  const database = new DatabaseSync(file, { readOnly: true })
  const rows: Template['rows'] = {
    organizations: selectOne(database, 'SELECT * FROM organizations WHERE id = ?', organizationId),
  }
  for (const table of ['users', 'api_keys', 'authenticators', 'wallets', 'wallet_accounts'])
    rows[table] = selectOne(database, `SELECT * FROM ${table} WHERE organization_id = ?`, organizationId)
  rows.users = { ...rows.users, email: sharedEmail }
  database.close()
  const masterKey = Buffer.from(readFileSync(`${file}.key`, 'utf8').trim(), 'hex')
  return { organization: { id: organizationId, name, apiKey, address, credentialId }, rows, masterKey }
}

function copyOrganization({ organization, rows, masterKey }: Template, insert: Insert): FilledOrganization {
  const apiKey = createKeyPair('prime256v1')
  const { uncompressed, ...key } = createKeyPair('secp256k1')
  const copy: FilledOrganization = {
    id: randomUUID(),
    name: `Bench ${randomUUID()}`,
    apiKey,
    address: publicKeyToAddress(`0x${uncompressed}`),
    credentialId: randomBytes(32).toString('base64url'),
  }
  const replacements: Record<string, string> = {
    [organization.id]: copy.id,
    [organization.name]: copy.name,
    [organization.apiKey.publicKey]: apiKey.publicKey,
    [String(rows.api_keys?.point)]: apiKey.uncompressed,
    [organization.address]: copy.address,
    [organization.credentialId]: copy.credentialId,
    [String(rows.wallet_accounts?.public_key)]: key.publicKey,
  }
  for (const [table, { id }] of Object.entries(rows))
    if (table !== 'organizations') replacements[String(id)] = randomUUID()
  for (const [table, row] of Object.entries(rows)) {
    const changed = replaceInRow(row, replacements)
    const context = `${table}/${changed.id}`
    if (row.sealed_key !== undefined)
      changed.sealed_key = seal(masterKey, Buffer.from(key.privateKey, 'hex'), `${context}/key`)
    if (row.sealed_mnemonic instanceof Uint8Array)
      changed.sealed_mnemonic = seal(
        masterKey,
        unseal(masterKey, row.sealed_mnemonic, `${table}/${row.id}/mnemonic`),
        `${context}/mnemonic`,
      )
    insert(table, changed)
  }
  return copy
}

function createKeyPair(curve: 'prime256v1' | 'secp256k1'): KeyPair & { uncompressed: string } {
  const ecdh = createECDH(curve)
  ecdh.generateKeys()
  return {
    publicKey: ecdh.getPublicKey('hex', 'compressed'),
    privateKey: ecdh.getPrivateKey('hex').padStart(64, '0'),
    uncompressed: ecdh.getPublicKey('hex'),
  }
}

type Insert = (table: string, row: Row) => void

/** Runs `work` in one transaction without crash safety, then checks all foreign keys. */
function inTransaction(file: string, work: (insert: Insert, database: DatabaseSync) => void): void {
  const database = new DatabaseSync(file, { enableForeignKeyConstraints: false })
  database.exec('PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA cache_size = -500000; BEGIN')
  const statements = new Map<string, ReturnType<DatabaseSync['prepare']>>()
  work((table, row) => {
    const columns = Object.keys(row)
    const statement =
      statements.get(table) ??
      database.prepare(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`)
    statements.set(table, statement)
    statement.run(...Object.values(row))
  }, database)
  database.exec('COMMIT')
  const broken = database.prepare('PRAGMA foreign_key_check').all()
  database.close()
  if (broken.length > 0) throw new Error(`The rows violate foreign keys: ${JSON.stringify(broken.slice(0, 5))}`)
}

function selectOne(database: DatabaseSync, query: string, value: SQLOutputValue | undefined): Row {
  const [row, ...others] = database.prepare(query).all(value ?? null)
  if (row === undefined || others.length > 0) throw new Error(`Expected exactly one row: ${query}`)
  return { ...row }
}

/** Copies a row with `changes`, and replaces every occurrence of each key of `replacements` by its value. */
function replaceInRow(row: Row, replacements: Readonly<Record<string, string>>, changes: Row = {}): Row {
  const entries = Object.entries({ ...row, ...changes }).map(([column, value]) => {
    if (typeof value !== 'string') return [column, value] as const
    return [column, replaceAll(value, replacements)] as const
  })
  return Object.fromEntries(entries)
}

function replaceAll(text: string, replacements: Readonly<Record<string, string>>): string {
  return Object.entries(replacements).reduce((replaced, [from, to]) => replaced.replaceAll(from, to), text)
}

/** Seals with AES-256-GCM in the signer's format: nonce, ciphertext, tag. */
function seal(masterKey: Buffer, secret: Uint8Array, context: string): Uint8Array<ArrayBuffer> {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', masterKey, nonce).setAAD(Buffer.from(context))
  return Buffer.concat([nonce, cipher.update(secret), cipher.final(), cipher.getAuthTag()])
}

function unseal(masterKey: Buffer, sealed: Uint8Array, context: string): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', masterKey, sealed.subarray(0, 12)).setAAD(Buffer.from(context))
  decipher.setAuthTag(sealed.subarray(-16))
  return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()])
}
