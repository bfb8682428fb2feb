import { isIP } from 'node:net'
import { parseArgs } from 'node:util'
import type { StartOptions } from '../../examples/journey/startOptions.ts'
import { editDistance } from '../../src/signer/util/editDistance.ts'

/** The command line is wrong. */
export class UsageError extends Error {
  override readonly name = 'UsageError'

  constructor(message: string) {
    super(`${message} See npm start -- --help.`)
  }
}

export const startHelp = `npm start: sign, verify and mine once, then serve the demo until Ctrl-C.

Usage
  npm start
  npm start -- [options]

Options
  --origin <origin>   Address of the demo for a phone, such as
                      https://wallet.example.com. You forward it to the demo's
                      port. See docs/on-a-phone.md. (default: localhost)
  --rp-id <domain>    RP ID of the passkeys: the host name of --origin, or a
                      parent domain of it. (default: the host name of --origin)
  --port <number>     Port of the demo. (default: 8180; without --origin, any
                      free port if that one is taken)
  --once              End without serving the demo.
  --help              Print this help.
`

/** A value of each option, for error messages. Flags have none. */
const examples = new Map([
  ['origin', 'https://wallet.example.com'],
  ['rp-id', 'example.com'],
  ['port', '8180'],
])
const names = [...examples.keys(), 'once', 'help']

/**
 * Parses the arguments of `npm start`.
 *
 * @throws UsageError
 */
export function parseStartOptions(args: readonly string[]): StartOptions | 'help' {
  const values = new Map<string, string>()
  // Not strict: the messages of parseArgs do not say what to do.
  const { tokens } = parseArgs({
    args: [...args],
    strict: false,
    tokens: true,
    options: {
      ...Object.fromEntries([...examples.keys()].map((name) => [name, { type: 'string' as const }])),
      help: { type: 'boolean', short: 'h' },
    },
  })
  for (const token of tokens) {
    if (token.kind === 'positional') throw new UsageError(`Unexpected argument ${JSON.stringify(token.value)}.`)
    if (token.kind !== 'option') continue
    const { name, rawName, value } = token
    if (!names.includes(name)) throw new UsageError(`Unknown option ${rawName}.${suggest(name)}`)
    const example = examples.get(name)
    if (example === undefined && value !== undefined) throw new UsageError(`${rawName} takes no value.`)
    if (example !== undefined && (!value || value.startsWith('-')))
      throw new UsageError(`${rawName} needs a value, such as ${rawName} ${example}.`)
    values.set(name, value ?? '')
  }
  if (values.has('help')) return 'help'

  const origin = readOrigin(values.get('origin'))
  return {
    once: values.has('once'),
    origin,
    rpId: readRpId(values.get('rp-id'), origin),
    port: readPort(values.get('port')),
  }
}

function readOrigin(origin: string | undefined): string | undefined {
  if (origin === undefined) return undefined
  const url = URL.canParse(origin) ? new URL(origin) : undefined
  // A copied address often ends in a slash.
  if (url === undefined || ![url.origin, `${url.origin}/`].includes(origin))
    throw new UsageError(
      `--origin must be an origin, such as https://wallet.example.com, not ${JSON.stringify(origin)}.`,
    )
  if (url.protocol !== 'https:')
    throw new UsageError('--origin must begin with https://, because browsers offer passkeys on secure pages only.')
  if (isIP(url.hostname.replace(/^\[|\]$/g, '')) !== 0)
    throw new UsageError('--origin must have a host name, because browsers refuse passkeys at an IP address.')
  return url.origin
}

function readRpId(rpId: string | undefined, origin: string | undefined): string {
  const hostname = origin === undefined ? 'localhost' : new URL(origin).hostname
  if (rpId === undefined || rpId === hostname) return hostname
  if (origin === undefined) throw new UsageError('--rp-id needs --origin: on localhost the RP ID is localhost.')
  if (!rpId.includes('.') || !hostname.endsWith(`.${rpId}`))
    throw new UsageError(
      `--rp-id must be ${hostname} or a parent domain of it, not ${JSON.stringify(rpId)}. Browsers accept no other.`,
    )
  return rpId
}

function readPort(port: string | undefined): number | undefined {
  if (port === undefined) return undefined
  if (!/^[0-9]{1,5}$/.test(port) || Number(port) === 0 || Number(port) > 65535)
    throw new UsageError(`--port must be a number from 1 to 65535, not ${JSON.stringify(port)}.`)
  return Number(port)
}

function suggest(name: string): string {
  const [best = ''] = names.toSorted((one, other) => editDistance(name, one) - editDistance(name, other))
  const distance = editDistance(name, best)
  return distance <= 2 && 2 * distance <= name.length ? ` Did you mean --${best}?` : ''
}
