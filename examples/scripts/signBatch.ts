import { type TypedDataDefinition, validateTypedData } from 'viem'
import { createPasskeyAccount, signMany } from 'viem-passkey-account'
import { connectSigner } from './lib/connect.ts'
import { InputError, UsageError } from './lib/errors.ts'
import { hasStrings, readText } from './lib/files.ts'
import { log } from './lib/log.ts'
import { runScript } from './lib/runScript.ts'

const help = `Signs a batch of typed data (EIP-712) with one prompt. Signs all of it or nothing.

  node examples/scripts/signBatch.ts <batch.json> [--json]

The file is an array of what eth_signTypedData_v4 takes: domain, types, primaryType, message. For production, change three environment variables:
  SIGNER_URL=   https://api.turnkey.com
  WALLET_FILE=  the wallet record that your sign-up handler returned
  STAMPER=      session, or api-key:<file> to run unattended
`

await runScript({
  help,
  options: {},
  async run({ positionals: [file] }) {
    if (!file) throw new UsageError('Pass the file with the batch.')
    const batch = readBatch(file)
    const { client, wallet } = await connectSigner()
    const account = createPasskeyAccount({ client, ...wallet })
    log(`Signing ${batch.length} items with one prompt …`)
    const signatures = await signMany(account, { items: batch.map((typedData) => ({ typedData })) })
    return { address: account.address, signatures }
  },
})

/** Validates every entry before anything is signed. */
function readBatch(file: string): TypedDataDefinition[] {
  let entries: unknown
  try {
    entries = JSON.parse(readText(file))
  } catch (error) {
    if (error instanceof InputError) throw error
  }
  if (!Array.isArray(entries) || entries.length === 0)
    throw new InputError(`${file} is not a JSON array of typed data, or it is empty.`)
  return entries.map((entry, index) => {
    try {
      if (!isTypedData(entry)) throw new Error('domain, types, primaryType or message is missing')
      validateTypedData(entry)
      return entry
    } catch (error) {
      throw new InputError(`${file}, entry ${index}: ${error instanceof Error ? error.message.split('\n')[0] : error}`)
    }
  })
}

function isTypedData(value: unknown): value is TypedDataDefinition {
  if (!hasStrings(value, ['primaryType'])) return false
  return [value.domain, value.types, value.message].every((part) => typeof part === 'object' && part !== null)
}
