import { resolve } from 'node:path'
import { version } from '../../../package.json'
import { devApiKey } from '../auth/identity/devCredentials.js'
import { findShownKey, type ShownKey } from '../auth/identity/shownKeys.js'
import { createLocalSigner } from '../createLocalSigner.js'
import { SignerDatabaseError, SignerListenError, SignerMasterKeyError, SignerOptionError } from '../errors.js'
import { type ListeningSigner, listen } from '../http/listen.js'
import type { LocalSigner } from '../localSigner.js'
import { isLoopback, isLoopbackHost } from '../util/isLoopback.js'
import { backupDatabase } from './backupDatabase.js'
import { formatHelp } from './formatHelp.js'
import { parseOptions, type ServeOptions, UsageError } from './parseOptions.js'

/** Runs the `passkey-signer` command, and sets the exit code. A signer runs until SIGINT or SIGTERM. */
export async function runCli(args: readonly string[]): Promise<void> {
  try {
    const options = parseOptions(args)
    switch (options.command) {
      case 'help':
        process.stdout.write(formatHelp())
        break
      case 'version':
        process.stdout.write(`${version}\n`)
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
  const files = backupDatabase({ database, to, masterKey })
  const advice =
    masterKey === undefined ? '' : ' The backup needs the master key in PASSKEY_SIGNER_MASTER_KEY: keep it as well.'
  process.stdout.write(`passkey-signer: copied ${resolve(database)} to ${files.join(' and ')}.${advice}\n`)
}

async function serve(options: ServeOptions): Promise<void> {
  // Before anything is printed: a program that reads it may send the signal at once.
  const stopped = new Promise<void>((stop) => {
    process.once('SIGINT', () => stop())
    process.once('SIGTERM', () => stop())
  })
  const { database, origins, uniquePasskeys, offsetMs, faults } = options
  const signer = await createLocalSigner({
    database,
    origins,
    uniquePasskeys,
    faults,
    now: () => Date.now() + offsetMs,
  })
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
  if (!isLoopback(options.host)) {
    process.stderr.write(
      `passkey-signer: ${options.host} can be reached from other machines. Everyone who has the API key can use it there, over plain HTTP.\n`,
    )
    if (options.page)
      process.stderr.write('passkey-signer: --page shows names, addresses and requests there without a key.\n')
  }
  const publicOrigin = origins?.find(isPublic)
  if (publicOrigin !== undefined && hasWellKnownKey(signer))
    process.stderr.write(
      `passkey-signer: the API key is well known. If ${publicOrigin} leads here through a tunnel or a proxy, everyone can use it: pass --database.\n`,
    )
  const key = findShownKey(signer)
  const showKey = options.showKey || key?.isShown() !== true
  const facts = { options, signer, server, showKey }
  process.stdout.write(options.json ? formatJson(facts) : formatBanner(facts))
  if (showKey) markShown(key)

  await stopped
  await server.close()
  await signer.close()
}

const hasWellKnownKey = ({ apiKey }: LocalSigner): boolean => apiKey.publicKey === devApiKey.publicKey

/** Whether an origin is that of a page, and not on this machine. */
const isPublic = (origin: string): boolean => origin.startsWith('http') && !isLoopbackHost(new URL(origin).hostname)

/** A full disk does not stop the signer here: it prints the key once more. */
function markShown(key: ShownKey | undefined): void {
  try {
    key?.markShown()
  } catch (error) {
    process.stderr.write(`passkey-signer: the next start prints the private API key again: ${explain(error)}\n`)
  }
}

type Facts = { options: ServeOptions; signer: LocalSigner; server: ListeningSigner; showKey: boolean }

function formatJson({ options, signer, server, showKey }: Facts): string {
  const facts = {
    url: server.url,
    organizationId: signer.organizationId,
    apiKey: showKey ? signer.apiKey : { publicKey: signer.apiKey.publicKey },
    trustedKeys: signer.trustedKeys,
    database: options.database === undefined ? null : resolve(options.database),
  }
  return `${JSON.stringify(facts)}\n`
}

function formatBanner({ options, signer, server, showKey }: Facts): string {
  const rows = [
    ['URL', server.url],
    ...((options.page ?? isLoopback(options.host)) ? [['Page', `${server.url}/`]] : []),
    ['Organization', signer.organizationId],
    ['API public key', signer.apiKey.publicKey],
    [
      'API private key',
      showKey
        ? `${signer.apiKey.privateKey}${hasWellKnownKey(signer) ? '  (well known)' : ''}`
        : 'printed at the first start; --show-key prints it again',
    ],
    ['Signer key', signer.trustedKeys.signer],
    ['Origins', options.origins?.join(', ') ?? 'http://localhost and https://localhost, any port'],
    ...(options.offsetMs === 0 ? [] : [['Clock', new Date(Date.now() + options.offsetMs).toISOString()]]),
    ...(options.faults ? [['Faults', `${server.url}/faults`]] : []),
    ['Database', options.database === undefined ? 'in memory, lost when the signer stops' : resolve(options.database)],
  ]
  return `
passkey-signer is running, for development, CI, demos and staging.

${rows.map(([name = '', value = '']) => `  ${name.padEnd(16)} ${value}`).join('\n')}

Press Ctrl-C to stop it.
`
}

/** The message of an error that the user can fix; the stack of one that is a bug. */
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
