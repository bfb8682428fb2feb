/** A type as the table writes it: `string`, `list<User>`, `map<any>` or the name of a struct. */
export type TypeText = string

const strings = (...names: string[]): Record<string, TypeText> =>
  Object.fromEntries(names.map((name) => [name, 'string']))
const ints = (...names: string[]): Record<string, TypeText> => Object.fromEntries(names.map((name) => [name, 'int']))

/**
 * The structs of the language and their fields: https://docs.turnkey.com/features/policies/language. To add a field, add it here, and where
 * `context/` fills it.
 */
const table: Record<string, Record<string, TypeText>> = {
  User: { ...strings('id', 'email', 'alias'), tags: 'list<string>' },
  Credential: strings('id', 'user_id', 'type', 'credential_id', 'public_key'),
  Activity: { ...strings('type', 'kind', 'resource', 'action'), params: 'ActivityParams' },
  ActivityParams: {
    ...strings('hash_function', 'encoding', 'type', 'user_id', 'target_public_key', 'wallet_id', 'session_profile_id'),
    ...strings('endpoint_id', 'sign_with'),
    ...ints('otp_length'),
    user_ids: 'list<string>',
    api_key_ids: 'list<string>',
    signatures: 'list<SparkSignatureRequest>',
    transfer: 'SparkTransferPackage',
    claim: 'SparkClaimPackage',
    lightning_receive: 'SparkLightningReceivePackage',
  },
  Wallet: { ...strings('id', 'label'), imported: 'bool', exported: 'bool' },
  // The paths are not published; they worked in recordings of exports.
  WalletAccount: { ...strings('address'), path_indexes: 'list<int>', path_hardened: 'list<bool>' },
  PrivateKey: { ...strings('id', 'label'), tags: 'list<string>', imported: 'bool', exported: 'bool' },
  Eth: { tx: 'EthereumTransaction', eip_712: 'Eip712TypedData', eip_7702_authorization: 'Eip7702Authorization' },
  EthereumTransaction: {
    ...strings('from', 'to', 'data', 'type', 'function_name', 'function_signature'),
    ...ints('value', 'gas', 'gas_price', 'chain_id', 'nonce'),
    ...ints('max_fee_per_gas', 'max_priority_fee_per_gas', 'max_fee_per_blob_gas'),
    contract_call_args: 'map<any>',
  },
  Eip712TypedData: { ...strings('primary_type'), domain: 'Eip712Domain', message: 'map<any>' },
  Eip712Domain: { ...strings('name', 'version', 'verifying_contract'), chain_id: 'uint' },
  Eip7702Authorization: { ...strings('address'), ...ints('chain_id', 'nonce') },
  Secret: { static_properties: 'map<any>' },
  Time: { now: 'timestamp' },

  Solana: { tx: 'SolanaTransaction' },
  SolanaTransaction: {
    ...strings('recent_blockhash'),
    account_keys: 'list<string>',
    program_keys: 'list<string>',
    instructions: 'list<SolanaInstruction>',
    transfers: 'list<SolanaTransfer>',
    spl_transfers: 'list<SplTransfer>',
    address_table_lookups: 'list<AddressTableLookup>',
  },
  SolanaInstruction: {
    ...strings('program_key', 'instruction_data_hex'),
    accounts: 'list<SolanaAccount>',
    address_table_lookups: 'list<AddressTableLookup>',
    parsed_instruction_data: 'SolanaParsedInstructionData',
  },
  SolanaTransfer: { ...strings('from', 'to'), ...ints('amount') },
  SplTransfer: { ...strings('from', 'to', 'owner', 'token_mint'), ...ints('amount'), signers: 'list<string>' },
  SolanaAccount: { ...strings('account_key'), signer: 'bool', writable: 'bool' },
  AddressTableLookup: {
    ...strings('address_table_key'),
    writable_indexes: 'list<int>',
    readonly_indexes: 'list<int>',
  },
  SolanaParsedInstructionData: {
    ...strings('instruction_name', 'discriminator'),
    // The table says `named_account`, and the text above it `named_accounts`.
    named_account: 'map<string>',
    named_accounts: 'map<string>',
    program_call_args: 'map<any>',
  },

  Tron: { tx: 'TronTransaction' },
  TronTransaction: {
    ...strings('ref_block_bytes', 'ref_block_hash', 'data'),
    ...ints('expiration', 'timestamp', 'fee_limit'),
    contract: 'list<TronContract>',
  },
  TronContract: {
    ...strings('type', 'owner_address', 'to_address', 'contract_address', 'data', 'resource', 'receiver_address'),
    ...ints('permission_id', 'amount', 'call_value', 'call_token_value', 'token_id', 'balance', 'lock_period'),
    ...ints('frozen_balance', 'unfreeze_balance'),
    lock: 'bool',
    owner: 'TronPermission',
    witness: 'TronPermission',
    actives: 'list<TronPermission>',
  },
  TronPermission: {
    ...strings('type', 'permission_name', 'operations'),
    ...ints('id', 'threshold', 'parent_id'),
    keys: 'list<TronKey>',
  },
  TronKey: { ...strings('address'), ...ints('weight') },

  Bitcoin: { tx: 'BitcoinTransaction' },
  BitcoinTransaction: {
    ...strings('version'),
    ...ints('fee'),
    inputs: 'list<BitcoinTxInput>',
    outputs: 'list<BitcoinTxOutput>',
    locktime: 'BitcoinTxLocktime',
  },
  BitcoinTxInput: { ...strings('tx_id'), ...ints('vout', 'sequence') },
  BitcoinTxOutput: { ...strings('script_pubkey', 'address', 'address_type'), ...ints('value') },
  BitcoinTxLocktime: { ...strings('type'), ...ints('amount') },

  Tempo: { tx: 'TempoTransaction' },
  TempoTransaction: {
    ...strings('from', 'fee_token'),
    ...ints('chain_id', 'nonce', 'gas_limit', 'max_fee_per_gas', 'max_priority_fee_per_gas'),
    ...ints('valid_before', 'valid_after'),
    calls: 'list<TempoCall>',
  },
  TempoCall: strings('to', 'input', 'function_signature'),

  SparkSignatureRequest: {
    ...strings('message', 'verifying_key', 'adaptor_public_key'),
    derivation: 'SparkKeyDerivation',
    operator_commitments: 'list<SparkFrostCommitment>',
  },
  SparkKeyDerivation: {
    ...strings('type'),
    signing_leaf: 'SparkSigningLeafDerivation',
    static_deposit: 'SparkStaticDepositDerivation',
  },
  SparkSigningLeafDerivation: strings('leaf_id'),
  SparkStaticDepositDerivation: ints('index'),
  SparkFrostCommitment: strings('id', 'hiding', 'binding'),
  SparkTransferPackage: {
    ...strings('transfer_id', 'receiver_public_key'),
    ...ints('threshold'),
    leaves: 'list<SparkTransferLeaf>',
    operator_recipients: 'list<SparkOperatorRecipient>',
  },
  SparkTransferLeaf: {
    ...strings('leaf_id', 'refund_signature', 'direct_refund_signature', 'direct_from_cpfp_refund_signature'),
    old_leaf_derivation: 'SparkKeyDerivation',
    new_leaf_derivation: 'SparkKeyDerivation',
  },
  SparkOperatorRecipient: strings('operator_id', 'encryption_public_key'),
  SparkClaimPackage: {
    ...strings('transfer_id', 'sender_identity_public_key'),
    ...ints('threshold'),
    leaves: 'list<SparkClaimLeaf>',
    operator_recipients: 'list<SparkOperatorRecipient>',
  },
  SparkClaimLeaf: strings('leaf_id', 'ciphertext', 'sender_signature'),
  SparkLightningReceivePackage: { ...ints('threshold'), operator_recipients: 'list<SparkOperatorRecipient>' },
}

export const structs: ReadonlyMap<string, ReadonlyMap<string, TypeText>> = new Map(
  Object.entries(table).map(([name, fields]) => [name, new Map(Object.entries(fields))]),
)

/** The keywords of each field of a policy. Whether production takes one in another field is not known; here it is refused. */
export const keywordTypes: Record<'condition' | 'consensus' | 'time', ReadonlyMap<string, TypeText>> = {
  condition: new Map([
    ['activity', 'Activity'],
    ['wallet', 'Wallet'],
    ['wallets', 'list<Wallet>'],
    ['wallet_account', 'WalletAccount'],
    ['private_key', 'PrivateKey'],
    ['eth', 'Eth'],
    ['solana', 'Solana'],
    ['tron', 'Tron'],
    ['bitcoin', 'Bitcoin'],
    ['tempo', 'Tempo'],
    ['secret', 'Secret'],
  ]),
  consensus: new Map([
    ['approvers', 'list<User>'],
    ['credentials', 'list<Credential>'],
  ]),
  time: new Map([['time', 'Time']]),
}
