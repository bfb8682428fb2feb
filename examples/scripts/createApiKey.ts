import { createApiKeys } from 'viem-passkey-account/actions'
import { openSigner } from './lib/connect.ts'
import { UsageError } from './lib/errors.ts'
import { withSecretFiles } from './lib/files.ts'
import { readNumber } from './lib/readNumber.ts'
import { runScript } from './lib/runScript.ts'

const help = `Makes an API key for scripts that run without anybody there. The passkey approves it once; from then on the key is the user, until it ends.

  node examples/scripts/createApiKey.ts --out bot.key.json [--name bot] [--days 30] [--json]

Then run other scripts with STAMPER=api-key:bot.key.json. For production change three lines of the environment:
  SIGNER_URL=       (leave it out: that is Turnkey)
  WALLET_FILE=      the wallet's record, as your sign-up handler returned it
  STAMPER=session   so that the passkey itself approves the key, from a page
`

await runScript({
  help,
  options: {
    out: { type: 'string' },
    name: { type: 'string', default: 'script' },
    days: { type: 'string', default: '30' },
  },
  async run({ values: { out, name, days } }) {
    if (!out) throw new UsageError('Give --out: the file for the key.')
    // A key without an end is a key that is found in ten years.
    const seconds = readNumber('--days', days, { min: 1, max: 999 }) * 86_400
    // Where the signer took the key and the answer was lost, nobody has it, and it ends by itself.
    return withSecretFiles([out], async (write) => {
      const { client, wallet } = await openSigner()
      const { organizationId, userId, address } = wallet
      const pair = await makePair()
      // By this machine's clock, and from before the signer begins to count.
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

async function makePair(): Promise<{ publicKey: string; privateKey: string }> {
  const { privateKey } = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign'])
  const { x = '', y = '', d = '' } = await crypto.subtle.exportKey('jwk', privateKey)
  const hex = (part: string): string => Buffer.from(part, 'base64url').toString('hex')
  // SEC1 compressed: the parity of y, and x.
  const prefix = Number.parseInt(hex(y).slice(-1), 16) % 2 === 1 ? '03' : '02'
  return { publicKey: prefix + hex(x), privateKey: hex(d) }
}
