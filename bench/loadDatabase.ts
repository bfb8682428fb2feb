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
import type { KeyPair } from './stamp.ts'

export type LoadedOrganization = {
  id: string
  name: string
  apiKey: KeyPair
  /** Of its one wallet account. */
  address: string
  credentialId: string
}

type Row = Record<string, SQLOutputValue>
/** What the signer itself wrote for one sub-organization with one activity. */
type Template = { organization: LoadedOrganization; rows: Record<string, Row>; masterKey: Buffer }

/**
 * Fills a new database file with sub-organizations and activities past the signer, which would take too long: it commits each. They are copies
 * of the rows that the signer wrote for one, every id, name and key in them exchanged for their own, secrets sealed anew: they can do all
 * that the first can.
 */
export async function loadDatabase(file: string, subOrganizations: number): Promise<LoadedOrganization[]> {
  const template = await makeTemplate(file)
  const organizations = [template.organization]
  inOneGo(file, (insert) => {
    while (organizations.length < subOrganizations) organizations.push(copyOrganization(template, insert))
  })
  return organizations
}

/** Copies of the last one's signature: the first organization has a tenth of them, the others share the rest. */
export function loadActivities(file: string, organizations: readonly LoadedOrganization[], activities: number): void {
  const [busy] = organizations
  if (busy === undefined) throw new TypeError('There is no organization to have activities.')
  inOneGo(file, (insert, database) => {
    const activity = one(
      database,
      'SELECT * FROM activities WHERE organization_id = ? AND result IS NOT NULL ORDER BY id DESC LIMIT 1',
      busy.id,
    )
    const vote = one(database, 'SELECT * FROM votes WHERE activity_id = ?', activity.id)
    const userOf = database.prepare('SELECT id FROM users WHERE organization_id = ?')
    const firstMs = Date.now() - activities
    for (let index = 0; index < activities; index++) {
      const organization = index % 10 === 0 ? busy : (organizations[index % organizations.length] ?? busy)
      const userId = String(userOf.get(organization.id)?.id)
      const names = { [busy.id]: organization.id, [busy.address]: organization.address, [String(vote.user_id)]: userId }
      const id = ascendingId(firstMs + index)
      const body = renameIn(`${activity.body}`.replace(payload, word(index + 1)), names)
      const fingerprint = `sha256:${createHash('sha256').update(body).digest('hex')}`
      const times = { created_ms: firstMs + index, updated_ms: firstMs + index }
      insert('activities', renamed(activity, names, { id, body, fingerprint, ...times }))
      const cast = {
        id: ascendingId(firstMs + index),
        activity_id: id,
        fingerprint,
        message: body,
        created_ms: firstMs + index,
      }
      insert('votes', renamed(vote, names, { ...cast, public_key: organization.apiKey.publicKey }))
    }
  })
}

const word = (value: number): string => value.toString(16).padStart(64, '0')
const payload = word(0)

/** As the signer makes them for activities and votes: UUIDs of version 7. */
function ascendingId(ms: number): string {
  const time = ms.toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-${randomUUID().slice(19)}`
}

async function makeTemplate(file: string): Promise<Template> {
  const signer = await createLocalSigner({ database: file })
  const rpId = 'localhost'
  const { createFn, getFn } = createVirtualPasskey({ rpId, origin: 'http://localhost' })
  const [name, apiKey] = [`Bench ${randomUUID()}`, randomKeyPair('prime256v1')]
  const clientOf = (stamper: Stamper): SignerClient => createSignerClient({ fetchFn: signer.fetch, stamper })
  const { organizationId, userId, address, credentialId } = await createSubOrganization(
    clientOf(apiKeyStamper(signer.apiKey)),
    {
      organizationId: signer.organizationId,
      passkey: await createPasskey({ rp: { id: rpId }, user: { name }, createFn }),
      userName: name,
    },
  )
  await createApiKeys(clientOf(webAuthnStamper({ rpId, getFn })), {
    organizationId,
    userId,
    apiKeys: [{ apiKeyName: 'Key', publicKey: apiKey.publicKey, curveType: 'API_KEY_CURVE_P256' }],
  })
  await signRawPayload(clientOf(apiKeyStamper(apiKey)), {
    organizationId,
    signWith: address,
    payload,
    encoding: 'PAYLOAD_ENCODING_HEXADECIMAL',
    hashFunction: 'HASH_FUNCTION_NO_OP',
  })
  await signer.close()

  const database = new DatabaseSync(file, { readOnly: true })
  const rows: Template['rows'] = {
    organizations: one(database, 'SELECT * FROM organizations WHERE id = ?', organizationId),
  }
  for (const table of ['users', 'api_keys', 'authenticators', 'wallets', 'wallet_accounts'])
    rows[table] = one(database, `SELECT * FROM ${table} WHERE organization_id = ?`, organizationId)
  database.close()
  const masterKey = Buffer.from(readFileSync(`${file}.key`, 'utf8').trim(), 'hex')
  return { organization: { id: organizationId, name, apiKey, address, credentialId }, rows, masterKey }
}

function copyOrganization({ organization, rows, masterKey }: Template, insert: Insert): LoadedOrganization {
  const apiKey = randomKeyPair('prime256v1')
  const { uncompressed, ...key } = randomKeyPair('secp256k1')
  const copy: LoadedOrganization = {
    id: randomUUID(),
    name: `Bench ${randomUUID()}`,
    apiKey,
    address: publicKeyToAddress(`0x${uncompressed}`),
    credentialId: randomBytes(32).toString('base64url'),
  }
  const names: Record<string, string> = {
    [organization.id]: copy.id,
    [organization.name]: copy.name,
    [organization.apiKey.publicKey]: apiKey.publicKey,
    [String(rows.api_keys?.point)]: apiKey.uncompressed,
    [organization.address]: copy.address,
    [organization.credentialId]: copy.credentialId,
    [String(rows.wallet_accounts?.public_key)]: key.publicKey,
  }
  for (const [table, { id }] of Object.entries(rows)) if (table !== 'organizations') names[String(id)] = randomUUID()
  for (const [table, row] of Object.entries(rows)) {
    const changed = renamed(row, names)
    const place = `${table}/${changed.id}`
    if (row.sealed_key !== undefined)
      changed.sealed_key = seal(masterKey, Buffer.from(key.privateKey, 'hex'), `${place}/key`)
    if (row.sealed_mnemonic instanceof Uint8Array)
      changed.sealed_mnemonic = seal(
        masterKey,
        unseal(masterKey, row.sealed_mnemonic, `${table}/${row.id}/mnemonic`),
        `${place}/mnemonic`,
      )
    insert(table, changed)
  }
  return copy
}

function randomKeyPair(curve: 'prime256v1' | 'secp256k1'): KeyPair & { uncompressed: string } {
  const ecdh = createECDH(curve)
  ecdh.generateKeys()
  return {
    publicKey: ecdh.getPublicKey('hex', 'compressed'),
    privateKey: ecdh.getPrivateKey('hex').padStart(64, '0'),
    uncompressed: ecdh.getPublicKey('hex'),
  }
}

type Insert = (table: string, row: Row) => void

/** One transaction that would not survive a crash; then everything that one row says of another is checked. */
function inOneGo(file: string, work: (insert: Insert, database: DatabaseSync) => void): void {
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
  if (broken.length > 0) throw new Error(`The loaded rows do not fit together: ${JSON.stringify(broken.slice(0, 5))}`)
}

function one(database: DatabaseSync, query: string, value: SQLOutputValue | undefined): Row {
  const [row, ...others] = database.prepare(query).all(value ?? null)
  if (row === undefined || others.length > 0) throw new Error(`The signer did not write one row: ${query}`)
  return { ...row }
}

/** The row with each name exchanged wherever it stands, and the columns given replaced. */
function renamed(row: Row, names: Readonly<Record<string, string>>, changes: Row = {}): Row {
  const entries = Object.entries({ ...row, ...changes }).map(([column, value]) => {
    if (typeof value !== 'string') return [column, value] as const
    return [column, renameIn(value, names)] as const
  })
  return Object.fromEntries(entries)
}

function renameIn(text: string, names: Readonly<Record<string, string>>): string {
  return Object.entries(names).reduce((renamed, [from, to]) => renamed.replaceAll(from, to), text)
}

/** AES-256-GCM as the signer seals: nonce, ciphertext, tag. */
function seal(masterKey: Buffer, secret: Uint8Array, place: string): Uint8Array<ArrayBuffer> {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', masterKey, nonce).setAAD(Buffer.from(place))
  return Buffer.concat([nonce, cipher.update(secret), cipher.final(), cipher.getAuthTag()])
}

function unseal(masterKey: Buffer, sealed: Uint8Array, place: string): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', masterKey, sealed.subarray(0, 12)).setAAD(Buffer.from(place))
  decipher.setAuthTag(sealed.subarray(-16))
  return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()])
}
