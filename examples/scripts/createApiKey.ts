import { createApiKeys } from 'viem-passkey-account/actions'
import { connectSigner } from './lib/connect.ts'
import { UsageError } from './lib/errors.ts'
import { withSecretFiles } from './lib/files.ts'
import { generateKeyPair } from './lib/generateKeyPair.ts'
import { readNumber } from './lib/readNumber.ts'
import { runScript } from './lib/runScript.ts'

const help = `Creates an API key for unattended scripts. The passkey approves it once; until it expires, the key can do everything the user can.

  node examples/scripts/createApiKey.ts --out bot.key.json [--name bot] [--days 30] [--json]

Then run other scripts with STAMPER=api-key:bot.key.json. For production, change three environment variables:
  SIGNER_URL=       https://api.turnkey.com
  WALLET_FILE=      the wallet record that your sign-up handler returned
  STAMPER=session   so that the user's passkey approves the key, on a page
`

await runScript({
  help,
  options: {
    out: { type: 'string' },
    name: { type: 'string', default: 'script' },
    days: { type: 'string', default: '30' },
  },
  async run({ values: { out, name, days } }) {
    if (!out) throw new UsageError('Pass --out, the file to write the key to.')
    // Always expire: a forgotten key is still valid in ten years.
    const seconds = readNumber('--days', days, { min: 1, max: 999 }) * 86_400
    // If the signer creates the key and the answer is lost, nobody has the key, and it expires.
    return withSecretFiles([out], async (write) => {
      const { client, wallet } = await connectSigner()
      const { organizationId, userId, address } = wallet
      const pair = await generateKeyPair()
      // By this machine's clock, from before the signer starts to count.
      const expiresAt = new Date(Date.now() + seconds * 1000).toISOString()
      const [apiKeyId] = (
        await createApiKeys(client, {
          organizationId,
          userId,
          apiKeys: [
            {
              apiKeyName: name,
              publicKey: pair.publicKey,
              curveType: 'API_KEY_CURVE_P256',
              expirationSeconds: String(seconds),
            },
          ],
        })
      ).apiKeyIds
      write?.({ ...pair, organizationId, userId, apiKeyId, expiresAt })
      return { apiKeyId, publicKey: pair.publicKey, expiresAt, address, file: out }
    })
  },
})
