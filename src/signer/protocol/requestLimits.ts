/**
 * Limits of one request. The schema has none, and production's are not known. They keep every request within 250 ms of
 * processor time, which `npm run bench` measures: nothing yields inside a request, so all others wait for it.
 */
export const requestLimits = {
  /** Users, keys, wallets or accounts to create or to delete. */
  items: 100,
  /** API keys and passkeys of all users that a request creates. */
  credentials: 300,
  /** Address formats of a key, and transports of a passkey: as many as exist. */
  formats: 5,
  /** Levels of a derivation path. Real ones have five. */
  pathDepth: 10,
  /** Payloads of `sign_raw_payloads`. */
  payloads: 1000,
  /** Structs, array items and other values of typed data, of all payloads. Real typed data has some hundreds. */
  typedDataValues: 8_000,
  /** Characters hashed for the types of typed data, of all payloads, each type with those it refers to. */
  typeCharacters: 1_048_576,
  /** Byte strings and lists in an unsigned transaction. No block has the gas for an access list that long. */
  transactionItems: 50_000,
  /** Characters of the body of a vote, which is stored beside the activity. Official clients send some 250. */
  voteText: 4096,
  /** Characters of an expression of a policy. Documented ones have at most some hundreds. */
  policyExpression: 16_384,
  /** Steps of an MFA policy, and methods of a step. Documented ones have two. */
  authenticationMethods: 5,
  /** Bytes of a contract's interface, as production has it. */
  contractInterface: 400_000,
  /** Functions, events and errors of a contract's interface. Real ones have some hundreds. */
  contractItems: 1000,
  /** Characters of an id, an address, a key or a filter. */
  text: 1024,
  /** Characters of a passkey's attestation, base64url. Those with certificates have some thousands. */
  attestation: 32_768,
} as const
