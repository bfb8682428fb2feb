import { importWallet } from 'viem-passkey-account'
import { connectSigner } from './lib/connect.ts'
import { UsageError } from './lib/errors.ts'
import { withSecretFiles } from './lib/files.ts'
import { readSecretText } from './lib/readSecretText.ts'
import { runScript } from './lib/runScript.ts'

const help = `Imports a wallet by its words, which it asks for and does not show. Writes the wallet record to a file for WALLET_FILE.

  node examples/scripts/import.ts --name savings --out savings.json [--yes] [--json]

It reads from a terminal only: --yes allows a pipe. Never pass words as arguments, which the shell keeps. A local signer with a database
prints a signer key at its start: set SIGNER_KEY to it. For production, change three environment variables:
  SIGNER_URL=   https://api.turnkey.com
  WALLET_FILE=  the wallet record of the user, whose passkey will own the wallet as well
  STAMPER=      session, so that the user's passkey approves the import, on a page
`

await runScript({
  help,
  options: { name: { type: 'string' }, out: { type: 'string' }, yes: { type: 'boolean', default: false } },
  async run({ values: { name, out, yes }, positionals }) {
    if (!name || !out || positionals.length > 0)
      throw new UsageError('Pass --name, the name of the wallet, and --out, the file to write its record to.')
    if (!process.stdin.isTTY && !yes)
      throw new UsageError('The input is not a terminal. Run it in a terminal and type the words, or pass --yes.')
    const mnemonic = await readSecretText('The words, separated by spaces (they are not shown): ')
    return withSecretFiles([out], async (write) => {
      const { client, wallet } = await connectSigner()
      const { organizationId, userId } = wallet
      const imported = await importWallet(client, { organizationId, userId, walletName: name, mnemonic })
      write?.({ ...wallet, ...imported })
      return { address: imported.address, walletId: imported.walletId, wallet: out }
    })
  },
})
