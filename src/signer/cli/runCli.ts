import { resolve } from 'node:path'
import { devApiKey } from '../auth/identity/devCredentials.js'
import { createLocalSigner, type LocalSigner } from '../createLocalSigner.js'
import { SignerDatabaseError, SignerListenError, SignerMasterKeyError, SignerOptionError } from '../errors.js'
import { type ListeningSigner, listen } from '../http/listen.js'
import { isLoopback } from '../util/isLoopback.js'
import { backupDatabase } from './backupDatabase.js'
import { cliHelp } from './help.js'
import { readCliOptions, type ServeOptions, UsageError } from './options.js'

/** The `passkey-signer` command. A signer runs until SIGINT or SIGTERM. Sets the exit code. */
export async function runCli(args: readonly string[]): Promise<void> {
  try {
    const options = readCliOptions(args)
    switch (options.command) {
      case 'help':
        process.stdout.write(cliHelp)
        break
      case 'backup':
        backup(options)
        break
      case 'serve':
        await serve(options)
    }
  } catch (error) {
    process.stderr.write(`passkey-signer: ${explain(error)}\n`)
    process.exitCode = error instanceof UsageError || error instanceof SignerOptionError ? 2 : 1
  }
}

function backup({ database, to }: { database: string; to: string }): void {
  const masterKey = process.env.PASSKEY_SIGNER_MASTER_KEY
  const made = backupDatabase({ database, to, masterKey })
  const key =
    masterKey === undefined ? '' : ' Its master key is the one in PASSKEY_SIGNER_MASTER_KEY: keep that as well.'
  process.stdout.write(`passkey-signer: ${resolve(database)} is copied to ${made.join(' and ')}.${key}\n`)
}

async function serve(options: ServeOptions): Promise<void> {
  // Before anything is printed: whoever reads it may send the signal at once.
  const stopped = new Promise<void>((stop) => {
    process.once('SIGINT', () => stop())
    process.once('SIGTERM', () => stop())
  })
  const { database, origins, offsetMs, faults } = options
  const signer = await createLocalSigner({ database, origins, faults, now: () => Date.now() + offsetMs })
  let server: ListeningSigner
  try {
    server = await listen(signer, {
      host: options.host,
      port: options.port,
      allowedHosts: options.allowedHosts,
      page: options.page,
    })
  } catch (error) {
    await signer.close()
    throw error
  }
  if (!isLoopback(options.host))
    process.stderr.write(
      `passkey-signer: listening on ${options.host}, not on loopback alone. Whoever reaches it and has its API key can use it, and it speaks plain HTTP.\n${options.page === true ? 'passkey-signer: --page shows whoever reaches it, without a key, all names, addresses and requests.\n' : ''}`,
    )
  process.stdout.write(
    options.json ? `${JSON.stringify(facts(options, signer, server))}\n` : banner(options, signer, server),
  )

  await stopped
  await server.close()
  await signer.close()
}

function facts(options: ServeOptions, signer: LocalSigner, server: ListeningSigner): Record<string, unknown> {
  return {
    url: server.url,
    organizationId: signer.organizationId,
    apiKey: signer.apiKey,
    database: options.database === undefined ? null : resolve(options.database),
  }
}

function banner(options: ServeOptions, signer: LocalSigner, server: ListeningSigner): string {
  const shared = signer.apiKey.publicKey === devApiKey.publicKey
  const rows = [
    ['URL', server.url],
    ...((options.page ?? isLoopback(options.host)) ? [['Page', `${server.url}/`]] : []),
    ['Organization', signer.organizationId],
    ['API public key', signer.apiKey.publicKey],
    ['API private key', `${signer.apiKey.privateKey}${shared ? '  (the same for everybody)' : ''}`],
    ['Passkeys of', options.origins?.join(', ') ?? 'http://localhost and https://localhost, any port'],
    ...(options.offsetMs === 0 ? [] : [['Clock', new Date(Date.now() + options.offsetMs).toISOString()]]),
    ...(options.faults ? [['Faults', `${server.url}/faults`]] : []),
    ['Database', options.database === undefined ? 'in memory, gone when it stops' : resolve(options.database)],
  ]
  return `
passkey-signer is listening. It is no enclave: for development, CI, demos and staging.

${rows.map(([name = '', value = '']) => `  ${name.padEnd(16)} ${value}`).join('\n')}

Ctrl-C stops it.
`
}

/** One line for what a person can put right; the whole story for what is our fault. */
function explain(error: unknown): string {
  if (
    error instanceof UsageError ||
    error instanceof SignerDatabaseError ||
    error instanceof SignerMasterKeyError ||
    error instanceof SignerOptionError ||
    error instanceof SignerListenError
  )
    return error.message
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
