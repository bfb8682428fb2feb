import { writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { type ParseArgsConfig, parseArgs } from 'node:util'
import { BaseError, stringify } from 'viem'
import { ActivityApprovalNeededError, PasskeyAccountError } from 'viem-passkey-account'
import { UsageError } from './errors.ts'
import { findCause, toExitCode } from './exitCodes.ts'
import { codeOf } from './files.ts'

type Options = NonNullable<ParseArgsConfig['options']>

/** What a script was called with, typed by its options. */
type Called<options extends Options> = ReturnType<
  typeof parseArgs<{ options: options; allowPositionals: true; args: string[] }>
>

/**
 * Runs a script from its arguments to its exit code: results go to stdout, for a person or with `--json` in one line for a program, and all
 * else goes to stderr.
 *
 * @param parameters.help What `--help` prints. The lines in it that begin with `node` are also printed when the script is called wrongly.
 * @param parameters.run Returns what is printed.
 */
export async function runScript<const options extends Options>({
  help,
  options,
  run,
}: {
  help: string
  options: options
  run: (called: Called<options>) => Promise<Record<string, unknown>>
}): Promise<void> {
  const args = process.argv.slice(2)
  if (args.includes('--help')) {
    process.stdout.write(help)
    return
  }
  const json = args.includes('--json')
  try {
    const result = await run(
      read(
        args.filter((arg) => arg !== '--json'),
        options,
      ),
    )
    process.stdout.write(json ? `${stringify(result)}\n` : toText(result))
  } catch (error) {
    const failure = describe(error)
    process.exitCode = failure.exitCode
    if (json) process.stdout.write(`${stringify({ error: failure })}\n`)
    const { message, goOn } = failure
    const more = error instanceof UsageError ? `\nUsage:\n${toUsage(help)}` : goOn && `\nTo go on:\n${goOn}`
    say(`${basename(process.argv[1] ?? '')}: ${message}${more ?? ''}`)
  }
}

/** A line for the person who waits; never for a program, and never a secret. */
export function say(text: string): void {
  // A signer's or a node's own words may hold what a terminal would obey.
  process.stderr.write(`${text.replaceAll(/[^\P{Cc}\n]/gu, '')}\n`)
}

function read<options extends Options>(args: string[], options: options): Called<options> {
  try {
    return parseArgs({ args, options, allowPositionals: true })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'Unknown options.')
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

type Failure = { name: string; exitCode: number; message: string; goOn?: string }

/** For people and programs. Of viem's errors only what happened: their full text repeats the node's URL, which may hold a token. */
function describe(error: unknown): Failure {
  const cause = findCause(error)
  const exitCode = toExitCode(cause)
  if (cause instanceof PasskeyAccountError) {
    const text = [cause.shortMessage, ...(cause.metaMessages ?? []), cause.details].filter(Boolean).join('\n  ')
    return { name: cause.name, exitCode, message: `${cause.name}: ${text}`, ...keepPending(cause) }
  }
  if (cause instanceof BaseError) {
    const deepest = cause.walk()
    const { name, shortMessage, details } = deepest instanceof BaseError ? deepest : cause
    return { name, exitCode, message: [shortMessage, details].filter(Boolean).join('\n  ') }
  }
  if (!(cause instanceof Error)) return { name: 'Error', exitCode, message: String(cause) }
  return { name: cause.name, exitCode, message: exitCode === 1 ? String(cause.stack) : cause.message }
}

/** What waits for approval is kept in a file, from which any later run takes it up. It holds no stamp and no secret. */
function keepPending(error: PasskeyAccountError): { goOn?: string } {
  if (!(error instanceof ActivityApprovalNeededError) || !error.pending) return {}
  // Of the fingerprint, which the client has computed itself: an id is the signer's, and could be any path.
  const file = `pending-${error.fingerprint.slice(-16)}.json`
  const text = JSON.stringify(error.pending, null, 2)
  const commands = `  the other owner:  node examples/scripts/approval.ts approve ${file}
  then you:         node examples/scripts/approval.ts take-up ${file}`
  try {
    writeFileSync(file, `${text}\n`)
    return { goOn: commands }
  } catch (cause) {
    return {
      goOn: `  ${file} cannot be written (${codeOf(cause)}). Keep this in a file of that name:\n${text}\n${commands}`,
    }
  }
}
