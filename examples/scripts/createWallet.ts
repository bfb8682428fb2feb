import { createPasskey, createSignerClient, type Passkey } from 'viem-passkey-account'
import { createSubOrganization } from 'viem-passkey-account/actions'
import { createVirtualPasskey } from 'viem-passkey-account/testing'
import { readEnv, readSignerUrl } from './lib/connect.ts'
import { InputError, UsageError } from './lib/errors.ts'
import { hasStrings, withSecretFiles } from './lib/files.ts'
import { openApiKey } from './lib/openStamper.ts'
import { promptInBrowser } from './lib/page/promptInBrowser.ts'
import { runScript } from './lib/runScript.ts'

const help = `Creates a wallet for a bot, with a passkey in a file, or with --browser for a passkey in your browser.

  node examples/scripts/createWallet.ts --name bot --wallet bot.json --passkey bot.passkey.json [--json]
  node examples/scripts/createWallet.ts --name anna --wallet anna.json --browser [--json]

It needs the app's API key: JSON with publicKey and privateKey, in a file that only you can read. For production, change three lines:
  SIGNER_URL=       https://api.turnkey.com
  ORGANIZATION_ID=  your organization's id, and PARENT_KEY_FILE= your API key's file
  --passkey=        only for a bot with little to lose, as anybody who can read the file is the bot. Users sign up on your site
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
      throw new UsageError('Pass --name, --wallet, and either --passkey or --browser.')
    const organizationId = readEnv('ORGANIZATION_ID', 'the id of your organization')
    const stamper = openApiKey(readEnv('PARENT_KEY_FILE', "the file with your organization's API key"))
    const server = createSignerClient({ url: readSignerUrl(), stamper })

    const files = [walletFile, ...(passkeyFile ? [passkeyFile] : [])]
    return withSecretFiles(files, async (writeWallet, writePasskey) => {
      const { passkey, saved } = browser
        ? { passkey: await registerInBrowser(name) }
        : await createSoftwarePasskey(name)
      if (saved) writePasskey?.(saved)
      const wallet = await createSubOrganization(server, { organizationId, passkey, userName: name })
      writeWallet?.(wallet)
      return { address: wallet.address, wallet: walletFile, ...(passkeyFile && { passkey: passkeyFile }) }
    })
  },
})

/** Creates a passkey in software. `saved` includes its private key. */
async function createSoftwarePasskey(name: string): Promise<{ passkey: Passkey; saved: object }> {
  const [rpId, origin] = ['localhost', 'http://localhost']
  const authenticator = createVirtualPasskey({ rpId, origin })
  const passkey = await createPasskey({ rp: { id: rpId }, user: { name }, createFn: authenticator.createFn })
  return { passkey, saved: await authenticator.save() }
}

/** Registers a passkey in the browser, which keeps its private key. */
async function registerInBrowser(userName: string): Promise<Passkey> {
  const request = { kind: 'register', userName } as const
  const passkey = await promptInBrowser(request, { title: `Create a passkey for ${userName}.`, timeoutSeconds: 300 })
  if (!isPasskey(passkey)) throw new InputError('The page did not return a passkey.')
  return passkey
}

function isPasskey(value: unknown): value is Passkey {
  return hasStrings(value, ['credentialId', 'challenge']) && hasStrings(value.attestation, ['attestationObject'])
}
