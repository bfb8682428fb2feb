import { createInterface } from 'node:readline/promises'
import { getAddress, isAddress, isHex, keccak256, parseEther, parseTransaction, type TransactionReceipt } from 'viem'
import { createPasskeyAccount, type PendingSignature, waitForSignature } from 'viem-passkey-account'
import { approveActivity } from 'viem-passkey-account/actions'
import { confirmTransaction } from './lib/confirmTransaction.ts'
import { connect, connectSigner } from './lib/connect.ts'
import { describeRequest } from './lib/describeRequest.ts'
import { ApprovalPendingError, FailedError, InputError, RefusedError, UsageError } from './lib/errors.ts'
import { hasStrings, readRecord } from './lib/files.ts'
import { log } from './lib/log.ts'
import { readSeconds } from './lib/readNumber.ts'
import { runScript } from './lib/runScript.ts'
import { sendOnce } from './lib/sendOnce.ts'

const help = `Pays from a wallet with two owners: one requests the payment, the other approves it, and a later run sends it.

  node examples/scripts/approval.ts pay <address> <ether>       requests it; exits with 4 and writes pending-<…>.json
  node examples/scripts/approval.ts approve <file> [--yes]      shows the request to the other owner and approves it
  node examples/scripts/approval.ts resume <file> [--wait 600]  sends it once approved, and waits until it is mined

For production, change three lines:
  RPC_URL=      the URL of your node, and SIGNER_URL=https://api.turnkey.com
  WALLET_FILE=  the wallet record; the other owner's has their own userId
  STAMPER=      session, with each owner's own passkey; if both can read a key, it is not two owners
`

await runScript({
  help,
  options: { yes: { type: 'boolean' }, wait: { type: 'string', default: '600' } },
  async run({ positionals: [command, ...args], values: { yes, wait } }) {
    const timeoutSeconds = readSeconds('--wait', wait)
    if (command === 'pay') return pay(args, timeoutSeconds)
    if (command === 'approve') return approve(parsePendingSignature(args[0]), yes === true)
    if (command === 'resume') return resume(parsePendingSignature(args[0]), timeoutSeconds)
    throw new UsageError('The first argument must be pay, approve or resume.')
  },
})

/** Pays at once if no approval is needed. Otherwise the error carries the pending signature, which `runScript` saves to a file. */
async function pay([to = '', ether = '']: string[], timeoutSeconds: number): Promise<Record<string, unknown>> {
  if (!isAddress(to)) throw new UsageError(`${JSON.stringify(to)} is not an address, or a character was changed.`)
  if (!/^\d{1,12}(\.\d{1,18})?$/.test(ether))
    throw new UsageError(`${JSON.stringify(ether)} is not an amount in ether.`)
  return toResult(await sendOnce(await connect(), { to, value: parseEther(ether) }, { timeoutSeconds }))
}

/** Votes on the body that it shows, so that nobody approves anything else. */
async function approve({ organizationId, body }: PendingSignature, yes: boolean): Promise<Record<string, unknown>> {
  log(`You are about to approve:\n${await describeRequest(body)}`)
  if (!yes) {
    if (!process.stdin.isTTY) throw new InputError('There is no terminal to ask in. Pass --yes to approve.')
    const terminal = createInterface({ input: process.stdin, output: process.stderr })
    const answer = await terminal.question('Type yes to approve: ')
    terminal.close()
    if (answer.trim() !== 'yes') throw new RefusedError('Not approved.')
  }
  const { client } = await connectSigner()
  const { fingerprint, status } = await approveActivity(client, { organizationId, body })
  return { fingerprint, status }
}

async function resume(pending: PendingSignature, timeoutSeconds: number): Promise<Record<string, unknown>> {
  const { client, wallet, publicClient } = await connect()
  const account = createPasskeyAccount({ client, ...wallet })
  const signal = AbortSignal.timeout(timeoutSeconds * 1000)
  const signed = await waitForSignature(account, { pending, signal }).catch((error) => {
    throw error === signal.reason ? new ApprovalPendingError('Not approved yet. Run the same command later.') : error
  })
  if (!isTransaction(pending.body) || !isHex(signed)) return { signatures: [signed].flat() }

  // The approved signature never changes, so an earlier run may have sent it.
  const hash = keccak256(signed)
  log(`Sending ${hash} …`)
  const { nonce = 0 } = parseTransaction(signed)
  const ifReplaced = 'To pay, request it again.'
  const transaction = { name: 'The approved transaction', from: wallet.address, nonce, hash, raw: signed, ifReplaced }
  return toResult(await confirmTransaction(publicClient, transaction, { timeoutSeconds }))
}

function toResult(receipt: TransactionReceipt): Record<string, unknown> {
  const { status, transactionHash: hash, blockNumber: block, contractAddress } = receipt
  if (status !== 'success') throw new FailedError(`${hash} was mined and reverted.`)
  return { hash, block, ...(contractAddress && { contract: getAddress(contractAddress) }) }
}

function isTransaction(body: string): boolean {
  return JSON.parse(body).type === 'ACTIVITY_TYPE_SIGN_TRANSACTION_V2'
}

/** Checks only the shape. `waitForSignature` refuses a pending signature that was changed. */
function parsePendingSignature(file: string | undefined): PendingSignature {
  if (!file) throw new UsageError('Pass the pending-<…>.json file.')
  const record = readRecord(file, ['organizationId', 'activityId', 'fingerprint', 'body'])
  if (!isPending(record)) throw new InputError(`${file} is not a pending signature.`)
  return record
}

function isPending(record: Record<string, unknown>): record is PendingSignature {
  try {
    return hasStrings(JSON.parse(String(record.body)), ['type', 'organizationId'])
  } catch {
    return false
  }
}
