import { exportWallet, exportWalletAccount } from 'viem-passkey-account'
import { connectSigner } from './lib/connect.ts'
import { UsageError } from './lib/errors.ts'
import { log } from './lib/log.ts'
import { runScript } from './lib/runScript.ts'

const help = `Prints the words of the wallet, or with --key the private key of its account. Anyone who sees them has the wallet for good.

  node examples/scripts/export.ts [--key] [--yes] [--json]

It prints to a terminal only: --yes allows a pipe or a file. A local signer with a database prints a signer key at its start: set SIGNER_KEY
to it. For production, change three environment variables:
  SIGNER_URL=   https://api.turnkey.com
  WALLET_FILE=  the wallet record that your sign-up handler returned
  STAMPER=      session, so that the user's passkey approves the export, on a page
`

await runScript({
  help,
  options: { key: { type: 'boolean', default: false }, yes: { type: 'boolean', default: false } },
  async run({ values: { key, yes }, positionals }) {
    if (positionals.length > 0) throw new UsageError('export.ts takes no arguments.')
    // Before anything is asked of the signer: a shell's redirect or a CI log would keep the words.
    if (!process.stdout.isTTY && !yes)
      throw new UsageError(
        'The output is not a terminal, so a file or a log would keep the words. Run it in a terminal, or pass --yes.',
      )
    const { client, wallet } = await connectSigner()
    if (key) return { address: wallet.address, privateKey: await exportWalletAccount(client, wallet) }
    const mnemonic = await exportWallet(client, wallet)
    if (process.stdout.isTTY) log('Write the words down on paper, in this order. Then clear the terminal.')
    return { address: wallet.address, mnemonic }
  },
})
