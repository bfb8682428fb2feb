import { createHash } from 'node:crypto'
import { createWalletClient, formatEther, keccak256 } from 'viem'
import { getTransactionCount } from 'viem/actions'
import { ActivityApprovalNeededError, createPasskeyAccount } from 'viem-passkey-account'
import { connect } from './lib/connect.ts'
import { InputError, StoppedError, UsageError } from './lib/errors.ts'
import { findCause } from './lib/exitCodes.ts'
import { readText } from './lib/files.ts'
import { assertAllPaid } from './lib/payout/assertAllPaid.ts'
import { assertFunds, sumUp } from './lib/payout/assertFunds.ts'
import { createPayoutNonces } from './lib/payout/createPayoutNonces.ts'
import { estimateGas } from './lib/payout/estimateGas.ts'
import { openJournal, type Payment } from './lib/payout/openJournal.ts'
import { readRecipients } from './lib/payout/readRecipients.ts'
import { createProgress } from './lib/progress.ts'
import { readNumber, readSeconds } from './lib/readNumber.ts'
import { runScript, say } from './lib/runScript.ts'
import { broadcast, isLost, settle } from './lib/settle.ts'

const help = `Pays ether to a list of addresses. When it is interrupted, however, run it again: nobody is paid twice, nobody is left out.

  node examples/scripts/payout.ts <recipients.csv> [--journal <file>] [--json]

  --journal <file>  its memory, <recipients.csv>.journal unless given; keep it until all is paid
  --in-flight <n>   how many payments may wait to be mined at once (16)
  --wait <seconds>  how long one may take to be mined (600)
  --again <line>    sign the payment of this line anew, when you have seen that it came to nothing
  --nonce <n>       go on at this nonce, when you know what the account sent beside this payout

For production change three lines of the environment:
  RPC_URL=      your node's, and leave SIGNER_URL out: that is Turnkey
  WALLET_FILE=  the wallet's record, as your sign-up handler returned it
  STAMPER=      api-key:<file>, with an end; or session, which lasts 15 minutes
`

await runScript({
  help,
  options: {
    journal: { type: 'string' },
    'in-flight': { type: 'string', default: '16' },
    wait: { type: 'string', default: '600' },
    again: { type: 'string', multiple: true, default: [] },
    nonce: { type: 'string' },
  },
  async run({ positionals: [file], values }) {
    if (!file) throw new UsageError('Give the file with the recipients.')
    const inFlight = readNumber('--in-flight', values['in-flight'], { min: 1 })
    const patience = readSeconds('--wait', values.wait)
    const again = values.again.map((line) => readNumber('--again', line))
    const nextNonce = values.nonce === undefined ? undefined : readNumber('--nonce', values.nonce)
    const path = values.journal ?? `${file}.journal`
    const text = readText(file)
    const recipients = readRecipients(text)

    const { client, wallet, chain, transport, publicClient } = await connect()
    const from = wallet.address
    const countSent = () => getTransactionCount(publicClient, { address: from, blockTag: 'pending' })
    const subject = { chainId: chain.id, from, recipients: createHash('sha256').update(text).digest('hex') }
    const journal = await openJournal(path, subject, { recipients, nextNonce: await countSent() })
    const { payments } = journal
    const progress = createProgress(recipients.length)
    const showProgress = () =>
      progress.show({
        signed: payments.size,
        mined: [...payments.values()].filter(({ status }) => status).length,
      })
    const toSent = (line: number, { nonce, hash, raw }: Payment) => ({
      ...{ line, from, nonce, hash, raw, name: `line ${line}` },
      ifLost: `If that did not pay line ${line}, go on with --again ${line}.`,
    })
    const finish = async (sent: ReturnType<typeof toSent>): Promise<void> => {
      const { status, blockNumber } = await settle(publicClient, sent, { patience })
      journal.append({ line: sent.line, status, block: String(blockNumber) })
      showProgress()
    }
    showProgress()

    // What a person has decided since the last run.
    for (const line of again) {
      const payment = payments.get(line)
      const isNothing =
        payment && (payment.status === 'reverted' || (await isLost(publicClient, toSent(line, payment))))
      if (!isNothing)
        throw new InputError(`line ${line} is paid, may still be, or was never signed: it is not signed again.`)
      journal.append({ again: line })
    }
    if (nextNonce !== undefined) {
      if (nextNonce !== (await countSent())) throw new InputError(`--nonce is not the nonce of ${from}.`)
      journal.append({ nextNonce })
    }

    // What an earlier run signed comes first: the same bytes, whether it got as far as sending them or not.
    const begun = recipients.flatMap(({ line }) => {
      const payment = payments.get(line)
      return payment && !payment.status ? [toSent(line, payment)] : []
    })
    for (const sent of begun) await broadcast(publicClient, sent)
    for (const sent of begun) await finish(sent)

    const nonceManager = createPayoutNonces({ from, journal, countSent })
    const account = createPasskeyAccount({ client, ...wallet })
    const walletClient = createWalletClient({ account, chain, transport })

    const unpaid = recipients.filter(({ line }) => !payments.has(line))
    await assertFunds(publicClient, from, unpaid)
    const waiting: ReturnType<typeof toSent>[] = []
    for (const { line, address, amount } of unpaid) {
      const [oldest] = waiting.length < inFlight ? [] : waiting.splice(0, 1)
      if (oldest) await finish(oldest)

      const wish = { type: 'eip1559', to: address, value: amount } as const
      const gas = await estimateGas(publicClient, { account: from, ...wish }).catch((error) => {
        say(`line ${line}: nothing was signed for ${address}.`)
        throw error
      })
      if (gas === undefined) {
        journal.append({ line, refused: true })
        say(`line ${line}: ${address} does not take it. Nothing was signed for it.`)
        continue
      }
      const request = await walletClient.prepareTransactionRequest({ ...wish, gas, nonceManager })
      const { nonce } = request
      const raw = await account.signTransaction(request).catch(explainWaiting)
      const payment = { line, nonce, hash: keccak256(raw), raw }
      journal.append(payment)
      const sent = toSent(line, payment)
      await broadcast(publicClient, sent)
      waiting.push(sent)
      showProgress()
    }
    for (const sent of waiting) await finish(sent)

    assertAllPaid(recipients, journal)
    return {
      payments: recipients.map(({ line, address, amount }) => ({
        line,
        address,
        amount: formatEther(amount),
        hash: payments.get(line)?.hash,
      })),
      paid: recipients.length,
      ether: formatEther(sumUp(recipients)),
      journal: path,
    }
  },
})

/** Half of a payout is none: a wallet in which each payment would wait for somebody is not for this. */
function explainWaiting(error: unknown): never {
  const cause = findCause(error)
  if (!(cause instanceof ActivityApprovalNeededError)) throw error
  throw new StoppedError(
    'Another owner has to approve what this wallet pays, and each payment would wait for that. Nothing was sent. ' +
      `Let them reject ${cause.fingerprint}, and pay from another wallet.`,
  )
}
