import { createHash } from 'node:crypto'
import { createInterface } from 'node:readline/promises'
import {
  formatEther,
  getAddress,
  isAddress,
  isHex,
  keccak256,
  parseEther,
  parseTransaction,
  type TransactionReceipt,
} from 'viem'
import { createPasskeyAccount, type PendingSignature, waitForSignature } from 'viem-passkey-account'
import { approveActivity } from 'viem-passkey-account/actions'
import { connect, openSigner } from './lib/connect.ts'
import { FailedError, InputError, RefusedError, UsageError, WaitingError } from './lib/errors.ts'
import { hasStrings, readRecord } from './lib/files.ts'
import { readSeconds } from './lib/readNumber.ts'
import { runScript, say } from './lib/runScript.ts'
import { sendKept } from './lib/sendKept.ts'
import { settle } from './lib/settle.ts'

const help = `Pays from a wallet with two owners: one asks, the other approves, and a later run goes on.

  node examples/scripts/approval.ts pay <address> <ether>       asks; ends with 4 and leaves pending-<…>.json
  node examples/scripts/approval.ts approve <file> [--yes]      the other owner, who sees what it is first
  node examples/scripts/approval.ts take-up <file> [--wait 600] sends what was approved, and waits until it is mined

For production change three lines of the environment:
  RPC_URL=      your node's, and leave SIGNER_URL out: that is Turnkey
  WALLET_FILE=  the wallet's record; the other owner has one with their own userId
  STAMPER=      session, each owner with their own passkey; with a key that both could read two owners are one
`

await runScript({
  help,
  options: { yes: { type: 'boolean' }, wait: { type: 'string', default: '600' } },
  async run({ positionals: [command, ...args], values: { yes, wait } }) {
    const patience = readSeconds('--wait', wait)
    if (command === 'pay') return pay(args, patience)
    if (command === 'approve') return approve(readPending(args[0]), yes === true)
    if (command === 'take-up') return takeUp(readPending(args[0]), patience)
    throw new UsageError('The first word is pay, approve or take-up.')
  },
})

/** Where nobody else has to approve, it is paid at once. Else the error has what waits, and `runScript` keeps it in a file. */
async function pay([to = '', ether = '']: string[], patience: number): Promise<Record<string, unknown>> {
  if (!isAddress(to)) throw new UsageError(`${JSON.stringify(to)} is no address, or one of its characters was changed.`)
  if (!/^\d{1,12}(\.\d{1,18})?$/.test(ether)) throw new UsageError(`${JSON.stringify(ether)} is no amount in ether.`)
  return report(await sendKept(await connect(), { to, value: parseEther(ether) }, { patience }))
}

/** The fingerprint is made from what is shown, so that nobody approves something else. */
async function approve({ organizationId, body }: PendingSignature, yes: boolean): Promise<Record<string, unknown>> {
  say(`You approve:\n${describe(body)}`)
  if (!yes) {
    if (!process.stdin.isTTY) throw new InputError('Nobody is there to be asked. Give --yes if you mean it.')
    const terminal = createInterface({ input: process.stdin, output: process.stderr })
    const answer = await terminal.question('Approve? Type yes: ')
    terminal.close()
    if (answer.trim() !== 'yes') throw new RefusedError('Not approved.')
  }
  const { client } = await openSigner()
  const fingerprint = `sha256:${createHash('sha256').update(body).digest('hex')}`
  const { status } = await approveActivity(client, { organizationId, fingerprint })
  return { fingerprint, status }
}

async function takeUp(pending: PendingSignature, patience: number): Promise<Record<string, unknown>> {
  const { client, wallet, publicClient } = await connect()
  const account = createPasskeyAccount({ client, ...wallet })
  const signal = AbortSignal.timeout(patience * 1000)
  const signed = await waitForSignature(account, { pending, signal }).catch((error) => {
    throw error === signal.reason ? new WaitingError('Nobody has decided yet. Take it up again later.') : error
  })
  if (!isTransaction(pending.body) || !isHex(signed)) return { signatures: [signed].flat() }

  // The signature that was approved is this one whenever it is taken up, so an earlier run may have sent it.
  const hash = keccak256(signed)
  say(`Sending ${hash} …`)
  const { nonce = 0 } = parseTransaction(signed)
  const ifLost = 'A chain that has gone on does not take it: it is to be asked for anew.'
  const sent = { name: 'What was approved', from: wallet.address, nonce, hash, raw: signed, ifLost }
  return report(await settle(publicClient, sent, { patience }))
}

function report(receipt: TransactionReceipt): Record<string, unknown> {
  const { status, transactionHash: hash, blockNumber: block, contractAddress } = receipt
  if (status !== 'success') throw new FailedError(`${hash} was mined and failed.`)
  return { hash, block, ...(contractAddress && { contract: getAddress(contractAddress) }) }
}

/** What a body asks for, for a person; all of it where this example does not know it better. */
function describe(body: string): string {
  const { type, organizationId, parameters } = JSON.parse(body)
  const asked = isTransaction(body) ? parseTransaction(`0x${parameters.unsignedTransaction}`) : undefined
  const facts = asked
    ? {
        to: asked.to ?? 'a new contract',
        ether: formatEther(asked.value ?? 0n),
        nonce: asked.nonce ?? 0,
        chain: asked.chainId,
      }
    : { parameters: JSON.stringify(parameters) }
  return Object.entries({
    type,
    organization: organizationId,
    signer: parameters.signWith,
    ...facts,
    data: asked?.data ?? 'none',
  })
    .map(([name, value]) => `  ${name.padEnd(12)} ${value}`)
    .join('\n')
}

function isTransaction(body: string): boolean {
  return JSON.parse(body).type === 'ACTIVITY_TYPE_SIGN_TRANSACTION_V2'
}

/** `waitForSignature` reads what the account asked for from it, and refuses what was changed. */
function readPending(file: string | undefined): PendingSignature {
  if (!file) throw new UsageError('Give the file of what waits.')
  const record = readRecord(file, ['organizationId', 'activityId', 'fingerprint', 'body'])
  if (!isPending(record)) throw new InputError(`${file} is nothing that waits for approval.`)
  return record
}

function isPending(record: Record<string, unknown>): record is PendingSignature {
  try {
    return hasStrings(JSON.parse(String(record.body)), ['type', 'organizationId'])
  } catch {
    return false
  }
}
