import { readFileSync } from 'node:fs'
import { type Abi, type Hex, isHex, parseAbi } from 'viem'

// The ABIs are written by hand, so that they are typed, readable and there before Forge ran; contracts.test.ts holds them to the compiled ones.

const permitTokenAbi = parseAbi([
  'function name() view returns (string)',
  'function symbol() view returns (string)',
  'function version() view returns (string)',
  'function decimals() view returns (uint8)',
  'function totalSupply() view returns (uint256)',
  'function balanceOf(address owner) view returns (uint256)',
  'function allowance(address owner, address spender) view returns (uint256)',
  'function nonces(address owner) view returns (uint256)',
  'function DOMAIN_SEPARATOR() view returns (bytes32)',
  'function mint(address to, uint256 value)',
  'function transfer(address to, uint256 value) returns (bool)',
  'function approve(address spender, uint256 value) returns (bool)',
  'function transferFrom(address from, address to, uint256 value) returns (bool)',
  'function permit(address owner, address spender, uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s)',
  'event Transfer(address indexed from, address indexed to, uint256 value)',
  'event Approval(address indexed owner, address indexed spender, uint256 value)',
  'error InsufficientBalance(uint256 balance, uint256 needed)',
  'error InsufficientAllowance(uint256 allowance, uint256 needed)',
  'error PermitExpired(uint256 deadline)',
  'error PermitNotByOwner(address signer, address owner)',
])

/** An ERC-20 with EIP-2612 `permit` that anybody may mint. */
export const permitToken: Contract<typeof permitTokenAbi> = contract('PermitToken', permitTokenAbi)

const delegateAbi = parseAbi([
  'struct Call { address to; uint256 value; bytes data; }',
  'function execute(Call[] calls) payable',
  'event Executed(address indexed account, uint256 calls)',
  'error NotTheAccount(address caller)',
  'receive() external payable',
])

/** Code for an EOA that delegates to it (EIP-7702): a batch `execute` that only the account itself may call. */
export const delegate: Contract<typeof delegateAbi> = contract('Delegate', delegateAbi)

const typedDataVerifierAbi = parseAbi([
  'struct Party { string name; address[] wallets; }',
  'struct Item { bytes32 id; uint256 amount; int64 discount; }',
  'struct Order { Party maker; Item[] items; bytes note; bool urgent; }',
  'function SALT() view returns (bytes32)',
  'function digest(Order order) view returns (bytes32)',
  'function recover(Order order, bytes signature) view returns (address)',
  'error NotASignature(uint256 length)',
])

/** Recovers the signer of an EIP-712 order with nested structs, arrays, dynamic types and a salted domain. */
export const typedDataVerifier: Contract<typeof typedDataVerifierAbi> = contract(
  'TypedDataVerifier',
  typedDataVerifierAbi,
)

const tokenSwapAbi = parseAbi([
  'constructor(address token_) payable',
  'function token() view returns (address)',
  'function swap(uint256 tokens)',
  'event Swapped(address indexed owner, uint256 tokens, uint256 value)',
  'error TransferFailed()',
  'error NotEnoughEther(uint256 balance, uint256 needed)',
])

/** Pays 0.001 ether for each token of an ERC-20 that was approved to it. */
export const tokenSwap: Contract<typeof tokenSwapAbi> = contract('TokenSwap', tokenSwapAbi)

/** A test contract: its typed ABI, and its bytecode, read from what Forge built when it is asked for. */
export type Contract<abi extends Abi> = { readonly name: string; readonly abi: abi; readonly bytecode: Hex }

function contract<const abi extends Abi>(name: string, abi: abi): Contract<abi> {
  return {
    name,
    abi,
    get bytecode() {
      return readArtifact(name).bytecode.object
    },
  }
}

/** What Forge wrote for a contract. */
export function readArtifact(name: string): { abi: unknown[]; bytecode: { object: Hex } } {
  const file = new URL(`./out/${name}.sol/${name}.json`, import.meta.url)
  let artifact: { abi?: unknown[]; bytecode?: { object?: unknown } }
  try {
    artifact = JSON.parse(readFileSync(file, 'utf8'))
  } catch (cause) {
    throw new Error(`${name} is not built: run "npm run contracts".`, { cause })
  }
  const object = artifact.bytecode?.object
  if (!Array.isArray(artifact.abi) || !isHex(object)) throw new Error(`${file.pathname} is not an artifact of Forge.`)
  return { abi: artifact.abi, bytecode: { object } }
}
