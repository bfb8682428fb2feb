/** A value that a contract is called with. Tuples are lists: the language reads them by position. */
export type ContractArgument = bigint | boolean | string | readonly ContractArgument[]

/** A contract call, decoded. */
export type DecodedCall = {
  /** Name of the function, such as `transfer`. */
  functionName: string
  /** Selector of the function, 4 bytes of hex with 0x. */
  functionSignature: string
  /** The arguments by name. Those without a name cannot be read. Undefined if the data does not fit the function, or is too large to decode. */
  args: { readonly [name: string]: ContractArgument } | undefined
}

/**
 * Decodes the call of a transaction, as an uploaded smart contract interface does. Returns undefined if the contract is
 * unknown, or does not have the function. `createInterfaces` makes one of ABIs.
 */
export type ContractInterfaces = (call: {
  /** Address of the contract, lower case. */
  to: string
  /** Data of the transaction, hex with 0x, lower case. */
  data: string
}) => DecodedCall | undefined
