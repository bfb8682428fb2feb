import { createVirtualPasskey } from 'viem-passkey-account/testing'
import { createKeyPair, type KeyPair } from '../stampedRequest.ts'
import type { World } from './world.ts'

/** As long as a name may be, and six times as long in JSON. */
export const longName: string = '\u0001'.repeat(255)

const { createFn } = createVirtualPasskey({ rpId: 'localhost', origin: 'http://localhost' })

/** The parameters of a new passkey. */
export async function newPasskey(): Promise<Record<string, unknown>> {
  const challenge = Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64url')
  const { id, response } = await createFn({
    challenge,
    rp: { id: 'localhost', name: 'Bench' },
    user: { id: Buffer.from(crypto.randomUUID()).toString('base64url'), name: 'bench', displayName: 'Bench' },
    pubKeyCredParams: [{ alg: -7, type: 'public-key' }],
  })
  return {
    authenticatorName: longName,
    challenge,
    attestation: {
      credentialId: id,
      clientDataJson: response.clientDataJSON,
      attestationObject: response.attestationObject,
      transports: Array(5).fill('AUTHENTICATOR_TRANSPORT_INTERNAL'),
    },
  }
}

/** The parameters of an API key, by default a new one. */
export function apiKey(publicKey = createKeyPair().publicKey, expirationSeconds?: string): Record<string, unknown> {
  const expiration = expirationSeconds === undefined ? {} : { expirationSeconds }
  return { apiKeyName: longName, publicKey, curveType: 'API_KEY_CURVE_P256', ...expiration }
}

export async function repeat<item>(count: number, make: (index: number) => item | Promise<item>): Promise<item[]> {
  const items: item[] = []
  for (let index = 0; index < count; index++) items.push(await make(index))
  return items
}

/** Accounts whose paths share nothing: ten levels each, none of them hardened, which is the slowest. */
export function accounts(count: number, first = 0): Record<string, unknown>[] {
  return Array.from({ length: count }, (_, index) => ({
    curve: 'CURVE_SECP256K1',
    pathFormat: 'PATH_FORMAT_BIP32',
    path: `m/${first + index}/2147483647/2147483647/2147483647/2147483647/2147483647/2147483647/2147483647/2147483647/0`,
    addressFormat: 'ADDRESS_FORMAT_ETHEREUM',
    name: longName,
  }))
}

export function privateKeys(count: number, name: string): Record<string, unknown>[] {
  return Array.from({ length: count }, (_, index) => ({
    privateKeyName: `${longName.slice(10)}${name}${index}`,
    curve: 'CURVE_SECP256K1',
    privateKeyTags: [],
    addressFormats: Array(5).fill('ADDRESS_FORMAT_UNCOMPRESSED'),
  }))
}

/** As many users as keys, each with that key, another one and a passkey: a request may create three credentials for each of 100. */
export async function users(keys: readonly KeyPair[]): Promise<Record<string, unknown>[]> {
  return repeat(keys.length, async (index) => ({
    userName: longName,
    userEmail: `${'a'.repeat(243)}@example.com`,
    userPhoneNumber: '+123456789012345',
    apiKeys: [apiKey(keys[index]?.publicKey), apiKey()],
    authenticators: [await newPasskey()],
    oauthProviders: [],
  }))
}

/** Fills an organization of 100 users up to its limits, or to a part of them. */
export async function fillOrganization(
  { submit, send }: Pick<World, 'submit' | 'send'>,
  { rootUserIds, share }: { rootUserIds: readonly string[]; share: number },
): Promise<void> {
  const scaled = (count: number): number => Math.max(1, Math.round(count * share))
  for (const userId of rootUserIds.slice(0, scaled(rootUserIds.length))) {
    const apiKeys = await repeat(18, (index) => apiKey(undefined, index < 8 ? undefined : '3600'))
    await send(submit('CREATE_API_KEYS_V2', '', { userId, apiKeys }))
    await send(submit('CREATE_AUTHENTICATORS_V2', '', { userId, authenticators: await repeat(9, newPasskey) }))
  }
  await fillWallets({ submit, send }, share)
  for (let index = 0; index < scaled(10); index++)
    await send(submit('CREATE_PRIVATE_KEYS_V2', '', { privateKeys: privateKeys(100, `${index}-`) }))
}

/** Adds all wallets but two, with all accounts but 200. */
export async function fillWallets({ submit, send }: Pick<World, 'submit' | 'send'>, share: number): Promise<void> {
  for (let index = 0; index < Math.max(1, Math.round(98 * share)); index++)
    await send(submit('CREATE_WALLET', '', { walletName: `${longName.slice(5)}${index}`, accounts: accounts(100) }))
}

/** A condition of `length` characters that no request meets, and whose clauses all have a value. */
export function neverMet(length: number): string {
  const clause = "activity.kind == 'NONE' || "
  return `${clause.repeat(Math.floor(length / clause.length) - 1)}activity.kind == 'NONE'`
}
