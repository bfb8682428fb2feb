import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLocalSigner, type LocalSigner } from 'viem-passkey-account/signer'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTestClient } from './testClient.js'

let folder: string
let database: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'passkey-signer-damage-'))
  database = join(folder, 'signer.db')
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

const pageSize = 4096

/** The outcome of starting a signer on the file, and of each request to sign. */
async function outcomesOf(
  identity: Pick<LocalSigner, 'organizationId' | 'apiKey'>,
  addresses: readonly string[],
): Promise<string[]> {
  const faults: unknown[] = []
  let signer: LocalSigner
  try {
    signer = await createLocalSigner({ database, onError: (error) => faults.push(error) })
  } catch (error) {
    return [error instanceof Error && 'code' in error ? `${error.name} ${error.code}` : `${error}`]
  }
  const client = createTestClient({
    url: 'http://signer.test',
    fetchFn: signer.fetch,
    signer: identity,
    clock: { ms: Date.now() },
  })
  // At once, so that they wait for the disk once.
  const outcomes = await Promise.all(
    addresses.map(async (signWith) => {
      const { status, text } = await client.submit(identity.apiKey, 'ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2', {
        signWith,
        payload: '00'.repeat(32),
        encoding: 'PAYLOAD_ENCODING_HEXADECIMAL',
        hashFunction: 'HASH_FUNCTION_NO_OP',
      })
      // Clients do not see the cause. `onError` does.
      return status === 500 ? `500 ${text.includes('"internal server error"')}` : `${status}`
    }),
  )
  expect(faults).toHaveLength(outcomes.filter((outcome) => outcome.startsWith('500')).length)
  await signer.close()
  return outcomes
}

test.each([0x00, 0xff])(
  'a database page overwritten with %i is refused, or the signer answers from the rest',
  async (byte) => {
    const whole = await createLocalSigner({ database })
    const addresses: string[] = []
    for (let n = 1; n <= 20; n++) {
      const { organizationId } = whole
      const { address } = await whole.importPrivateKey({ organizationId, privateKey: `${10 + n}`.repeat(32) })
      addresses.push(address)
    }
    await whole.close()
    const bytes = readFileSync(database)
    const outcomes = new Set<string>()
    for (let start = 0; start < bytes.length; start += pageSize) {
      const damaged = Buffer.from(bytes)
      damaged.fill(byte, start, start + pageSize)
      writeFileSync(database, damaged)
      for (const outcome of await outcomesOf(whole, addresses)) outcomes.add(outcome)
      // In any case the file was released.
      writeFileSync(database, bytes)
      expect(await outcomesOf(whole, addresses.slice(0, 1))).toEqual(['200'])
    }
    // A page may hold nothing that signing needs, something that it needs, or what every start needs.
    const known = [
      '200',
      '404',
      '401',
      '500 true',
      'SignerDatabaseError DATABASE_CORRUPT',
      'SignerDatabaseError DATABASE_FOREIGN',
    ]
    expect([...outcomes].filter((outcome) => !known.includes(outcome))).toEqual([])
    for (const outcome of ['200', '500 true', 'SignerDatabaseError DATABASE_CORRUPT'])
      expect(outcomes).toContain(outcome)
  },
)
