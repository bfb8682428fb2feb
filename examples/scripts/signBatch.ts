import { type TypedDataDefinition, validateTypedData } from 'viem'
import { createPasskeyAccount, signMany } from 'viem-passkey-account'
import { openSigner } from './lib/connect.ts'
import { InputError, UsageError } from './lib/errors.ts'
import { hasStrings, readText } from './lib/files.ts'
import { runScript, say } from './lib/runScript.ts'

const help = `Signs a batch of typed data (EIP-712) for one prompt. All are signed, or none.

  node examples/scripts/signBatch.ts <batch.json> [--json]

The file is an array of what eth_signTypedData_v4 takes: domain, types, primaryType, message. For production change three lines of the environment:
  SIGNER_URL=   (leave it out: that is Turnkey)
  WALLET_FILE=  the wallet's record, as your sign-up handler returned it
  STAMPER=      session, or api-key:<file> where nobody is there to touch anything
`

await runScript({
  help,
  options: {},
  async run({ positionals: [file] }) {
    if (!file) throw new UsageError('Give the file with the batch.')
    const batch = readBatch(file)
    const { client, wallet } = await openSigner()
    const account = createPasskeyAccount({ client, ...wallet })
    say(`Signing ${batch.length} for one prompt …`)
    const signatures = await signMany(account, { items: batch.map((typedData) => ({ typedData })) })
    return { address: account.address, signatures }
  },
})

/** Every entry is looked at before the first one is signed. */
function readBatch(file: string): TypedDataDefinition[] {
  let entries: unknown
  try {
    entries = JSON.parse(readText(file))
  } catch (error) {
    if (error instanceof InputError) throw error
  }
  if (!Array.isArray(entries) || entries.length === 0) throw new InputError(`${file} is no JSON array of typed data.`)
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
