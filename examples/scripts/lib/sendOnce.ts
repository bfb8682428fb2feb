import { createHash } from 'node:crypto'
import { existsSync, rmSync } from 'node:fs'
import {
  type Address,
  createWalletClient,
  type Hex,
  isHex,
  keccak256,
  type LocalAccount,
  parseTransaction,
  serializeTransaction,
  type TransactionReceipt,
} from 'viem'
import { ActivityApprovalNeededError, createPasskeyAccount, findError } from 'viem-passkey-account'
import { confirmTransaction, type SignedTransaction } from './confirmTransaction.ts'
import type { Connection } from './connect.ts'
import { StoppedError } from './errors.ts'
import { errorCode, readRecord, replaceFile } from './files.ts'
import { log } from './log.ts'
import { recoverSender } from './recoverSender.ts'

/**
 * Signs a transaction, sends it, and waits until it is mined. You can interrupt it at any point: it saves the transaction to a file before it asks
 * for the signature, and the signed one before it sends it. A run with the same request that finds the file asks for the same transaction, looks
 * for it on the chain, and sends the same bytes if it is not there. Once it is mined the file is deleted, and the same request is a new
 * transaction.
 *
 * @param options.timeoutSeconds How long to wait until it is mined.
 * @throws StoppedError if it can no longer be mined or takes too long, and what viem and the account throw.
 */
export async function sendOnce(
  { client, wallet, chain, transport, publicClient }: Connection,
  request: { to?: Address; value?: bigint; data?: Hex },
  { timeoutSeconds }: { timeoutSeconds: number },
): Promise<TransactionReceipt> {
  const from = wallet.address
  const { to = '', value = 0n, data = '0x' } = request
  const id = createHash('sha256').update([chain.id, from, to.toLowerCase(), value, data].join())
  const file = `sent-${id.digest('hex').slice(0, 16)}.json`

  const account = createPasskeyAccount({ client, ...wallet })
  if (existsSync(file)) log(`Found ${file} of an interrupted run. Resuming it.`)
  else {
    const walletClient = createWalletClient({ account, chain, transport })
    const prepared = await walletClient.prepareTransactionRequest({ type: 'eip1559', ...request })
    const { nonce, gas, maxFeePerGas, maxPriorityFeePerGas } = prepared
    const fees = { maxFeePerGas, maxPriorityFeePerGas }
    save(file, {
      request: serializeTransaction({ ...request, type: 'eip1559', chainId: chain.id, nonce, gas, ...fees }),
    })
  }
  await signSaved(file, account)
  const receipt = await confirmTransaction(publicClient, await readTransaction(file, from), { timeoutSeconds })
  rmSync(file)
  return receipt
}

/** Signs the transaction in the file, unless it is signed already. After an error it may be signed all the same, so the file stays. */
async function signSaved(file: string, account: LocalAccount): Promise<void> {
  const { request } = readRecord(file, [])
  if (!isHex(request)) return
  const { nonce = 0, ...transaction } = parse(file, request)
  const raw = await account.signTransaction({ ...transaction, nonce }).catch((error) => {
    // The pending signature is for the same transaction, and its file takes over.
    if (findError(error, ActivityApprovalNeededError)) rmSync(file)
    else
      log(
        `The transaction (nonce ${nonce}) may have been signed all the same. Run the same command again, which asks for the same one.`,
      )
    throw error
  })
  save(file, { hash: keccak256(raw), raw })
}

function parse(file: string, serialized: Hex): ReturnType<typeof parseTransaction> {
  try {
    return parseTransaction(serialized)
  } catch {
    throw new StoppedError(
      `${file} is damaged, so it is unknown whether its transaction was signed. Check what the account has sent, then delete the file.`,
    )
  }
}

/** Renames the file once it is complete, and returns once it is on disk. @throws StoppedError: what is not saved must not be sent. */
function save(file: string, record: Record<string, Hex>): void {
  try {
    replaceFile(file, record)
  } catch (error) {
    throw new StoppedError(
      `Cannot write ${file} (${errorCode(error)}), so nothing was sent. Free some space, then run the same command again.`,
    )
  }
}

async function readTransaction(file: string, from: Address): Promise<SignedTransaction> {
  const { raw } = readRecord(file, ['raw'])
  if (!isHex(raw) || (await recoverSender(raw)) !== from)
    throw new StoppedError(
      `${file} is damaged, so it is unknown whether its transaction was sent. Check what ${from} has sent, then delete the file.`,
    )
  const { nonce = 0 } = parseTransaction(raw)
  const hash = keccak256(raw)
  log(`Sending ${hash} …`)
  return {
    name: file,
    from,
    hash,
    raw,
    nonce,
    ifReplaced: `To sign it again, delete ${file} and run the same command.`,
  }
}
