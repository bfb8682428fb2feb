import { createHash } from 'node:crypto'
import { createWalletClient, formatEther, type Hex, keccak256, parseTransaction, serializeTransaction } from 'viem'
import { getTransactionCount } from 'viem/actions'
import { ActivityApprovalNeededError, createPasskeyAccount } from 'viem-passkey-account'
import { broadcast, confirmTransaction, isReplaced } from './lib/confirmTransaction.ts'
import { connect } from './lib/connect.ts'
import { createProgress } from './lib/createProgress.ts'
import { InputError, StoppedError, UsageError } from './lib/errors.ts'
import { unwrapError } from './lib/exitCodes.ts'
import { readText } from './lib/files.ts'
import { log } from './lib/log.ts'
import { assertAllPaid } from './lib/payout/assertAllPaid.ts'
import { assertFunds, sumAmounts } from './lib/payout/assertFunds.ts'
import { createPayoutNonceManager } from './lib/payout/createPayoutNonceManager.ts'
import { estimateGas } from './lib/payout/estimateGas.ts'
import { openJournal, type Payment } from './lib/payout/openJournal.ts'
import { readRecipients } from './lib/payout/readRecipients.ts'
import { readNumber, readSeconds } from './lib/readNumber.ts'
import { runScript } from './lib/runScript.ts'

const help = `Pays ether to a list of addresses. If it is interrupted, run the same command again: it pays nobody twice and leaves nobody out.

  node examples/scripts/payout.ts <recipients.csv> [--journal <file>] [--json]

  --journal <file>     records what was signed; keep it until everything is paid (default: <recipients.csv>.journal)
  --in-flight <n>      how many payments may be unmined at once (default: 16)
  --wait <seconds>     how long a payment may take to be mined (default: 600)
  --sign-again <line>  sign this line's payment again, once you have checked that the first one had no effect
  --nonce <n>          continue at this nonce, once you have checked what else the account sent

For production, change three lines:
  RPC_URL=      the URL of your node, and SIGNER_URL=https://api.turnkey.com
  WALLET_FILE=  the wallet record that your sign-up handler returned
  STAMPER=      api-key:<file>, which expires; or session, which lasts 15 minutes
`

await runScript({
  help,
  options: {
    journal: { type: 'string' },
    'in-flight': { type: 'string', default: '16' },
    wait: { type: 'string', default: '600' },
    'sign-again': { type: 'string', multiple: true, default: [] },
    nonce: { type: 'string' },
  },
  async run({ positionals: [file], values }) {
    if (!file) throw new UsageError('Pass the file with the recipients.')
    const maxInFlight = readNumber('--in-flight', values['in-flight'], { min: 1 })
    const timeoutSeconds = readSeconds('--wait', values.wait)
    const signAgain = values['sign-again'].map((line) => readNumber('--sign-again', line))
    const nextNonce = values.nonce === undefined ? undefined : readNumber('--nonce', values.nonce)
    const path = values.journal ?? `${file}.journal`
    const text = readText(file)
    const recipients = readRecipients(text)

    const { client, wallet, chain, transport, publicClient } = await connect()
    const from = wallet.address
    const countSent = () => getTransactionCount(publicClient, { address: from, blockTag: 'pending' })
    const id = { chainId: chain.id, from, recipients: createHash('sha256').update(text).digest('hex') }
    const journal = await openJournal(path, id, { recipients, nextNonce: await countSent() })
    const { payments } = journal
    const progress = createProgress(recipients.length)
    const showProgress = () =>
      progress.show({
        signed: payments.size,
        mined: [...payments.values()].filter(({ status }) => status).length,
      })
    const toTransaction = (line: number, { nonce, hash, raw }: Payment) => ({
      ...{ line, from, nonce, hash, raw, name: `line ${line}` },
      ifReplaced: `If that did not pay line ${line}, continue with --sign-again ${line}.`,
    })
    const confirm = async (transaction: ReturnType<typeof toTransaction>): Promise<void> => {
      const { status, blockNumber } = await confirmTransaction(publicClient, transaction, { timeoutSeconds })
      journal.append({ line: transaction.line, status, block: String(blockNumber) })
      showProgress()
    }
    showProgress()

    // Apply what the user decided after an earlier run.
    for (const line of signAgain) {
      const payment = payments.get(line)
      const hadNoEffect =
        payment && (payment.status === 'reverted' || (await isReplaced(publicClient, toTransaction(line, payment))))
      if (!hadNoEffect)
        throw new InputError(`Line ${line} is paid, may still be paid, or was never signed, so it is not signed again.`)
      journal.append({ signAgain: line })
    }
    if (nextNonce !== undefined) {
      if (nextNonce !== (await countSent())) throw new InputError(`--nonce is not the next nonce of ${from}.`)
      journal.append({ nextNonce })
    }

    const account = createPasskeyAccount({ client, ...wallet })
    /** Signs a payment whose request is in the journal, and writes the result there. */
    const sign = async (line: number, request: Hex): Promise<ReturnType<typeof toTransaction>> => {
      const { nonce = 0, ...transaction } = parseTransaction(request)
      const raw = await account.signTransaction({ ...transaction, nonce }).catch((error) => explain(error, line, nonce))
      const signed = { line, nonce, hash: keccak256(raw), raw }
      journal.append(signed)
      return toTransaction(line, signed)
    }

    // An earlier run asked for these, and got no answer or an error. Neither proves that nothing was signed, so ask for the same transactions.
    for (const [line, request] of [...journal.requests]) await sign(line, request)

    // First send what an earlier run signed: the same bytes, whether it sent them or not.
    const unconfirmed = recipients.flatMap(({ line }) => {
      const payment = payments.get(line)
      return payment && !payment.status ? [toTransaction(line, payment)] : []
    })
    for (const transaction of unconfirmed) await broadcast(publicClient, transaction)
    for (const transaction of unconfirmed) await confirm(transaction)

    const nonceManager = createPayoutNonceManager({ from, journal, countSent })
    const walletClient = createWalletClient({ account, chain, transport })

    const unpaid = recipients.filter(({ line }) => !payments.has(line))
    await assertFunds(publicClient, from, unpaid)
    const inFlight: ReturnType<typeof toTransaction>[] = []
    for (const { line, address, amount } of unpaid) {
      const [oldest] = inFlight.length < maxInFlight ? [] : inFlight.splice(0, 1)
      if (oldest) await confirm(oldest)

      const payment = { type: 'eip1559', to: address, value: amount } as const
      const gas = await estimateGas(publicClient, { account: from, ...payment }).catch((error) => {
        log(`line ${line}: nothing was signed for ${address}.`)
        throw error
      })
      if (gas === undefined) {
        journal.append({ line, refused: true })
        log(`line ${line}: ${address} refuses ether. Nothing was signed for it.`)
        continue
      }
      const { nonce, maxFeePerGas, maxPriorityFeePerGas } = await walletClient.prepareTransactionRequest({
        ...payment,
        gas,
        nonceManager,
      })
      const fees = { maxFeePerGas, maxPriorityFeePerGas }
      const request = serializeTransaction({ ...payment, chainId: chain.id, nonce, gas, ...fees })
      journal.append({ line, nonce, request })
      const transaction = await sign(line, request)
      await broadcast(publicClient, transaction)
      inFlight.push(transaction)
      showProgress()
    }
    for (const transaction of inFlight) await confirm(transaction)

    assertAllPaid(recipients, journal)
    return {
      payments: recipients.map(({ line, address, amount }) => ({
        line,
        address,
        amount: formatEther(amount),
        hash: payments.get(line)?.hash,
      })),
      paid: recipients.length,
      ether: formatEther(sumAmounts(recipients)),
      journal: path,
    }
  },
})

/** Says what an error does not: the signer, or somebody on the way, may have the signed payment and send it at any time. */
function explain(error: unknown, line: number, nonce: number): never {
  const cause = unwrapError(error)
  if (!(cause instanceof ActivityApprovalNeededError)) {
    log(
      `line ${line}: its payment (nonce ${nonce}) may have been signed all the same. Pay it in no other way. ` +
        'Run the same command again, which asks for the same payment.',
    )
    throw error
  }
  throw new StoppedError(
    'This wallet needs the approval of another owner for each payment. ' +
      `Ask them to reject ${cause.fingerprint}. Before you pay line ${line} from another wallet, let another transaction of this one use nonce ${nonce}: ` +
      'until then its payment may still be signed.',
  )
}
