import { privateKeyToAccount } from 'viem/accounts'
import * as root from 'viem-passkey-account'
import type * as actions from 'viem-passkey-account/actions'
import { createVirtualPasskey } from 'viem-passkey-account/testing'
import { createSessionStorage } from '../harness/createSessionStorage.js'

export const id = '6a2e8d0e-9f1b-4c57-8e43-0d6b1c9a7f25'
const { address, publicKey } = privateKeyToAccount(`0x${'11'.repeat(32)}`)
const targetPublicKey = `04${'ab'.repeat(64)}`
const credentials = { apiKeys: [], authenticators: [], oauthProviders: [] }
const steps = [{ any: [{ type: 'AUTHENTICATION_TYPE_PASSKEY' as const, id }] }]
const raw = { encoding: 'PAYLOAD_ENCODING_HEXADECIMAL', hashFunction: 'HASH_FUNCTION_NO_OP' } as const
const encryptedBundle = '{}'
const storage = createSessionStorage()
export const key = await root.createSessionKey()
export const passkey = await root.createPasskey({
  rp: { id: 'localhost' },
  user: { name: 'Anna' },
  createFn: createVirtualPasskey({ rpId: 'localhost', origin: 'http://localhost' }).createFn,
})

const { credentialId } = passkey
export const wallet = { organizationId: id, userId: id, walletId: id, address, publicKey, credentialId }

type IdName = `${string}Id` | `${string}Ids` | 'signWith'
type Ids<parameters> = Extract<Exclude<keyof parameters, 'organizationId' | 'rpId' | 'credentialId'>, IdName>
type Sample<parameters> = parameters extends { organizationId: string }
  ? Omit<parameters, 'organizationId'> & Required<Pick<parameters, Ids<parameters>>>
  : never
/** The parameters of each function of a module that takes a client, with every id that they can have. */
type Samples<functions> = {
  [name in keyof functions]: functions[name] extends (
    client: root.SignerClient,
    parameters: infer parameters,
  ) => unknown
    ? Sample<parameters>
    : never
}

/** They take the body of any request. */
export const withAnyBody = ['query', 'sendSignedRequest', 'stampRequest', 'submit'] as const
type Actions = Omit<typeof actions, (typeof withAnyBody)[number] | 'ethereumAccount'>

type Root = typeof root
/** The functions of the root whose parameters have ids. */
type WithIds = {
  [name in keyof Root]: Root[name] extends (client: root.SignerClient, parameters: infer parameters) => unknown
    ? Ids<parameters> extends never
      ? never
      : name
    : never
}[keyof Root]

/** Parameters of every action. */
export const actionSamples: Samples<Actions> = {
  approveActivity: { fingerprint: `sha256:${'00'.repeat(32)}` },
  createApiKeys: { userId: id, apiKeys: [] },
  createAuthenticators: { userId: id, authenticators: [] },
  createMfaPolicy: {
    userId: id,
    mfaPolicyName: 'Exports',
    condition: 'true',
    requiredAuthenticationMethods: steps,
    order: 0,
  },
  createPolicies: { policies: [] },
  createPolicy: { policyName: 'Nothing', effect: 'EFFECT_DENY', notes: '' },
  createSessionProfile: { sessionProfileName: 'small', scope: 'true' },
  createSmartContractInterface: {
    smartContractAddress: address,
    smartContractInterface: '[]',
    type: 'SMART_CONTRACT_INTERFACE_TYPE_ETHEREUM',
    label: 'Token',
  },
  createSubOrganization: { passkey, userName: 'Anna' },
  createUsers: { users: [{ userName: 'Ben', ...credentials, userTags: [id] }] },
  createUserTag: { userTagName: 'Traders', userIds: [id] },
  createWallet: { walletName: 'Savings' },
  createWalletAccounts: { walletId: id, accounts: [] },
  deleteApiKeys: { userId: id, apiKeyIds: [id] },
  deleteAuthenticators: { userId: id, authenticatorIds: [id] },
  deleteMfaPolicy: { userId: id, mfaPolicyId: id },
  deletePolicies: { policyIds: [id] },
  deletePolicy: { policyId: id },
  deleteSmartContractInterface: { smartContractInterfaceId: id },
  deleteUsers: { userIds: [id] },
  deleteUserTags: { userTagIds: [id] },
  exportPrivateKey: { privateKeyId: id, targetPublicKey },
  exportWallet: { walletId: id, targetPublicKey },
  exportWalletAccount: { address, targetPublicKey },
  getActivity: { activityId: id },
  getApiKeys: { userId: id },
  getMfaPolicies: { userId: id },
  getMfaPolicy: { userId: id, mfaPolicyId: id },
  getMfaStatus: { activityId: id, userId: id },
  getPolicy: { policyId: id },
  getPolicyEvaluations: { activityId: id },
  getPrivateKey: { privateKeyId: id },
  getSessionProfile: { sessionProfileId: id },
  getSessionProfiles: {},
  getSmartContractInterface: { smartContractInterfaceId: id },
  importPrivateKey: {
    userId: id,
    privateKeyName: 'Key',
    encryptedBundle,
    curve: 'CURVE_SECP256K1',
    addressFormats: ['ADDRESS_FORMAT_ETHEREUM'],
  },
  importWallet: { userId: id, walletName: 'Savings', encryptedBundle },
  initImportPrivateKey: { userId: id },
  initImportWallet: { userId: id },
  listActivities: {},
  listPolicies: {},
  listSmartContractInterfaces: {},
  listUsers: {},
  listUserTags: {},
  listWalletAccounts: { walletId: id },
  listWallets: {},
  rejectActivity: { fingerprint: `sha256:${'00'.repeat(32)}` },
  signRawPayload: { signWith: id, payload: '00'.repeat(32), ...raw },
  signRawPayloads: { signWith: id, payloads: ['00'.repeat(32)], ...raw },
  signTransaction: { signWith: address, unsignedTransaction: '02c0', type: 'TRANSACTION_TYPE_ETHEREUM' },
  stampLogin: { publicKey: key.publicKey, sessionProfileId: id },
  updateMfaPolicy: { userId: id, mfaPolicyId: id, requiredAuthenticationMethods: steps },
  updatePolicy: { policyId: id },
  updateUserTag: { userTagId: id, addUserIds: [id], removeUserIds: [id] },
  waitForActivity: { activityId: id },
  whoami: {},
}

/** Parameters of every function of the root that takes ids. `prompt` is in the place of the browser. */
export const createRootSamples = (prompt: () => Promise<never>): Samples<Pick<Root, WithIds>> => ({
  addPasskey: { userId: id, rp: { id: 'localhost' }, user: { name: 'Anna' }, passkeys: [], createFn: prompt },
  endSessions: { userId: id, sessions: [{ sessionId: id, publicKey: key.publicKey }] },
  exportPrivateKey: { privateKeyId: id, address },
  exportWallet: { walletId: id, address },
  importPrivateKey: { userId: id, privateKeyName: 'Key', privateKey: '11'.repeat(32) },
  importWallet: { userId: id, walletName: 'Savings', mnemonic: `${'abandon '.repeat(11)}about` },
  listPasskeys: { userId: id, expected: [wallet] },
  listSessions: { userId: id },
  removePasskey: { userId: id, authenticatorId: id, credentialId, expected: [wallet], rpId: 'localhost' },
  signIn: { key, storage, sessionProfileId: id },
  startAutofill: { rpId: 'localhost', getFn: prompt, storage, sessionProfileId: id },
})
