import { createHash } from 'node:crypto'
import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import {
  type Address,
  createWalletClient,
  type Hex,
  isHex,
  keccak256,
  parseTransaction,
  recoverTransactionAddress,
  type TransactionReceipt,
} from 'viem'
import { createPasskeyAccount } from 'viem-passkey-account'
import type { Connection } from './connect.ts'
import { StoppedError } from './errors.ts'
import { codeOf, readRecord, syncFolder } from './files.ts'
import { say } from './runScript.ts'
import { type Sent, settle } from './settle.ts'

/**
 * Signs a transaction, sends it, and waits until it is mined. What was signed is in a file before it is sent, so that this can be interrupted
 * anywhere: a run that is asked for the same, and finds the file, looks for that transaction on the chain and sends the same bytes where it
 * is not there. When it is mined the file goes: whoever asks after that means another one.
 *
 * @param options.patience How long it may take to be mined, in seconds.
 * @throws StoppedError when it cannot be mined any more or takes longer, what viem throws, and what the account throws.
 */
export async function sendKept(
  { client, wallet, chain, transport, publicClient }: Connection,
  wish: { to?: Address; value?: bigint; data?: Hex },
  { patience }: { patience: number },
): Promise<TransactionReceipt> {
  const from = wallet.address
  const asked = [chain.id, from, wish.to?.toLowerCase() ?? '', String(wish.value ?? 0n), wish.data ?? '0x'].join()
  const file = `sent-${createHash('sha256').update(asked).digest('hex').slice(0, 16)}.json`

  if (existsSync(file)) say(`${file} is of an earlier run that did not come to its end. Taking it up.`)
  else {
    const account = createPasskeyAccount({ client, ...wallet })
    const walletClient = createWalletClient({ account, chain, transport })
    const request = await walletClient.prepareTransactionRequest({ type: 'eip1559', ...wish })
    keep(file, await walletClient.signTransaction(request))
  }
  const receipt = await settle(publicClient, await readSent(file, from), { patience })
  rmSync(file)
  return receipt
}

/** Under its name once it is whole, and on disk when this returns. @throws StoppedError: what is not kept is not sent. */
function keep(file: string, raw: Hex): void {
  try {
    writeFileSync(`${file}.part`, `${JSON.stringify({ hash: keccak256(raw), raw })}\n`, { mode: 0o600, flush: true })
    renameSync(`${file}.part`, file)
    syncFolder(file)
  } catch (error) {
    throw new StoppedError(
      `${file} cannot be written (${codeOf(error)}), so nothing was sent. Make room, then run again.`,
    )
  }
}

async function readSent(file: string, from: Address): Promise<Sent> {
  const { raw } = readRecord(file, ['raw'])
  if (!isHex(raw) || (await recoverSender(raw)) !== from)
    throw new StoppedError(
      `${file} is damaged: whether what it held was sent is not certain. See what ${from} has sent.`,
    )
  const { nonce = 0 } = parseTransaction(raw)
  const hash = keccak256(raw)
  say(`Sending ${hash} …`)
  return { name: file, from, hash, raw, nonce, ifLost: `To have it signed anew, delete ${file} and run again.` }
}

async function recoverSender(raw: Hex): Promise<Address | undefined> {
  // What is no transaction has no sender.
  return recoverTransactionAddress({ serializedTransaction: `0x02${raw.slice(4)}` }).catch(() => undefined)
}
