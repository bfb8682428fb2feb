import { createRequire } from 'node:module'
import type { LocalAccount } from 'viem'
import { root } from '../../../scripts/lib/root.ts'
import type { KeyPair } from '../../signer/testClient.ts'

/** One folder of packages, with a lock file, for each. */
export const years = ['2024', '2025'] as const
export type Year = (typeof years)[number]

/** A client's calls by name. */
export type Calls<name extends string> = Readonly<Record<name, (input?: object) => Promise<unknown>>>
export type HttpClient = Calls<HttpCall>
export type ServerClient = Calls<ServerCall>
export type Stamper = { stamp(body: string): Promise<{ stampHeaderName: string; stampHeaderValue: string }> }

type HttpCall =
  | ServerCall
  | 'approveActivity'
  | 'createApiKeys'
  | 'createAuthenticators'
  | 'createPrivateKeys'
  | 'createUsers'
  | 'deleteApiKeys'
  | 'deleteAuthenticators'
  | 'deletePrivateKeys'
  | 'deleteSubOrganization'
  | 'deleteUsers'
  | 'deleteWallets'
  | 'getApiKeys'
  | 'getAuthenticators'
  | 'getPrivateKey'
  | 'getPrivateKeys'
  | 'rejectActivity'
  | 'signRawPayloads'
  | 'stampGetWhoami'
  | 'stampLogin'
  | 'updateUser'
type ServerCall =
  | 'createSubOrganization'
  | 'createWallet'
  | 'createWalletAccounts'
  | 'getActivities'
  | 'getActivity'
  | 'getOrganizationConfigs'
  | 'getSubOrgIds'
  | 'getUser'
  | 'getUsers'
  | 'getWallet'
  | 'getWalletAccounts'
  | 'getWallets'
  | 'getWhoami'
  | 'signRawPayload'
  | 'signTransaction'

type AnyClient = HttpClient | ServerClient

/**
 * The older packages, with the types of what the tests call. Their own are not used: the packages are installed when the
 * tests run, and not where these files are compiled.
 */
export type OlderPackages = {
  ApiKeyStamper: new (key: { apiPublicKey: string; apiPrivateKey: string }) => Stamper
  WebauthnStamper: new (config: { rpId: string }) => Stamper
  http: {
    TurnkeyClient: new (config: { baseUrl: string }, stamper: Stamper) => HttpClient
    /** Calls that take the key of `init`. */
    TurnkeyApi: Calls<'getWhoami' | 'createWallet'>
    init(config: { apiPublicKey: string; apiPrivateKey: string; baseUrl: string }): void
    createActivityPoller(parameters: {
      client: HttpClient
      requestFn: (input?: object) => Promise<unknown>
      refreshIntervalMs: number
    }): (input: object) => Promise<unknown>
    withAsyncPolling(parameters: {
      request: (input?: object) => Promise<unknown>
      refreshIntervalMs: number
    }): (input: object) => Promise<unknown>
    getWebAuthnAttestation(options: object): Promise<object>
  }
  sdkServer: {
    Turnkey: new (config: {
      apiBaseUrl: string
      apiPublicKey: string
      apiPrivateKey: string
      defaultOrganizationId: string
      activityPoller: { intervalMs: number; numRetries: number }
    }) => { apiClient(): ServerClient; apiProxy(name: ServerCall, parameters: object[]): Promise<unknown> }
  }
  viem: {
    createAccount(parameters: ViemParameters): Promise<LocalAccount>
    createAccountWithAddress(parameters: ViemParameters & { ethereumAddress: string }): LocalAccount
    isTurnkeyActivityConsensusNeededError(error: unknown): unknown
    isTurnkeyActivityError(error: unknown): unknown
  }
}
type ViemParameters = { client: AnyClient; organizationId: string; signWith: string }

/** Loads a year's packages as an app in its folder would. */
export function loadPackages(year: Year): OlderPackages {
  const load = requireFrom(year)
  const { ApiKeyStamper } = load('@turnkey/api-key-stamper')
  const { WebauthnStamper } = load('@turnkey/webauthn-stamper')
  return {
    ApiKeyStamper,
    WebauthnStamper,
    http: load('@turnkey/http'),
    sdkServer: load('@turnkey/sdk-server'),
    viem: load('@turnkey/viem'),
  }
}

/** `require` of a file in the year's folder. */
export function requireFrom(year: Year): NodeJS.Require {
  return createRequire(root(`test/official/older/${year}/package.json`))
}

/** Version of a package in the year's folder. */
export function versionOf(year: Year, name: string): string {
  const { version } = requireFrom(year)(root(`test/official/older/${year}/node_modules/${name}/package.json`))
  return version
}

/** Creates the clients of a year's packages. */
export function createClients(year: Year, url: string): Clients {
  const { ApiKeyStamper, http, sdkServer } = loadPackages(year)
  const stamperOf = ({ publicKey, privateKey }: KeyPair): Stamper =>
    new ApiKeyStamper({ apiPublicKey: publicKey, apiPrivateKey: privateKey })
  return {
    httpClient: (from) => new http.TurnkeyClient({ baseUrl: url }, 'stamp' in from ? from : stamperOf(from)),
    serverClient: ({ publicKey, privateKey }, organizationId) =>
      new sdkServer.Turnkey({
        apiBaseUrl: url,
        apiPublicKey: publicKey,
        apiPrivateKey: privateKey,
        defaultOrganizationId: organizationId,
        activityPoller: { intervalMs: 1, numRetries: 2 },
      }).apiClient(),
  }
}

export type Clients = {
  httpClient(from: KeyPair | Stamper): HttpClient
  serverClient(key: KeyPair, organizationId: string): ServerClient
}
