import { type Abi, BaseError, encodeDeployData, getAddress, type Hex, isHex } from 'viem'
import { connect } from './lib/connect.ts'
import { FailedError, InputError, UsageError } from './lib/errors.ts'
import { readText } from './lib/files.ts'
import { readSeconds } from './lib/readNumber.ts'
import { runScript } from './lib/runScript.ts'
import { sendOnce } from './lib/sendOnce.ts'

const help = `Deploys a contract and waits until it is mined.

  node examples/scripts/deploy.ts <artifact.json> [constructor arguments …] [--wait 600] [--json]

The artifact is Forge's or Hardhat's JSON with abi and bytecode. For production, change three lines:
  RPC_URL=      the URL of your node, and SIGNER_URL=https://api.turnkey.com
  WALLET_FILE=  the wallet record that your sign-up handler returned
  STAMPER=      session, or api-key:<file> to run unattended
`

await runScript({
  help,
  options: { wait: { type: 'string', default: '600' } },
  async run({ positionals: [file, ...args], values: { wait } }) {
    const timeoutSeconds = readSeconds('--wait', wait)
    if (!file) throw new UsageError('Pass the artifact.')
    const { abi, bytecode } = readArtifact(file)
    const inputs = abi.find((entry) => entry.type === 'constructor')?.inputs ?? []
    if (inputs.length !== args.length)
      throw new UsageError(`The constructor takes ${inputs.length} arguments, not ${args.length}.`)
    const values = inputs.map(({ type }, index) => parseValue(type, args[index] ?? ''))
    const data = encode({ abi, bytecode, args: values })
    const receipt = await sendOnce(await connect(), { data }, { timeoutSeconds })
    const { status, contractAddress, transactionHash: hash, blockNumber, gasUsed } = receipt
    if (status !== 'success' || !contractAddress) throw new FailedError(`${hash} was mined and reverted.`)
    return { contract: getAddress(contractAddress), hash, block: blockNumber, gasUsed }
  },
})

/** Forge nests the bytecode in an object, Hardhat does not. */
function readArtifact(file: string): { abi: Abi; bytecode: Hex } {
  try {
    const { abi, bytecode } = JSON.parse(readText(file))
    const code: unknown = bytecode.object ?? bytecode
    if (Array.isArray(abi) && isHex(code) && code.length > 2) return { abi, bytecode: code }
  } catch (error) {
    if (error instanceof InputError) throw error
  }
  throw new InputError(`${file} is not an artifact with abi and linked bytecode.`)
}

function parseValue(type: string, text: string): unknown {
  if (/^u?int\d*$/.test(type) && /^-?\d+$/.test(text)) return BigInt(text)
  if (type === 'bool' && /^(true|false)$/.test(text)) return text === 'true'
  if (/^(address|string|bytes\d*)$/.test(type)) return text
  throw new UsageError(`${JSON.stringify(text)} is not a ${type}, or this example does not support the type.`)
}

/** Leaves it to viem to check the values: an address's checksum, a number's range. */
function encode(parameters: { abi: Abi; bytecode: Hex; args: unknown[] }): Hex {
  try {
    return encodeDeployData(parameters)
  } catch (error) {
    throw error instanceof BaseError ? new UsageError(error.shortMessage) : error
  }
}
