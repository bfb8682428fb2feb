import { createHash } from 'node:crypto'
import { type Address, createNonceManager, createWalletClient, formatEther, keccak256, type PublicClient } from 'viem'
import { getTransactionCount } from 'viem/actions'
import { createPasskeyAccount } from 'viem-passkey-account'
import { connect } from './lib/connect.ts'
import { FailedError, InputError, StoppedError } from './lib/errors.ts'
import { readText } from './lib/files.ts'
import { openJournal } from './lib/payout/openJournal.ts'
import { type Recipient, readRecipients } from './lib/payout/readRecipients.ts'
import { broadcast, isLost, type Sent, settle } from './lib/payout/settle.ts'
import { createProgress } from './lib/progress.ts'
import { runScript, say } from './lib/runScript.ts'

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
    if (!file) throw new InputError('Give the file with the recipients. See --help.')
    const [inFlight, patience] = [readNumber(values['in-flight']), readNumber(values.wait)]
    const path = values.journal ?? `${file}.journal`
    const text = readText(file)
    const recipients = readRecipients(text)

    const { client, wallet, chain, transport, publicClient } = await connect()
    const from = wallet.address
    const countSent = () => getTransactionCount(publicClient, { address: from, blockTag: 'pending' })
    const subject = { chainId: chain.id, from, recipients: createHash('sha256').update(text).digest('hex') }
    const journal = await openJournal(path, subject, { recipients, firstNonce: countSent })
    const { payments } = journal
    const progress = createProgress(recipients.length)
    const showProgress = () =>
      progress.show({
        signed: payments.size,
        mined: [...payments.values()].filter(({ status }) => status).length,
      })
    const finish = async (sent: Sent): Promise<void> => {
      const { status, blockNumber } = await settle(publicClient, sent, { patience })
      journal.append({ line: sent.line, status, block: String(blockNumber) })
      showProgress()
    }
    showProgress()

    // What a person has decided since the last run.
    for (const line of values.again.map(readNumber)) {
      const payment = payments.get(line)
      const isNothing =
        payment && (payment.status === 'reverted' || (await isLost(publicClient, { ...payment, line, from })))
      if (!isNothing)
        throw new InputError(`line ${line} is paid, may still be, or was never signed: it is not signed again.`)
      journal.append({ again: line })
    }
    if (values.nonce !== undefined) {
      if (readNumber(values.nonce) !== (await countSent())) throw new InputError(`--nonce is not the nonce of ${from}.`)
      journal.append({ nextNonce: readNumber(values.nonce) })
    }

    // What an earlier run signed comes first: the same bytes, whether it got as far as sending them or not.
    const begun = recipients.flatMap(({ line }): Sent[] => {
      const payment = payments.get(line)
      return payment && !payment.status ? [{ ...payment, line, from }] : []
    })
    for (const sent of begun) await broadcast(publicClient, sent)
    for (const sent of begun) await finish(sent)

    // Viem's nonce manager counts. It counts from the journal, as long as the chain agrees with it.
    const nonceManager = createNonceManager({
      source: {
        async get() {
          const [count, next] = [await countSent(), journal.nextNonce()]
          if (count > next) throw new StoppedError(sayNonceUsed(from, count, next))
          return next
        },
        set() {},
      },
    })
    const account = createPasskeyAccount({ client, ...wallet })
    const walletClient = createWalletClient({ account, chain, transport })

    const unpaid = recipients.filter(({ line }) => !payments.has(line))
    await assertFunds(publicClient, from, unpaid)
    const waiting: Sent[] = []
    for (const { line, address, amount } of unpaid) {
      const [oldest] = waiting.length < inFlight ? [] : waiting.splice(0, 1)
      if (oldest) await finish(oldest)

      const wish = { type: 'eip1559', to: address, value: amount, nonceManager } as const
      const request = await walletClient.prepareTransactionRequest(wish).catch((error) => {
        say(`line ${line}: ${address} could not be asked about. Nothing was signed for it.`)
        throw error
      })
      const { nonce } = request
      const raw = await account.signTransaction(request)
      const payment = { line, nonce, hash: keccak256(raw), raw }
      journal.append(payment)
      await broadcast(publicClient, { ...payment, from })
      waiting.push({ ...payment, from })
      showProgress()
    }
    for (const sent of waiting) await finish(sent)

    const failed = recipients.filter(({ line }) => payments.get(line)?.status === 'reverted')
    if (failed.length > 0)
      throw new FailedError(
        `All but these lines are paid: ${failed.map(({ line }) => line).join(', ')}. Their recipients, contracts, did not take it; ` +
          'see why, then go on with --again <line>.',
      )
    return {
      payments: recipients.map(({ line, address, amount }) => ({
        line,
        address,
        amount: formatEther(amount),
        hash: payments.get(line)?.hash,
      })),
      paid: recipients.length,
      ether: formatEther(sum(recipients)),
      journal: path,
    }
  },
})

function readNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InputError(`${JSON.stringify(text)} is no whole number.`)
  return Number(text)
}

function sum(recipients: readonly Recipient[]): bigint {
  return recipients.reduce((total, { amount }) => total + amount, 0n)
}

/** Better nobody than half of them. */
async function assertFunds(client: PublicClient, from: Address, unpaid: readonly Recipient[]): Promise<void> {
  const { maxFeePerGas } = await client.estimateFeesPerGas()
  const needed = sum(unpaid) + 21_000n * maxFeePerGas * BigInt(unpaid.length)
  const balance = await client.getBalance({ address: from })
  if (balance < needed)
    throw new StoppedError(
      `${from} has ${formatEther(balance)} ether, and ${unpaid.length} payments take ${formatEther(needed)} with fees. ` +
        'Nothing more was signed. Send it the rest, then run again.',
    )
}

function sayNonceUsed(from: Address, count: number, next: number): string {
  return (
    `${from} is at nonce ${count}, and this payout at ${next}: something else sent from it. Nothing more was signed. ` +
    `Look at what that was; if it paid nobody of the list, go on with --nonce ${count}.`
  )
}
