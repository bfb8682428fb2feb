import { activityClasses } from '../context/activityClasses.js'
import { activityParameters } from '../context/toActivityStruct.js'
import { structs } from './structs.js'

/** What is known of a keyword's field in a kind of request: its value, that it is there, that it may be, or that it is not. */
export type Known = { readonly value: string } | 'present' | 'optional' | 'missing'

/** A kind of request that policies can be asked about. */
export type Shape = {
  /** For people, such as `SIGN_RAW_PAYLOAD with PAYLOAD_ENCODING_EIP712`. */
  readonly name: string
  /** By path, such as `activity.params.encoding` or `eth.tx`. */
  readonly known: ReadonlyMap<string, Known>
}

const encodings = ['HEXADECIMAL', 'TEXT_UTF8', 'EIP712', 'EIP7702_AUTHORIZATION'].map(
  (name) => `PAYLOAD_ENCODING_${name}`,
)
const hashes = ['NO_OP', 'SHA256', 'KECCAK256', 'NOT_APPLICABLE'].map((name) => `HASH_FUNCTION_${name}`)
const chains = ['ETHEREUM', 'SOLANA', 'TRON', 'BITCOIN', 'TEMPO'].map((name) => `TRANSACTION_TYPE_${name}`)

/** Fields of what is there that not every request has. */
const optionalFields: ReadonlySet<string> = new Set([
  ...['function_name', 'function_signature', 'contract_call_args', 'from', 'chain_id'].map((name) => `eth.tx.${name}`),
  ...['max_fee_per_gas', 'max_priority_fee_per_gas', 'max_fee_per_blob_gas'].map((name) => `eth.tx.${name}`),
  ...['name', 'chain_id', 'verifying_contract'].map((name) => `eth.eip_712.domain.${name}`),
  ...['path_indexes', 'path_hardened'].map((name) => `wallet_account.${name}`),
])

/** What is known of a field whose keyword is there. */
export const knownField = (path: string): Known => (optionalFields.has(path) ? 'optional' : 'present')

/**
 * Types that are in the schema and not in the tables of the language: not known is whether policies are asked about them, and what they see. Those
 * that the root quorum alone decides and votes are left out.
 */
const unclassified =
  'ACCEPT_INVITATION ACCEPT_INVITATION_V2 CLAIM_EARN_FEES CLAIM_SWAP_FEES CREATE_ORGANIZATION CREATE_ORGANIZATION_V2 CREATE_READ_ONLY_SESSION CREATE_SWAP_QUOTE EARN_DEPLOY_WRAPPER EARN_DEPOSIT EARN_SET_WRAPPER_STATE EARN_WITHDRAW ETH_SEND_RAW_TRANSACTION ETH_UNDELEGATE_7702 EXECUTE_SWAP_V2 EXPORT_SECRETS IMPORT_SECRETS INIT_IMPORT_SECRETS RECOVER_USER REMOVE_IP_ALLOWLIST SET_IP_ALLOWLIST SOL_SEND_TRANSACTION_V2 UPDATE_WALLET_ACCOUNT_NAME'

/** Kinds of request of which only the type is known. Each is named by its type. */
export function listUnclassified(): readonly Shape[] {
  const fields = [...(structs.get('ActivityParams')?.keys() ?? [])].map((name) => `activity.params.${name}`)
  const paths = ['activity.kind', 'activity.resource', 'activity.action', ...fields, ...targets, ...chainKeywords]
  return unclassified.split(' ').map((kind) => {
    const name = `ACTIVITY_TYPE_${kind}`
    const known = new Map<string, Known>(paths.map((path) => [path, 'optional']))
    return { name, known: known.set('activity.type', { value: name }) }
  })
}

/** Every kind of request, as far as policies can tell them apart. */
export function listShapes(): readonly Shape[] {
  return [...activityClasses].flatMap(([type, { kind, resource, action }]) => {
    const base: [string, Known][] = [
      ['activity.type', { value: type }],
      ['activity.kind', { value: kind }],
      // Of some kinds they are not documented: then they are no value that a rule names.
      ['activity.resource', { value: resource ?? '' }],
      ['activity.action', { value: action ?? '' }],
    ]
    const exposed = activityParameters.get(type) ?? {}
    const parameters = [...(structs.get('ActivityParams')?.keys() ?? [])].map((name): [string, Known] => [
      `activity.params.${name}`,
      Object.hasOwn(exposed, name) ? 'present' : 'missing',
    ])
    return targetsOf(kind).flatMap((target) =>
      payloadsOf(type, kind).map(({ name, known }) => ({
        name: name === '' ? kind : `${kind} with ${name}`,
        known: new Map<string, Known>([...base, ...parameters, ...target, ...known]),
      })),
    )
  })
}

type Facts = readonly (readonly [string, Known])[]

const targets = ['wallet', 'wallet_account', 'private_key', 'wallets']
const none: Facts = targets.map((name) => [name, 'missing'])
const ofWallet: Facts = [...none, ['wallet', 'present'], ['wallet_account', 'present']]
const ofPrivateKey: Facts = [...none, ['private_key', 'present']]

/** What a request of this kind can be about. */
function targetsOf(kind: string): readonly Facts[] {
  switch (kind) {
    case 'SIGN_TRANSACTION':
    case 'SIGN_RAW_PAYLOAD':
    case 'SIGN_RAW_PAYLOADS':
    case 'ETH_SEND_TRANSACTION':
    case 'SOL_SEND_TRANSACTION':
      return [ofWallet, ofPrivateKey]
    case 'EXPORT_PRIVATE_KEY':
      return [ofPrivateKey]
    case 'EXPORT_WALLET_ACCOUNT':
      return [ofWallet]
    case 'EXPORT_WALLET':
      return [[...none, ['wallet', 'present']]]
    case 'DELETE_WALLETS':
      return [[...none, ['wallets', 'present']]]
  }
  return [none]
}

const chainKeywords = [
  'eth.tx',
  'eth.eip_712',
  'eth.eip_7702_authorization',
  'solana.tx',
  'tron.tx',
  'bitcoin.tx',
  'tempo.tx',
]

/** The keywords of what is signed: one of them at most. */
function signing(keyword: string | undefined): Facts {
  return chainKeywords.map((name) => [name, name === keyword ? 'present' : 'missing'])
}

function payloadsOf(type: string, kind: string): readonly { name: string; known: Facts }[] {
  if (kind === 'SIGN_TRANSACTION')
    return chains.map((chain) => {
      const keyword = `${chain === 'TRANSACTION_TYPE_ETHEREUM' ? 'eth' : chain.slice('TRANSACTION_TYPE_'.length).toLowerCase()}.tx`
      const parameter: Facts = type.endsWith('_V2') ? [['activity.params.type', { value: chain }]] : []
      return { name: chain, known: [...signing(keyword), ...parameter] }
    })
  if (kind === 'SIGN_RAW_PAYLOAD' || kind === 'SIGN_RAW_PAYLOADS')
    return encodings.flatMap((encoding) =>
      hashes.map((hash) => {
        const keyword = encoding.endsWith('EIP712')
          ? 'eth.eip_712'
          : encoding.endsWith('AUTHORIZATION')
            ? 'eth.eip_7702_authorization'
            : undefined
        return {
          name: `${encoding} and ${hash}`,
          known: [
            ...signing(kind === 'SIGN_RAW_PAYLOAD' ? keyword : undefined),
            ['activity.params.encoding', { value: encoding }],
            ['activity.params.hash_function', { value: hash }],
          ],
        }
      }),
    )
  if (kind === 'ETH_SEND_TRANSACTION') {
    // The second version sends several calls. What policies see of them is not documented.
    const known: Facts = type.endsWith('_V2') ? [...signing(undefined), ['eth.tx', 'optional']] : signing('eth.tx')
    return [{ name: '', known }]
  }
  if (kind === 'SOL_SEND_TRANSACTION') return [{ name: '', known: signing('solana.tx') }]
  return [{ name: '', known: signing(undefined) }]
}
