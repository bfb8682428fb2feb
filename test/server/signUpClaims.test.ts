import { apiKeyStamper, createPasskey, createSignerClient, type FetchFn, type Passkey } from 'viem-passkey-account'
import { query } from 'viem-passkey-account/actions'
import { createSignUpHandler } from 'viem-passkey-account/server'
import { createLocalSigner, type LocalSigner } from 'viem-passkey-account/signer'
import { createVirtualPasskey } from 'viem-passkey-account/testing'
import { describe, expect, onTestFinished, test } from 'vitest'
import { readError } from './requests.js'

const beforeTen = Date.UTC(2030, 0, 1, 9, 59, 59)
const minutes = (count: number) => count * 60_000

async function startSigner(now?: () => number): Promise<LocalSigner> {
  const signer = await createLocalSigner({ now, faults: true })
  onTestFinished(() => signer.close())
  return signer
}

/** The app's database: one table with a unique key. */
function createDatabase() {
  const rows = new Map<string, string>()
  const claim = async (key: string, value: string) => {
    const stored = rows.get(key) ?? value
    rows.set(key, stored)
    return stored
  }
  return { rows, claim }
}

/** An instance of the app's server. */
function instanceOf(
  signer: LocalSigner,
  { fetchFn = signer.fetch, now, claim }: { fetchFn?: FetchFn; now?: () => number; claim?: unknown },
) {
  const errors: unknown[] = []
  const handler = createSignUpHandler({
    client: createSignerClient({ stamper: apiKeyStamper(signer.apiKey), fetchFn, now, pollingInterval: 1 }),
    organizationId: signer.organizationId,
    onError: (error) => errors.push(error),
    ...Object.assign({}, claim && { claim }),
  })
  const post = (passkey: Passkey, userName = 'ada@example.com') =>
    handler(
      new Request('https://app.example.com/api/sign-up', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ passkey, userName }),
      }),
    )
  return { post, errors }
}

async function register(): Promise<Passkey> {
  const { createFn } = createVirtualPasskey({ rpId: 'localhost', origin: 'http://localhost:5173' })
  return createPasskey({ rp: { id: 'localhost' }, user: { name: 'ada@example.com' }, createFn })
}

async function organizationsOf(signer: LocalSigner, { credentialId }: Passkey): Promise<unknown[]> {
  const client = createSignerClient({ stamper: apiKeyStamper(signer.apiKey), fetchFn: signer.fetch })
  const body = { organizationId: signer.organizationId, filterType: 'CREDENTIAL_ID', filterValue: credentialId }
  const { organizationIds } = await query(client, { path: '/public/v1/query/list_suborgs', body })
  return [organizationIds].flat()
}

/** Holds back the answers to the first look-ups until there are `count`, so that nobody sees the other's wallet. */
function holdSearches(signer: LocalSigner, count: number): FetchFn {
  let lookedUp = 0
  let release = (): void => undefined
  const all = new Promise<void>((resolve) => {
    release = resolve
  })
  return async (request) => {
    const response = await signer.fetch(request)
    if (request.url.endsWith('/list_suborgs')) {
      lookedUp++
      if (lookedUp === count) release()
      await all
    }
    return response
  }
}

describe('with claim', () => {
  test('three instances, other names, on both sides of ten minutes: one wallet', async () => {
    const signer = await startSigner(() => beforeTen)
    const passkey = await register()
    const { claim } = createDatabase()
    const fetchFn = holdSearches(signer, 3)
    const answers = await Promise.all(
      [0, 500, 1500].map(async (offset) => {
        const { post } = instanceOf(signer, { fetchFn, now: () => beforeTen + offset, claim })
        return (await post(passkey, `ada ${offset}`)).json()
      }),
    )
    expect(answers[1]).toEqual(answers[0])
    expect(answers[2]).toEqual(answers[0])
    expect(await organizationsOf(signer, passkey)).toEqual([answers[0].wallet.organizationId])
  })

  test.each<[string, (signer: LocalSigner) => FetchFn]>([
    [
      'before it has sent what it claimed',
      (signer) => async (request) => {
        if (request.url.endsWith('/create_sub_organization')) throw new TypeError('fetch failed')
        return signer.fetch(request)
      },
    ],
    [
      'after it has sent it, and lists lag behind',
      (signer) => async (request) => {
        const response = await signer.fetch(request)
        if (request.url.endsWith('/create_sub_organization')) throw new TypeError('fetch failed')
        return response
      },
    ],
  ])('an instance dies %s: the next one creates that wallet', async (_name, dying) => {
    const signer = await startSigner(() => beforeTen)
    const passkey = await register()
    const { claim, rows } = createDatabase()
    const dead = instanceOf(signer, { fetchFn: dying(signer), now: () => beforeTen, claim })
    expect(await readError(await dead.post(passkey, 'ada'))).toMatchObject({ reason: 'sign_up_failed' })
    const lagging: FetchFn = async (request) =>
      request.url.endsWith('/list_suborgs') ? Response.json({ organizationIds: [] }) : signer.fetch(request)
    const { post } = instanceOf(signer, { fetchFn: lagging, now: () => beforeTen + minutes(2), claim })
    const { wallet } = await (await post(passkey, 'lovelace')).json()
    expect(await organizationsOf(signer, passkey)).toEqual([wallet.organizationId])
    expect([...rows.keys()]).toEqual([passkey.credentialId])
  })

  test('what was claimed long ago and never sent does not stop the passkey', async () => {
    let time = beforeTen
    const now = () => time
    const signer = await startSigner(now)
    const passkey = await register()
    const { claim, rows } = createDatabase()
    const down: FetchFn = async (request) => {
      if (request.url.endsWith('/create_sub_organization')) throw new TypeError('fetch failed')
      return signer.fetch(request)
    }
    for (let day = 1; day <= 3; day++) {
      await instanceOf(signer, { fetchFn: down, now, claim }).post(passkey)
      time += minutes(24 * 60)
    }
    const { wallet } = await (await instanceOf(signer, { now, claim }).post(passkey)).json()
    expect(await organizationsOf(signer, passkey)).toEqual([wallet.organizationId])
    const { credentialId } = passkey
    expect([...rows.keys()]).toEqual([credentialId, `${credentialId}.2`, `${credentialId}.3`, `${credentialId}.4`])
  })

  test('an activity that failed is not the end, and two instances agree on the next one', async () => {
    const signer = await startSigner(() => beforeTen)
    const passkey = await register()
    const { claim } = createDatabase()
    const options = { now: () => beforeTen, claim }
    signer.addFault({ kind: 'failed', on: ['create_sub_organization'] })
    expect(await readError(await instanceOf(signer, options).post(passkey))).toMatchObject({ reason: 'sign_up_failed' })
    const fetchFn = holdSearches(signer, 2)
    const answers = await Promise.all(
      ['ada', 'lovelace'].map(async (name) =>
        (await instanceOf(signer, { ...options, fetchFn }).post(passkey, name)).json(),
      ),
    )
    expect(answers[1]).toEqual(answers[0])
    expect(await organizationsOf(signer, passkey)).toEqual([answers[0].wallet.organizationId])
  })

  test('somebody else claims the passkey with a registration that the signer refuses', async () => {
    const signer = await startSigner()
    const passkey = await register()
    const { claim } = createDatabase()
    const { post } = instanceOf(signer, { claim })
    expect((await post({ ...passkey, challenge: 'AAAA' })).status).toBe(502)
    const response = await post(passkey)
    expect(response.status).toBe(200)
    expect((await response.json()).wallet.credentialId).toBe(passkey.credentialId)
  })

  test('a clock that is wrong is no reason to claim again', async () => {
    const signer = await startSigner(() => beforeTen + minutes(180))
    const passkey = await register()
    const { rows, claim } = createDatabase()
    for (const userName of ['ada@example.com', 'ada@example.org']) {
      const { post, errors } = instanceOf(signer, { now: () => beforeTen, claim })
      expect((await post(passkey, userName)).status).toBe(502)
      expect(errors).toMatchObject([{ name: 'ClockSkewError' }])
    }
    expect([...rows.keys()]).toEqual([passkey.credentialId])
  })

  test('somebody else claims the credential id with another key, in between', async () => {
    const signer = await startSigner()
    const passkey = await register()
    const other = await register()
    const object = Buffer.from(other.attestation.attestationObject, 'base64url')
    const at = object.indexOf(Buffer.from(other.credentialId, 'base64url'))
    Buffer.from(passkey.credentialId, 'base64url').copy(object, at)
    const attestationObject = object.toString('base64url')
    const { credentialId } = passkey
    const forged = { ...other, credentialId, attestation: { ...other.attestation, credentialId, attestationObject } }
    const { claim } = createDatabase()
    const fetchFn = holdSearches(signer, 2)
    const responses = await Promise.all(
      [forged, passkey].map((each) => instanceOf(signer, { fetchFn, claim }).post(each)),
    )
    // Either may claim first. The other one gets nothing.
    const [refused, ...more] = responses.filter(({ status }) => status !== 200)
    expect(more).toEqual([])
    expect(refused && (await readError(refused))).toEqual({ status: 409, reason: 'passkey_taken', code: 6 })
    expect(await organizationsOf(signer, passkey)).toHaveLength(1)
  })

  test.each<[string, unknown, unknown]>([
    ['returns true', () => true, expect.any(TypeError)],
    ['returns nothing', () => undefined, expect.any(TypeError)],
    ['returns null', () => null, expect.any(TypeError)],
    ['returns another passkey’s value', () => JSON.stringify({ timestampMs: '1', signUp: {} }), expect.any(TypeError)],
    ['throws', () => Promise.reject(new Error('database down')), new Error('database down')],
  ])('that %s: nothing is created, and onError says why', async (_name, claim, error) => {
    const signer = await startSigner()
    const passkey = await register()
    const { post, errors } = instanceOf(signer, { claim })
    expect(await readError(await post(passkey))).toEqual({ status: 502, reason: 'sign_up_failed', code: 14 })
    expect(errors).toEqual([error])
    expect(await organizationsOf(signer, passkey)).toEqual([])
  })

  test('is not asked for a passkey that has its wallet', async () => {
    const signer = await startSigner()
    const passkey = await register()
    const first = await (await instanceOf(signer, {}).post(passkey)).json()
    const claim = () => {
      throw new Error('asked')
    }
    expect(await (await instanceOf(signer, { claim }).post(passkey)).json()).toEqual(first)
  })

  test('that is no function is a TypeError', () => {
    const parameters = { client: createSignerClient(), organizationId: 'o', ...JSON.parse('{"claim":"claims"}') }
    expect(() => createSignUpHandler(parameters)).toThrow(TypeError)
  })
})

describe('without claim', () => {
  test('one instance creates one wallet, though lists lag, names differ and ten minutes pass', async () => {
    let time = beforeTen
    const now = () => time
    const signer = await startSigner(now)
    const passkey = await register()
    const lagging: FetchFn = async (request) =>
      request.url.endsWith('/list_suborgs') ? Response.json({ organizationIds: [] }) : signer.fetch(request)
    const { post } = instanceOf(signer, { fetchFn: lagging, now })
    const { wallet } = await (await post(passkey, 'ada')).json()
    time += minutes(30)
    expect(await (await post(passkey, 'lovelace')).json()).toEqual({ wallet })
    expect(await organizationsOf(signer, passkey)).toEqual([wallet.organizationId])
  })

  test('an activity that failed is followed by another one', async () => {
    const signer = await startSigner(() => beforeTen)
    const passkey = await register()
    signer.addFault({ kind: 'failed', on: ['create_sub_organization'] })
    const response = await instanceOf(signer, { now: () => beforeTen }).post(passkey)
    expect(response.status).toBe(200)
    expect(await organizationsOf(signer, passkey)).toHaveLength(1)
  })
})
