import { createPasskey, createSignerClient, type Passkey } from 'viem-passkey-account'
import { createSubOrganization } from 'viem-passkey-account/actions'
import { createVirtualPasskey } from 'viem-passkey-account/testing'
import { readVariable } from './lib/connect.ts'
import { InputError, UsageError } from './lib/errors.ts'
import { hasStrings, withSecretFiles } from './lib/files.ts'
import { openApiKey } from './lib/openStamper.ts'
import { askPage } from './lib/page/askPage.ts'
import { runScript } from './lib/runScript.ts'

const help = `Makes a wallet for a bot, whose passkey is a file; or, with --browser, for the passkey of whoever opens the page.

  node examples/scripts/createWallet.ts --name bot --wallet bot.json --passkey bot.passkey.json [--json]
  node examples/scripts/createWallet.ts --name anna --wallet anna.json --browser [--json]

It needs the app's API key, as JSON with publicKey and privateKey in a file that only you can read. For production change three lines:
  SIGNER_URL=       (leave it out: that is Turnkey)
  ORGANIZATION_ID=  your organization's, and PARENT_KEY_FILE= your API key's file
  --passkey=        only for a bot with little to lose: whoever reads that file is the bot. Users sign up on your own site
`

await runScript({
  help,
  options: {
    name: { type: 'string' },
    wallet: { type: 'string' },
    passkey: { type: 'string' },
    browser: { type: 'boolean' },
  },
  async run({ values: { name, wallet: walletFile, passkey: passkeyFile, browser } }) {
    if (!name || !walletFile || !passkeyFile === !browser)
      throw new UsageError('Give --name, --wallet, and either --passkey or --browser.')
    const organizationId = readVariable('ORGANIZATION_ID', 'the id of the app’s organization')
    const stamper = openApiKey(readVariable('PARENT_KEY_FILE', 'the file with the app’s API key'))
    const server = createSignerClient({ url: process.env.SIGNER_URL, stamper })

    const files = [walletFile, ...(passkeyFile ? [passkeyFile] : [])]
    return withSecretFiles(files, async (writeWallet, writePasskey) => {
      const { passkey, saved } = browser ? { passkey: await register(name) } : await makePasskey(name)
      if (saved) writePasskey?.(saved)
      const wallet = await createSubOrganization(server, { organizationId, passkey, userName: name })
      writeWallet?.(wallet)
      return { address: wallet.address, wallet: walletFile, ...(passkeyFile && { passkey: passkeyFile }) }
    })
  },
})

/** A passkey in software. What is saved of it is all of it. */
async function makePasskey(name: string): Promise<{ passkey: Passkey; saved: object }> {
  const [rpId, origin] = ['localhost', 'http://localhost']
  const authenticator = createVirtualPasskey({ rpId, origin })
  const passkey = await createPasskey({ rp: { id: rpId }, user: { name }, createFn: authenticator.createFn })
  return { passkey, saved: await authenticator.save() }
}

/** A passkey of the browser. Its private key stays where the browser keeps it. */
async function register(userName: string): Promise<Passkey> {
  const passkey = await askPage({ kind: 'register', userName }, { title: `A passkey for ${userName}.`, patience: 300 })
  if (!isPasskey(passkey)) throw new InputError('The page did not answer with a passkey.')
  return passkey
}

function isPasskey(value: unknown): value is Passkey {
  return hasStrings(value, ['credentialId', 'challenge']) && hasStrings(value.attestation, ['attestationObject'])
}
