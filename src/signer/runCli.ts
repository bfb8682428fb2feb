import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { createLocalSigner, type LocalSigner } from './createLocalSigner.js'
import { SignerDatabaseError, SignerListenError, SignerMasterKeyError, SignerOptionError } from './errors.js'
import { isLoopback } from './http/isLoopback.js'
import { type ListeningSigner, listen } from './listen.js'
import { wellKnownApiKey } from './wellKnown.js'

const help = `passkey-signer: a local stand-in for the signing API, for development, CI and demos.

Usage
  passkey-signer [options]

Options
  --port <number>     Port to listen on; 0 takes any free one.            (8181)
  --host <address>    Address to listen on.                               (127.0.0.1)
  --allowed-host <n>  Name it may be reached by, beside addresses,
                      localhost and --host: of a container, say.
                      Repeatable.
  --database <file>   Keep everything in this file, and the key that
                      seals its secrets in <file>.key.                    (in memory)
  --origin <origin>   Origin that passkeys and pages may have, such as
                      https://app.example.com; '*' for all. Repeatable.   (localhost, any port)
  --offset <time>     Move its clock: 90m, 1d; back with --offset=-2h.    (0s)
  --no-page           Do not show what it holds and does on a page at /.
                      Off loopback it is not shown unless you say --page.
  --faults            Let tests call up unhappy paths at /faults.
  --json              Print one line of JSON instead of the banner.
  --help              Print this.

Environment
  PASSKEY_SIGNER_MASTER_KEY   32 bytes as hex, in place of <file>.key.

It is no enclave: whoever has this process, or its files, has its keys.
`

/** A mistake in how the command was called. */
class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** The `passkey-signer` command. Runs until SIGINT or SIGTERM; sets the exit code. */
export async function runCli(args: readonly string[]): Promise<void> {
  try {
    const options = readOptions(args)
    if (options === 'help') {
      process.stdout.write(help)
      return
    }
    await run(options)
  } catch (error) {
    process.stderr.write(`passkey-signer: ${explain(error)}\n`)
    process.exitCode = 1
  }
}

type Options = {
  host: string
  port: number
  allowedHosts: string[]
  database: string | undefined
  origins: string[] | undefined
  offsetMs: number
  page: boolean | undefined
  faults: boolean
  json: boolean
}

function readOptions(args: readonly string[]): Options | 'help' {
  const values = parse(args)
  if (values.help === true) return 'help'
  const port = values.port ?? '8181'
  if (!/^[0-9]{1,5}$/.test(port) || Number(port) > 65535)
    throw new UsageError(`--port must be a number from 0 to 65535, not ${JSON.stringify(port)}.`)
  const { host = '127.0.0.1' } = values
  // Node takes an empty address for all of them.
  if (host === '') throw new UsageError('--host must be an address or a name, such as 127.0.0.1.')
  return {
    host,
    port: Number(port),
    allowedHosts: readAllowedHosts(values['allowed-host'] ?? []),
    database: values.database,
    origins: values.origin,
    offsetMs: readOffset(values.offset ?? '0s'),
    page: values.page,
    faults: values.faults === true,
    json: values.json === true,
  }
}

function readAllowedHosts(names: string[]): string[] {
  for (const name of names)
    if (!/^[a-z0-9._-]+$/i.test(name))
      throw new UsageError(`--allowed-host must be a name without scheme and port, not ${JSON.stringify(name)}.`)
  return names
}

const units: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

function readOffset(offset: string): number {
  const match = /^([+-]?[0-9]{1,9})([smhd])$/.exec(offset)
  const unit = units[match?.[2] ?? '']
  if (match === null || unit === undefined)
    throw new UsageError(`--offset must be a number and a unit, such as 90m, 1d or -2h, not ${JSON.stringify(offset)}.`)
  return Number(match[1]) * unit
}

function parse(args: readonly string[]): Values {
  try {
    return parseArgs({
      args: [...args],
      allowNegative: true,
      options: {
        host: { type: 'string' },
        'allowed-host': { type: 'string', multiple: true },
        port: { type: 'string' },
        database: { type: 'string' },
        origin: { type: 'string', multiple: true },
        offset: { type: 'string' },
        page: { type: 'boolean' },
        faults: { type: 'boolean' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : 'unknown options'} See passkey-signer --help.`)
  }
}

type Values = {
  host?: string | undefined
  'allowed-host'?: string[] | undefined
  port?: string | undefined
  database?: string | undefined
  origin?: string[] | undefined
  offset?: string | undefined
  page?: boolean | undefined
  faults?: boolean | undefined
  json?: boolean | undefined
  help?: boolean | undefined
}

async function run(options: Options): Promise<void> {
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
      `passkey-signer: listening on ${options.host}, not on loopback alone. Whoever reaches it and has its API key can use it, and it speaks plain HTTP.\n`,
    )
  process.stdout.write(
    options.json ? `${JSON.stringify(facts(options, signer, server))}\n` : banner(options, signer, server),
  )

  await stopped
  await server.close()
  await signer.close()
}

function facts(options: Options, signer: LocalSigner, server: ListeningSigner): Record<string, unknown> {
  return {
    url: server.url,
    organizationId: signer.organizationId,
    apiKey: signer.apiKey,
    database: options.database === undefined ? null : resolve(options.database),
  }
}

function banner(options: Options, signer: LocalSigner, server: ListeningSigner): string {
  const shared = signer.apiKey.publicKey === wellKnownApiKey.publicKey
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
passkey-signer is listening. It is no enclave: for development, CI and demos.

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
