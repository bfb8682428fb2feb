import { createECDH, createHash, createPrivateKey, sign } from 'node:crypto'
import type { LocalSigner } from 'viem-passkey-account/signer'
import { createVirtualPasskey, type VirtualPasskey } from 'viem-passkey-account/testing'

export type KeyPair = { publicKey: string; privateKey: string }
export type Answer = { status: number; headers: Headers; text: string; body: unknown }
export type Stamps = Record<string, string>
/** Who stamps a request: a key pair, a passkey, or a function that returns headers. */
export type Caller = KeyPair | Registered | ((body: string) => Stamps | Promise<Stamps>)
export type Registered = { passkey: VirtualPasskey; rpId: string; params: AuthenticatorParams; credentialId: string }
export type AuthenticatorParams = {
  authenticatorName: string
  challenge: string
  attestation: {
    credentialId: string
    clientDataJson: string
    attestationObject: string
    transports: ('AUTHENTICATOR_TRANSPORT_INTERNAL' | 'AUTHENTICATOR_TRANSPORT_HYBRID')[]
  }
}

export function keyPair(): KeyPair {
  const ecdh = createECDH('prime256v1')
  ecdh.generateKeys()
  return {
    publicKey: ecdh.getPublicKey('hex', 'compressed'),
    privateKey: ecdh.getPrivateKey('hex').padStart(64, '0'),
  }
}

/** Stamps with Node's crypto, written from the documentation alone. */
export function apiKeyStamp({ publicKey, privateKey }: KeyPair, body: string | Uint8Array): Stamps {
  const ecdh = createECDH('prime256v1')
  ecdh.setPrivateKey(privateKey, 'hex')
  const point = ecdh.getPublicKey()
  const key = createPrivateKey({
    format: 'jwk',
    key: {
      kty: 'EC',
      crv: 'P-256',
      d: Buffer.from(privateKey, 'hex').toString('base64url'),
      x: point.subarray(1, 33).toString('base64url'),
      y: point.subarray(33).toString('base64url'),
    },
  })
  const signature = sign('sha256', Buffer.from(body), key).toString('hex')
  const stamp = { publicKey, scheme: 'SIGNATURE_SCHEME_TK_API_P256', signature }
  return { 'X-Stamp': Buffer.from(JSON.stringify(stamp)).toString('base64url') }
}

export async function passkeyStamp(
  { passkey, rpId, credentialId }: Registered,
  body: string | Uint8Array,
): Promise<Stamps> {
  const hash = createHash('sha256').update(body).digest('hex')
  const { id, response } = await passkey.getFn({
    challenge: Buffer.from(hash).toString('base64url'),
    rpId,
    allowCredentials: [{ id: credentialId, type: 'public-key' }],
  })
  return {
    'X-Stamp-Webauthn': JSON.stringify({
      authenticatorData: response.authenticatorData,
      clientDataJson: response.clientDataJSON,
      credentialId: id,
      signature: response.signature,
    }),
  }
}

export async function register(
  options: { rpId?: string; origin?: string; passkey?: VirtualPasskey } = {},
): Promise<Registered> {
  const { rpId = 'localhost', origin = 'http://localhost:5173' } = options
  const passkey = options.passkey ?? createVirtualPasskey({ rpId, origin })
  const challenge = Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64url')
  const { id, response } = await passkey.createFn({
    challenge,
    rp: { id: rpId, name: 'App' },
    user: { id: Buffer.from(crypto.randomUUID()).toString('base64url'), name: 'ada', displayName: 'Ada' },
    pubKeyCredParams: [{ alg: -7, type: 'public-key' }],
  })
  return {
    passkey,
    rpId,
    credentialId: id,
    params: {
      authenticatorName: 'Passkey',
      challenge,
      attestation: {
        credentialId: id,
        clientDataJson: response.clientDataJSON,
        attestationObject: response.attestationObject,
        transports: ['AUTHENTICATOR_TRANSPORT_INTERNAL', 'AUTHENTICATOR_TRANSPORT_HYBRID'],
      },
    },
  }
}

export function apiKeyParams(key: KeyPair): {
  apiKeyName: string
  publicKey: string
  curveType: 'API_KEY_CURVE_P256'
} {
  return { apiKeyName: 'Key', publicKey: key.publicKey, curveType: 'API_KEY_CURVE_P256' }
}

export const ethereumAccount = {
  curve: 'CURVE_SECP256K1',
  pathFormat: 'PATH_FORMAT_BIP32',
  path: "m/44'/60'/0'/0/0",
  addressFormat: 'ADDRESS_FORMAT_ETHEREUM',
} as const

async function stampsOf(caller: Caller, body: string): Promise<Stamps> {
  if (typeof caller === 'function') return caller(body)
  return 'passkey' in caller ? passkeyStamp(caller, body) : apiKeyStamp(caller, body)
}

/** The value at a path such as `activity.result.createWalletResult.addresses.0`. */
export function at(value: unknown, path: string): unknown {
  let found: unknown = value
  for (const key of path.split('.')) {
    if (typeof found !== 'object' || found === null) throw new Error(`${path} is not in ${JSON.stringify(value)}`)
    found = Reflect.get(found, key)
  }
  return found
}

export function textAt(value: unknown, path: string): string {
  const found = at(value, path)
  if (typeof found !== 'string') throw new Error(`${path} is no string in ${JSON.stringify(value)}`)
  return found
}

export type SubmitOptions = { organizationId?: string; timestampMs?: number | string; type?: string; path?: string }

export type SubOrganization = { id: string; rootUserIds: string[]; walletId: string; address: `0x${string}` }

export type TestClient = {
  /** Sends a request unchanged. */
  send(
    path: string,
    body: string | Uint8Array<ArrayBuffer>,
    headers?: Record<string, string>,
    method?: string,
  ): Promise<Answer>
  /** Stamps and posts JSON. */
  post(caller: Caller, path: string, body: unknown): Promise<Answer>
  query(caller: Caller, name: string, organizationId: string, body?: Record<string, unknown>): Promise<Answer>
  submit(caller: Caller, type: string, parameters: unknown, options?: SubmitOptions): Promise<Answer>
  /** The body that `submit` would post. */
  activityBody(type: string, parameters: unknown, options?: SubmitOptions): string
  createSubOrganization(
    rootUsers: readonly { authenticators?: readonly Registered[]; apiKeys?: readonly KeyPair[] }[],
    rootQuorumThreshold?: number,
  ): Promise<SubOrganization>
}

/** `ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2` → `sign_raw_payload` */
export function pathOf(type: string): string {
  return type
    .replace(/^ACTIVITY_TYPE_/, '')
    .replace(/_V[0-9]+$/, '')
    .toLowerCase()
}

export function createTestClient(parameters: {
  url: string
  fetchFn: (request: Request) => Promise<Response>
  signer: Pick<LocalSigner, 'organizationId' | 'apiKey'>
  clock: { ms: number }
}): TestClient {
  const { url, fetchFn, signer, clock } = parameters
  let tick = 0

  const send: TestClient['send'] = async (path, body, headers = {}, method = 'POST') => {
    const response = await fetchFn(
      new Request(`${url}${path}`, {
        method,
        headers: { 'content-type': 'application/json', ...headers },
        ...(method === 'GET' || method === 'HEAD' ? {} : { body }),
      }),
    )
    const text = await response.text()
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: text === '' ? undefined : JSON.parse(text),
    }
  }
  const post: TestClient['post'] = async (caller, path, body) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    return send(path, text, await stampsOf(caller, text))
  }
  const activityBody: TestClient['activityBody'] = (type, parameters, options = {}) => {
    const { organizationId = signer.organizationId, timestampMs = clock.ms + tick++ } = options
    return JSON.stringify({ type, timestampMs: String(timestampMs), organizationId, parameters })
  }
  const submit: TestClient['submit'] = (caller, type, parameters, options = {}) =>
    post(
      caller,
      `/public/v1/submit/${options.path ?? pathOf(type)}`,
      activityBody(options.type ?? type, parameters, options),
    )

  return {
    send,
    post,
    activityBody,
    submit,
    query: (caller, name, organizationId, body = {}) =>
      post(caller, `/public/v1/query/${name}`, { organizationId, ...body }),
    async createSubOrganization(rootUsers, rootQuorumThreshold = 1) {
      const answer = await submit(signer.apiKey, 'ACTIVITY_TYPE_CREATE_SUB_ORGANIZATION_V8', {
        subOrganizationName: 'Ada',
        rootUsers: rootUsers.map((user, index) => ({
          userName: `Root ${index + 1}`,
          apiKeys: (user.apiKeys ?? []).map(apiKeyParams),
          authenticators: (user.authenticators ?? []).map(({ params }) => params),
          oauthProviders: [],
        })),
        rootQuorumThreshold,
        wallet: { walletName: 'Wallet', accounts: [ethereumAccount] },
      })
      const result = at(answer.body, 'activity.result.createSubOrganizationResultV8')
      const rootUserIds = at(result, 'rootUserIds')
      if (!Array.isArray(rootUserIds)) throw new Error('there are no root users')
      return {
        id: textAt(result, 'subOrganizationId'),
        rootUserIds,
        walletId: textAt(result, 'wallet.walletId'),
        address: `0x${textAt(result, 'wallet.addresses.0').slice(2)}`,
      }
    },
  }
}
