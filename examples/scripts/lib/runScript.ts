import { writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { type ParseArgsConfig, parseArgs } from 'node:util'
import { BaseError, stringify } from 'viem'
import { ActivityApprovalNeededError, PasskeyAccountError } from 'viem-passkey-account'
import { UsageError } from './errors.ts'
import { toExitCode, unwrapError } from './exitCodes.ts'
import { errorCode } from './files.ts'
import { log } from './log.ts'

type Options = NonNullable<ParseArgsConfig['options']>

/** A script's parsed arguments, typed by its options. */
type Arguments<options extends Options> = ReturnType<
  typeof parseArgs<{ options: options; allowPositionals: true; args: string[] }>
>

/**
 * Runs a script from its arguments to its exit code. Results go to stdout, as text or with `--json` as one line of JSON. Everything else goes to
 * stderr.
 *
 * @param parameters.help What `--help` prints. Its lines that start with `node` are also printed as the usage if the arguments are wrong.
 * @param parameters.run Returns the result.
 */
export async function runScript<const options extends Options>({
  help,
  options,
  run,
}: {
  help: string
  options: options
  run: (args: Arguments<options>) => Promise<Record<string, unknown>>
}): Promise<void> {
  const args = process.argv.slice(2)
  if (args.includes('--help')) {
    process.stdout.write(help)
    return
  }
  const json = args.includes('--json')
  try {
    const otherArgs = args.filter((arg) => arg !== '--json')
    const result = await run(parse(otherArgs, options))
    process.stdout.write(json ? `${stringify(result)}\n` : toText(result))
  } catch (error) {
    const failure = toFailure(error)
    process.exitCode = failure.exitCode
    if (json) process.stdout.write(`${stringify({ error: failure })}\n`)
    const { message, next } = failure
    const more = error instanceof UsageError ? `\nUsage:\n${toUsage(help)}` : next && `\nNext:\n${next}`
    log(`${basename(process.argv[1] ?? '')}: ${message}${more ?? ''}`)
  }
}

function parse<options extends Options>(args: string[], options: options): Arguments<options> {
  try {
    return parseArgs({ args, options, allowPositionals: true })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'Unknown option.')
  }
}

function toUsage(help: string): string {
  return help
    .split('\n')
    .filter((line) => /^ +node /.test(line))
    .join('\n')
}

function toText(result: Record<string, unknown>): string {
  return Object.entries(result)
    .map(([name, value]) =>
      Array.isArray(value)
        ? value.map((row) => `${typeof row === 'object' ? Object.values(row).join(' ') : row}\n`).join('')
        : `${name.padEnd(12)} ${value}\n`,
    )
    .join('')
}

type Failure = {
  name: string
  exitCode: number
  message: string
  /** The commands to run next. */
  next?: string
}

/** Leaves out viem's full message: it repeats the node's URL, which may contain a token. */
function toFailure(error: unknown): Failure {
  const cause = unwrapError(error)
  const exitCode = toExitCode(cause)
  if (cause instanceof PasskeyAccountError) {
    const text = [cause.shortMessage, ...(cause.metaMessages ?? []), cause.details].filter(Boolean).join('\n  ')
    return { name: cause.name, exitCode, message: `${cause.name}: ${text}`, ...savePending(cause) }
  }
  if (cause instanceof BaseError) {
    const deepest = cause.walk()
    const { name, shortMessage, details } = deepest instanceof BaseError ? deepest : cause
    return { name, exitCode, message: [shortMessage, details].filter(Boolean).join('\n  ') }
  }
  if (!(cause instanceof Error)) return { name: 'Error', exitCode, message: String(cause) }
  return { name: cause.name, exitCode, message: exitCode === 1 ? String(cause.stack) : cause.message }
}

/** Saves a pending signature to a file, from which any later run can resume it. It contains no stamp and no secret. */
function savePending(error: PasskeyAccountError): { next?: string } {
  if (!(error instanceof ActivityApprovalNeededError) || !error.pending) return {}
  // Named after the fingerprint, which the client computed. The activity id comes from the signer and could be any path.
  const file = `pending-${error.fingerprint.slice(-16)}.json`
  const text = JSON.stringify(error.pending, null, 2)
  const commands = `  the other owner:  node examples/scripts/approval.ts approve ${file}
  then you:         node examples/scripts/approval.ts resume ${file}`
  try {
    writeFileSync(file, `${text}\n`)
    return { next: commands }
  } catch (cause) {
    return { next: `  Cannot write ${file} (${errorCode(cause)}). Save this under that name:\n${text}\n${commands}` }
  }
}
