import { ApiKeyStamper } from '@turnkey/api-key-stamper'
import { TurnkeyClient } from '@turnkey/http'
import { verifyMessage } from 'viem'
import {
  apiKeyStamper,
  createPasskey,
  createPasskeyAccount,
  createSignerClient,
  type FetchFn,
  type Passkey,
  webAuthnStamper,
} from 'viem-passkey-account'
import { createSubOrganization, query, stampRequest, whoami } from 'viem-passkey-account/actions'
import { createProxy, createSignUpHandler } from 'viem-passkey-account/server'
import { createLocalSigner, type LocalSigner, listen } from 'viem-passkey-account/signer'
import { createVirtualPasskey } from 'viem-passkey-account/testing'
import { describe, expect, onTestFinished, test } from 'vitest'
import { readError } from './requests.js'
import { serve } from './serve.js'

const rpId = 'localhost'
const origin = 'http://localhost:5173'

async function startSigner(options: Parameters<typeof createLocalSigner>[0] = {}): Promise<LocalSigner> {
  const signer = await createLocalSigner(options)
  onTestFinished(() => signer.close())
  return signer
}

function serverClient(signer: LocalSigner, now?: () => number) {
  return createSignerClient({ stamper: apiKeyStamper(signer.apiKey), fetchFn: signer.fetch, now })
}

async function register() {
  const authenticator = createVirtualPasskey({ rpId, origin })
  const passkey = await createPasskey({
    rp: { id: rpId },
    user: { name: 'ada@example.com' },
    createFn: authenticator.createFn,
  })
  const stamper = webAuthnStamper({ rpId, getFn: authenticator.getFn })
  return { authenticator, passkey, stamper }
}

describe('the proxy in front of the local signer', () => {
  async function user(signer: LocalSigner) {
    const registered = await register()
    const { organizationId } = signer
    const wallet = await createSubOrganization(serverClient(signer), {
      organizationId,
      passkey: registered.passkey,
      userName: 'ada@example.com',
    })
    return { ...registered, wallet }
  }

  /** The client in the page, through the proxy: in process, and over HTTP on both sides of it. */
  const ways: [string, (signer: LocalSigner) => Promise<{ url: string; fetchFn?: FetchFn }>][] = [
    [
      'in process',
      async (signer) => ({
        url: 'https://app.example.com/api/signer',
        fetchFn: createProxy({ upstream: 'https://signer.invalid', basePath: '/api/signer', fetchFn: signer.fetch }),
      }),
    ],
    [
      'over HTTP',
      async (signer) => {
        const upstream = await listen(signer, { port: 0 })
        onTestFinished(() => upstream.close())
        const { url } = await serve(createProxy({ upstream: upstream.url, basePath: '/api/signer' }))
        return { url: `${url}/api/signer` }
      },
    ],
  ]

  test.each(ways)('%s: a passkey signs for one prompt, and the signature is the account’s', async (_name, through) => {
    const signer = await startSigner()
    const { authenticator, stamper, wallet } = await user(signer)
    const client = createSignerClient({ ...(await through(signer)), stamper })
    const account = createPasskeyAccount({ client, ...wallet })
    const before = authenticator.prompts.length
    const signature = await account.signMessage({ message: 'ä 😀' })
    expect(await verifyMessage({ address: wallet.address, message: 'ä 😀', signature })).toBe(true)
    expect(authenticator.prompts.length - before).toBe(1)
  })

  test.each(ways)('%s: a signed request, stamped against the proxy and posted as JSON', async (_name, through) => {
    const signer = await startSigner()
    const { stamper, wallet } = await user(signer)
    const way = await through(signer)
    const client = createSignerClient({ ...way, stamper })
    const signed = await stampRequest(client, {
      path: '/public/v1/query/whoami',
      body: { organizationId: wallet.organizationId },
    })
    const { fetchFn = (request) => fetch(request) } = way
    const request = new Request(way.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(signed),
    })
    const response = await fetchFn(request)
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ organizationId: wallet.organizationId, userId: wallet.userId })
  })

  test.each(ways)(
    '%s: a body changed on the way is the signer’s to refuse, in its own words',
    async (_name, through) => {
      const signer = await startSigner()
      const { stamper, wallet } = await user(signer)
      const way = await through(signer)
      const client = createSignerClient({
        ...way,
        stamper: { stamp: (payload) => stamper.stamp(`${payload} `) },
      })
      await expect(whoami(client, { organizationId: wallet.organizationId })).rejects.toMatchObject({
        name: 'StampRejectedError',
        status: 401,
        turnkeyErrorCode: 'SIGNATURE_INVALID',
      })
    },
  )

  test('the official client, with the proxy as its base URL', async () => {
    const signer = await startSigner()
    const { url } = await serve(createProxy({ basePath: '/api/signer', fetchFn: signer.fetch }))
    const { publicKey: apiPublicKey, privateKey: apiPrivateKey } = signer.apiKey
    const client = new TurnkeyClient(
      { baseUrl: `${url}/api/signer` },
      new ApiKeyStamper({ apiPublicKey, apiPrivateKey }),
    )
    const { organizationId } = signer
    const me = await client.getWhoami({ organizationId })
    expect(me).toMatchObject({ organizationId, username: 'Root user' })

    const signed = await client.stampGetWhoami({ organizationId })
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(`${url}/api/signer`, { method: 'POST', headers, body: JSON.stringify(signed) })
    expect(await response.json()).toEqual(me)

    await expect(client.getPolicies({ organizationId })).rejects.toMatchObject({ name: 'TurnkeyRequestError', code: 7 })
  })

  test('a path that is not allowed is a typed error of the client', async () => {
    const signer = await startSigner()
    const { stamper, wallet } = await user(signer)
    const [, through] = ways[0] ?? []
    const client = createSignerClient({ ...(await through?.(signer)), stamper })
    await expect(
      query(client, { path: '/public/v1/query/get_policies', body: { organizationId: wallet.organizationId } }),
    ).rejects.toMatchObject({ name: 'NotPermittedError', status: 403 })
  })

  test('a signer that is down is a typed error of the client, after retries with the same bytes', async () => {
    const signer = await startSigner()
    const { stamper, wallet } = await user(signer)
    let attempts = 0
    const fetchFn: FetchFn = async (request) => {
      attempts++
      if (attempts < 3) throw new TypeError('fetch failed')
      return signer.fetch(request)
    }
    const client = createSignerClient({
      url: 'https://app.example.com',
      stamper,
      fetchFn: createProxy({ fetchFn }),
      pollingInterval: 1,
    })
    const { userId } = await whoami(client, { organizationId: wallet.organizationId })
    expect(userId).toBe(wallet.userId)
    expect(attempts).toBe(3)
  })
})

describe('the sign-up handler in front of the local signer', () => {
  function post(passkey: Passkey, changes: object = {}): Request {
    return new Request('https://app.example.com/api/sign-up', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ passkey, userName: 'ada@example.com', ...changes }),
    })
  }

  async function subOrganizations(signer: LocalSigner, passkey: Passkey): Promise<unknown> {
    const { organizationIds } = await query(serverClient(signer), {
      path: '/public/v1/query/list_suborgs',
      body: { organizationId: signer.organizationId, filterType: 'CREDENTIAL_ID', filterValue: passkey.credentialId },
    })
    return organizationIds
  }

  function handlerOf(signer: LocalSigner, now?: () => number) {
    const errors: unknown[] = []
    const handler = createSignUpHandler({
      client: serverClient(signer, now),
      organizationId: signer.organizationId,
      onError: (error) => errors.push(error),
    })
    return { handler, errors }
  }

  test('creates a wallet that only the passkey can sign with', async () => {
    const signer = await startSigner()
    const { passkey, stamper } = await register()
    const response = await handlerOf(signer).handler(post(passkey))
    expect(response.status).toBe(200)
    const text = await response.text()
    expect(text).not.toContain(signer.apiKey.privateKey)
    const { wallet } = JSON.parse(text)
    expect(wallet.credentialId).toBe(passkey.credentialId)

    const client = createSignerClient({ stamper, fetchFn: signer.fetch })
    const account = createPasskeyAccount({ client, ...wallet })
    const signature = await account.signMessage({ message: 'hello' })
    expect(await verifyMessage({ address: wallet.address, message: 'hello', signature })).toBe(true)

    const parents = createPasskeyAccount({ client: serverClient(signer), ...wallet })
    await expect(parents.signMessage({ message: 'hello' })).rejects.toMatchObject({ name: 'NotPermittedError' })
  })

  test('returns the same wallet again: at once, concurrently and a day later', async () => {
    let time = Date.now()
    const now = () => time
    const signer = await startSigner({ now })
    const { passkey } = await register()
    const { handler, errors } = handlerOf(signer, now)
    const wallets = []
    for (const response of await Promise.all([handler(post(passkey)), handler(post(passkey)), handler(post(passkey))]))
      wallets.push(await response.json())
    time += 24 * 3600_000
    wallets.push(await (await handler(post(passkey, { userName: 'renamed' }))).json())
    expect(wallets.map((answer) => answer.wallet.address)).toHaveLength(4)
    expect(new Set(wallets.map((answer) => JSON.stringify(answer))).size).toBe(1)
    expect(await subOrganizations(signer, passkey)).toEqual([wallets[0].wallet.organizationId])
    expect(errors).toEqual([])
  })

  test('two different concurrent posts create one wallet', async () => {
    const signer = await startSigner()
    const { passkey } = await register()
    const { handler } = handlerOf(signer)
    const answers = await Promise.all(
      ['ada', 'ada@example.com'].map(async (userName) => (await handler(post(passkey, { userName }))).json()),
    )
    expect(answers[0]).toEqual(answers[1])
    expect(await subOrganizations(signer, passkey)).toEqual([answers[0].wallet.organizationId])
  })

  test('two servers create one wallet concurrently', async () => {
    const noon = Date.UTC(2030, 0, 1, 12)
    const signer = await startSigner({ now: () => noon })
    const { passkey } = await register()
    // Neither sees the other's sub-organization before both have asked for one.
    let looked = 0
    let bothLooked = (): void => undefined
    const gate = new Promise<void>((resolve) => {
      bothLooked = resolve
    })
    const fetchFn: FetchFn = async (request) => {
      const response = await signer.fetch(request)
      if (request.url.endsWith('/list_suborgs')) {
        looked++
        if (looked === 2) bothLooked()
        await gate
      }
      return response
    }
    const answers = await Promise.all(
      [1, 60_000].map(async (offset) => {
        const client = createSignerClient({ stamper: apiKeyStamper(signer.apiKey), fetchFn, now: () => noon + offset })
        const handler = createSignUpHandler({ client, organizationId: signer.organizationId })
        return (await handler(post(passkey))).json()
      }),
    )
    expect(answers[0]).toEqual(answers[1])
    expect(await subOrganizations(signer, passkey)).toEqual([answers[0].wallet.organizationId])
  })

  test('a registration with the credential id of another passkey gets nothing', async () => {
    const signer = await startSigner()
    const { authenticator, passkey } = await register()
    const { handler } = handlerOf(signer)
    expect((await handler(post(passkey))).status).toBe(200)

    // Another key under the same credential id: without attestation that takes a text editor.
    const forger = await register()
    const ownId = Buffer.from(forger.passkey.credentialId, 'base64url')
    const attestationObject = Buffer.from(forger.passkey.attestation.attestationObject, 'base64url')
    Buffer.from(passkey.credentialId, 'base64url').copy(attestationObject, attestationObject.indexOf(ownId))
    const forged: Passkey = {
      ...forger.passkey,
      credentialId: passkey.credentialId,
      attestation: {
        ...forger.passkey.attestation,
        credentialId: passkey.credentialId,
        attestationObject: attestationObject.toString('base64url'),
      },
    }
    expect(await readError(await handler(post(forged)))).toEqual({ status: 409, reason: 'passkey_taken', code: 6 })
    expect(await subOrganizations(signer, passkey)).toHaveLength(1)
    expect(authenticator.prompts).toHaveLength(1)
  })

  test('a registration that the signer refuses creates nothing, and the page gets no details', async () => {
    const signer = await startSigner()
    const { passkey } = await register()
    const { handler, errors } = handlerOf(signer)
    const response = await handler(post({ ...passkey, challenge: 'AAAA' }))
    expect(await response.clone().text()).not.toMatch(/attestation|challenge/i)
    expect(await readError(response)).toEqual({ status: 502, reason: 'sign_up_failed', code: 14 })
    expect(errors).toHaveLength(1)
    expect(await subOrganizations(signer, passkey)).toEqual([])
  })
})
