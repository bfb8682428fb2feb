import { type Abi, BaseError, encodeDeployData, getAddress, type Hex, isHex } from 'viem'
import { connect } from './lib/connect.ts'
import { FailedError, InputError, UsageError } from './lib/errors.ts'
import { readText } from './lib/files.ts'
import { readSeconds } from './lib/readNumber.ts'
import { runScript } from './lib/runScript.ts'
import { sendKept } from './lib/sendKept.ts'

const help = `Deploys a contract and waits until it is there.

  node examples/scripts/deploy.ts <artifact.json> [constructor arguments …] [--wait 600] [--json]

The artifact is what Forge or Hardhat wrote: JSON with abi and bytecode. For production change three lines of the environment:
  RPC_URL=      your node's, and leave SIGNER_URL out: that is Turnkey
  WALLET_FILE=  the wallet's record, as your sign-up handler returned it
  STAMPER=      session, or api-key:<file> where nobody is there to touch anything
`

await runScript({
  help,
  options: { wait: { type: 'string', default: '600' } },
  async run({ positionals: [file, ...args], values: { wait } }) {
    const patience = readSeconds('--wait', wait)
    if (!file) throw new UsageError('Give the artifact.')
    const { abi, bytecode } = readArtifact(file)
    const inputs = abi.find((entry) => entry.type === 'constructor')?.inputs ?? []
    if (inputs.length !== args.length)
      throw new UsageError(`The constructor takes ${inputs.length} arguments, not ${args.length}.`)
    const values = inputs.map(({ type }, index) => toValue(type, args[index] ?? ''))
    const data = encode(() => encodeDeployData({ abi, bytecode, args: values }))
    const receipt = await sendKept(await connect(), { data }, { patience })
    const { status, contractAddress, transactionHash: hash, blockNumber, gasUsed } = receipt
    if (status !== 'success' || !contractAddress) throw new FailedError(`${hash} was mined and failed.`)
    return { contract: getAddress(contractAddress), hash, block: blockNumber, gasUsed }
  },
})

/** Forge wraps the bytecode once more, Hardhat does not. */
function readArtifact(file: string): { abi: Abi; bytecode: Hex } {
  try {
    const { abi, bytecode } = JSON.parse(readText(file))
    const code: unknown = bytecode.object ?? bytecode
    if (Array.isArray(abi) && isHex(code) && code.length > 2) return { abi, bytecode: code }
  } catch (error) {
    if (error instanceof InputError) throw error
  }
  throw new InputError(`${file} is no artifact with abi and linked bytecode.`)
}

function toValue(type: string, text: string): unknown {
  if (/^u?int\d*$/.test(type) && /^-?\d+$/.test(text)) return BigInt(text)
  if (type === 'bool' && /^(true|false)$/.test(text)) return text === 'true'
  if (/^(address|string|bytes\d*)$/.test(type)) return text
  throw new UsageError(`${JSON.stringify(text)} is no ${type}, or none that this example can read.`)
}

/** Viem knows what fits into a type: whether an address is one, and how large a number may be. */
function encode(run: () => Hex): Hex {
  try {
    return run()
  } catch (error) {
    throw error instanceof BaseError ? new UsageError(error.shortMessage) : error
  }
}
