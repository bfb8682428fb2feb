import { ECDH } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { createLocalSigner, type LocalSigner } from 'viem-passkey-account/signer'
import { expect, onTestFinished, test } from 'vitest'
import { describeSigner } from './describeSigner.js'
import { coseEntries, coseKey, type HandMadePasskey, handMadePasskey, newP256Key } from './handMadePasskey.js'
import { refusal } from './refusal.js'
import {
  type Answer,
  type AuthenticatorParams,
  apiKeyParams,
  apiKeyStamp,
  createTestClient,
  keyPair,
  type TestClient,
  textAt,
} from './testClient.js'

type ApiKeyParams = { apiKeyName: string; publicKey: string; curveType: string; expirationSeconds?: string }
type Open = TestClient & { signer: LocalSigner }
type User = { authenticators?: readonly AuthenticatorParams[]; apiKeys?: readonly ApiKeyParams[] }

const tryToCreate = ({ signer, submit }: Open, ...users: readonly User[]): Promise<Answer> =>
  submit(signer.apiKey, 'ACTIVITY_TYPE_CREATE_SUB_ORGANIZATION_V8', {
    subOrganizationName: 'Sub',
    rootUsers: users.map((user, index) => ({ userName: `User ${index}`, ...user })),
    rootQuorumThreshold: 1,
  })

/** Creates a sub-organization whose root users have these credentials. @returns its id. */
async function create(context: Open, ...users: readonly User[]): Promise<string> {
  const answer = await tryToCreate(context, ...users)
  expect(answer.status, answer.text).toBe(200)
  return textAt(answer.body, 'activity.result.createSubOrganizationResultV8.subOrganizationId')
}

const conflict = (of: string) => refusal(401, 16, 'CREDENTIAL_CONFLICT', `more than one suborg associated with a ${of}`)
const mismatch = refusal(
  401,
  16,
  'SIGNATURE_INVALID',
  'could not verify WebAuthN signature: the signature does not match',
)
const logIn = ({ submit }: Open, stamp: (body: string) => Record<string, string>, organizationId?: string) =>
  submit(
    stamp,
    'ACTIVITY_TYPE_STAMP_LOGIN',
    { publicKey: keyPair().publicKey },
    organizationId === undefined ? {} : { organizationId },
  )

describeSigner('a squatter who registers the credential id of a passkey', {}, (context) => {
  test('with a key of the squatter does not keep its owner from signing in over the parent', async () => {
    const { signer, query } = context
    const victim = handMadePasskey()
    const squatter = handMadePasskey({ credentialId: victim.credentialId })
    // One who knew the id beforehand, and one who came later.
    const early = await create(context, { authenticators: [squatter.register()] })
    const id = await create(context, { authenticators: [victim.register()] })
    const late = await create(context, {
      authenticators: [handMadePasskey({ credentialId: victim.credentialId }).register()],
    })
    expect(await query(victim.stamp, 'whoami', signer.organizationId)).toMatchObject({
      status: 200,
      body: { organizationId: id },
    })
    expect(await logIn(context, victim.stamp)).toMatchObject({
      status: 200,
      body: { activity: { organizationId: id } },
    })
    expect(await query(squatter.stamp, 'whoami', signer.organizationId)).toMatchObject({
      body: { organizationId: early },
    })
    // Neither gets into the other's organization.
    expect(await query(victim.stamp, 'whoami', late)).toMatchObject(mismatch)
    expect(await query(squatter.stamp, 'whoami', id)).toMatchObject(mismatch)
    // A third key with the same id gets the answer that one with the id of a single passkey gets.
    const stranger = handMadePasskey({ credentialId: victim.credentialId })
    expect(await query(stranger.stamp, 'whoami', signer.organizationId)).toMatchObject(mismatch)
  })

  test('and its public key makes signing in ambiguous over the parent, and not with the organization named', async () => {
    const { signer, query } = context
    const victim = handMadePasskey()
    const id = await create(context, { authenticators: [victim.register()] })
    const squatted = await create(
      context,
      { apiKeys: [apiKeyParams(keyPair())] },
      { authenticators: [victim.register()] },
    )
    expect(await query(victim.stamp, 'whoami', signer.organizationId)).toMatchObject(conflict('credential ID'))
    expect(await logIn(context, victim.stamp)).toMatchObject(conflict('credential ID'))
    expect(await query(victim.stamp, 'whoami', id)).toMatchObject({ status: 200, body: { organizationId: id } })
    expect(await logIn(context, victim.stamp, id)).toMatchObject({ body: { activity: { organizationId: id } } })
    expect(await query(victim.stamp, 'whoami', squatted)).toMatchObject({ body: { organizationId: squatted } })
    // Who cannot sign for the key is not told that it is in two organizations.
    const stranger = handMadePasskey({ credentialId: victim.credentialId })
    expect(await query(stranger.stamp, 'whoami', signer.organizationId)).toMatchObject(mismatch)
  })

  test('and its public key for another RP ID changes nothing', async () => {
    const { signer, query } = context
    const key = newP256Key()
    const victim = handMadePasskey({ key })
    const id = await create(context, { authenticators: [victim.register()] })
    const other = handMadePasskey({ key, credentialId: victim.credentialId, rpId: 'other.localhost' })
    await create(context, { authenticators: [other.register()] })
    expect(await query(victim.stamp, 'whoami', signer.organizationId)).toMatchObject({ body: { organizationId: id } })
  })

  test('in the parent itself does not keep its owner out', async () => {
    const { signer, submit, query } = context
    const victim = handMadePasskey()
    const id = await create(context, { authenticators: [victim.register()] })
    const squat = handMadePasskey({ credentialId: victim.credentialId }).register()
    const made = await submit(signer.apiKey, 'ACTIVITY_TYPE_CREATE_USERS_V4', {
      users: [{ userName: 'Squatter', authenticators: [squat] }],
    })
    expect(made.status).toBe(200)
    expect(await query(victim.stamp, 'whoami', signer.organizationId)).toMatchObject({ body: { organizationId: id } })
    expect(await query(victim.stamp, 'whoami', id)).toMatchObject({ body: { organizationId: id } })
    expect(await logIn(context, victim.stamp)).toMatchObject({ body: { activity: { organizationId: id } } })
  })

  test('and its public key in the parent itself takes what names the parent, and nothing else', async () => {
    const { signer, submit, query } = context
    const victim = handMadePasskey()
    const id = await create(context, { authenticators: [victim.register()] })
    const made = await submit(signer.apiKey, 'ACTIVITY_TYPE_CREATE_USERS_V4', {
      users: [{ userName: 'Squatter', authenticators: [victim.register()] }],
    })
    expect(made.status).toBe(200)
    expect(await query(victim.stamp, 'whoami', signer.organizationId)).toMatchObject({ body: { username: 'Squatter' } })
    expect(await query(victim.stamp, 'whoami', id)).toMatchObject({ body: { organizationId: id } })
  })

  test('in a sub-organization does not hide a passkey of the parent there', async () => {
    const { signer, submit, query } = context
    const operator = handMadePasskey()
    const made = await submit(signer.apiKey, 'ACTIVITY_TYPE_CREATE_USERS_V4', {
      users: [{ userName: 'Operator', authenticators: [operator.register()] }],
    })
    expect(made.status).toBe(200)
    const squat = handMadePasskey({ credentialId: operator.credentialId }).register()
    const id = await create(context, { authenticators: [squat] })
    expect(await query(operator.stamp, 'list_users', id)).toMatchObject({ status: 200 })
    expect(await query(operator.stamp, 'whoami', id)).toMatchObject({
      body: { organizationId: signer.organizationId, username: 'Operator' },
    })
  })
})

test('a crowd of squatters costs a bounded number of verifications, and the owner who came first is found', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'squatting-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const database = join(folder, 'signer.db')
  const open = async () => {
    const signer = await createLocalSigner({ database })
    const clock = { ms: Date.now() }
    return { signer, clock, ...createTestClient({ url: 'http://signer.test', fetchFn: signer.fetch, signer, clock }) }
  }
  const first = await open()
  const victim = handMadePasskey()
  const id = await create(first, { authenticators: [victim.register()] })
  const squatter = handMadePasskey({ credentialId: victim.credentialId })
  await create(first, { authenticators: [squatter.register()] })
  await first.signer.close()

  const file = new DatabaseSync(database)
  file.exec(`
    CREATE TEMP TABLE crowd AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
      SELECT i FROM n;
    INSERT INTO organizations (id, parent_id, name, quorum_threshold, created_ms, updated_ms)
      SELECT 'o' || i, '${first.signer.organizationId}', 'Squat', 1, 0, 0 FROM crowd;
    INSERT INTO users (id, organization_id, name, tags, in_root_quorum, created_ms, updated_ms)
      SELECT 'u' || i, 'o' || i, 'Squatter', '[]', 1, 0, 0 FROM crowd;
    INSERT INTO authenticators SELECT 'a' || i, 'o' || i, 'u' || i, name, credential_id, public_key, rp_id_hash, aaguid,
      attestation_type, transports, created_ms, updated_ms FROM crowd, authenticators WHERE organization_id <> '${id}';
  `)
  file.close()

  const second = await open()
  onTestFinished(() => second.signer.close())
  const whoami = (stamp: (body: string) => Record<string, string>, organizationId: string) =>
    second.query(stamp, 'whoami', organizationId)
  expect(await whoami(victim.stamp, second.signer.organizationId)).toMatchObject({ body: { organizationId: id } })
  expect(await logIn(second, victim.stamp)).toMatchObject({ status: 200, body: { activity: { organizationId: id } } })
  // Someone who registers the id after a hundred others must name the organization.
  const late = handMadePasskey({ credentialId: victim.credentialId })
  const latesId = await create(second, { authenticators: [late.register()] })
  expect(await whoami(late.stamp, second.signer.organizationId)).toMatchObject(conflict('credential ID'))
  expect(await whoami(late.stamp, latesId)).toMatchObject({ body: { organizationId: latesId } })
})

describeSigner('the public key of an API key', {}, (context) => {
  const second = (key: { publicKey: string }) => ({
    ...apiKeyParams({ ...key, privateKey: '' }),
    expirationSeconds: '1',
  })

  test('of the parent, registered for a second in a sub-organization, does not blind the parent there', async () => {
    const { signer, query, clock } = context
    const id = await create(context, { apiKeys: [apiKeyParams(keyPair()), second(signer.apiKey)] })
    expect(await query(signer.apiKey, 'list_users', id)).toMatchObject({ status: 200 })
    clock.ms += 1000
    expect(await query(signer.apiKey, 'list_users', id)).toMatchObject({ status: 200 })
    expect(await query(signer.apiKey, 'whoami', id)).toMatchObject({ body: { organizationId: signer.organizationId } })
    // One that has expired in both is refused as before.
    const short = keyPair()
    const parentUser = { userName: 'Short', apiKeys: [second(short)] }
    await context.submit(signer.apiKey, 'ACTIVITY_TYPE_CREATE_USERS_V4', { users: [parentUser] })
    const other = await create(context, { apiKeys: [apiKeyParams(keyPair()), second(short)] })
    clock.ms += 1000
    expect(await query(short, 'list_users', other)).toMatchObject({
      status: 401,
      body: { turnkeyErrorCode: 'API_KEY_EXPIRED', message: expect.stringContaining(`organizationId=${other}`) },
    })
  })

  test('registered for another curve hides nothing', async () => {
    const { signer, query } = context
    const key = keyOnBothCurves()
    const id = await create(context, { apiKeys: [apiKeyParams(key)] })
    await create(context, {
      apiKeys: [apiKeyParams(keyPair()), { ...apiKeyParams(key), curveType: 'API_KEY_CURVE_SECP256K1' }],
    })
    expect(await query(key, 'whoami', signer.organizationId)).toMatchObject({ body: { organizationId: id } })
    const made = await context.submit(signer.apiKey, 'ACTIVITY_TYPE_CREATE_USERS_V4', {
      users: [{ userName: 'Squatter', apiKeys: [{ ...apiKeyParams(key), curveType: 'API_KEY_CURVE_SECP256K1' }] }],
    })
    expect(made.status).toBe(200)
    expect(await query(key, 'whoami', signer.organizationId)).toMatchObject({ body: { organizationId: id } })
  })

  test('in several sub-organizations is ambiguous over the parent while it lives in two of them', async () => {
    const { signer, query, clock } = context
    const key = keyPair()
    const id = await create(context, { apiKeys: [apiKeyParams(key)] })
    const squatted = await create(context, { apiKeys: [apiKeyParams(keyPair()), second(key)] })
    const whoami = (organizationId: string) => query(key, 'whoami', organizationId)
    expect(await whoami(signer.organizationId)).toMatchObject(conflict('public key'))
    expect(await whoami(id)).toMatchObject({ body: { organizationId: id } })
    expect(await whoami(squatted)).toMatchObject({ body: { organizationId: squatted } })
    // Who cannot sign for the key is not told that it is in two organizations.
    const forged = (body: string) => ({
      'X-Stamp': Buffer.from(
        JSON.stringify({
          ...JSON.parse(Buffer.from(apiKeyStamp(keyPair(), body)['X-Stamp'] ?? '', 'base64url').toString()),
          publicKey: key.publicKey,
        }),
      ).toString('base64url'),
    })
    expect(await query(forged, 'whoami', signer.organizationId)).toMatchObject(
      refusal(401, 16, 'SIGNATURE_INVALID', 'could not verify api key signature'),
    )
    clock.ms += 1000
    expect(await whoami(signer.organizationId)).toMatchObject({ body: { organizationId: id } })
  })
})

/** A P-256 key whose compressed point is one on secp256k1 as well: about every second is. */
function keyOnBothCurves() {
  for (;;) {
    const key = keyPair()
    try {
      ECDH.convertKey(key.publicKey, 'secp256k1', 'hex')
      return key
    } catch {
      // The x coordinate has no point on secp256k1.
    }
  }
}

describeSigner('one public key under two credential ids', {}, (context) => {
  test('is refused in one organization, however it is encoded', async () => {
    const key = newP256Key()
    const entries = coseEntries(key.publicKey)
    const encodings = [
      coseKey(entries),
      // The same key, with its map in another order, and with labels that are not part of it.
      coseKey([...entries].reverse()),
      coseKey([...entries, [100, 5]]),
      coseKey([...entries, [2, new Uint8Array(20)]]),
    ]
    for (const cose of encodings)
      await assertOnlyOne(
        handMadePasskey({ key, cose }),
        encodings.map((other) => handMadePasskey({ key, cose: other })),
      )
  })

  async function assertOnlyOne(one: HandMadePasskey, others: readonly HandMadePasskey[]): Promise<void> {
    const id = await create(context, { authenticators: [one.register()] })
    const { body } = await context.query(one.stamp, 'whoami', id)
    const userId = textAt(body, 'userId')
    for (const other of others) {
      expect(
        await context.submit(
          one.stamp,
          'ACTIVITY_TYPE_CREATE_AUTHENTICATORS_V2',
          { userId, authenticators: [other.register()] },
          { organizationId: id },
        ),
      ).toMatchObject(refusal(400, 3, 'REQUEST_INVALID', /^user credential public keys must be unique: /))
      // One passkey would be two of a quorum of two.
      expect(
        await tryToCreate(context, { authenticators: [one.register()] }, { authenticators: [other.register()] }),
      ).toMatchObject({ status: 400 })
    }
    // In another organization it is a key like any other.
    for (const other of others.slice(0, 1))
      expect(await tryToCreate(context, { authenticators: [other.register()] })).toMatchObject({ status: 200 })
  }

  test('is stored without what is not part of it', async () => {
    const key = newP256Key()
    const entries = coseEntries(key.publicKey)
    const { cose } = handMadePasskey({ key })
    const long = handMadePasskey({ key, cose: coseKey([...entries, [100, new Uint8Array(20_000)]]) })
    const id = await create(context, { authenticators: [long.register()] })
    const users = await context.query(long.stamp, 'list_users', id)
    expect(textAt(users.body, 'users.0.authenticators.0.credential.publicKey')).toBe(cose.toString('base64url'))
  })
})

describeSigner('with uniquePasskeys', { uniquePasskeys: true }, (context) => {
  test('a passkey is registered once, under any id and in any encoding, and again when it was deleted', async () => {
    const key = newP256Key()
    const victim = handMadePasskey({ key })
    const id = await create(context, { authenticators: [victim.register()] })
    const squats = [
      victim,
      handMadePasskey({ credentialId: victim.credentialId }),
      handMadePasskey({ key }),
      handMadePasskey({ key, cose: coseKey([...coseEntries(key.publicKey)].reverse()) }),
    ]
    for (const squat of squats)
      expect(await tryToCreate(context, { authenticators: [squat.register()] })).toMatchObject(
        refusal(400, 3, 'REQUEST_INVALID', /^user credential public keys must be unique: /),
      )
    expect(
      await context.submit(context.signer.apiKey, 'ACTIVITY_TYPE_CREATE_USERS_V4', {
        users: [{ userName: 'Squatter', authenticators: [victim.register()] }],
      }),
    ).toMatchObject({ status: 400 })
    expect(await context.query(victim.stamp, 'whoami', context.signer.organizationId)).toMatchObject({
      body: { organizationId: id },
    })
    expect(await tryToCreate(context, { authenticators: [handMadePasskey().register()] })).toMatchObject({
      status: 200,
    })

    await context.submit(victim.stamp, 'ACTIVITY_TYPE_DELETE_SUB_ORGANIZATION', {}, { organizationId: id })
    expect(await tryToCreate(context, { authenticators: [victim.register()] })).toMatchObject({ status: 200 })
  })
})
