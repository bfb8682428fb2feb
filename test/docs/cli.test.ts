import { expect, test } from 'vitest'
import {
  backupOptions,
  type CliOption,
  environment,
  examples,
  exitCodes,
  serveOptions,
} from '../../src/signer/cli/cliOptions.js'
import { readPage } from './pages.js'

const page = readPage('docs/cli.md').text

/** The rows of the table below a heading, without its head. */
function rowsBelow(heading: string): string[] {
  const start = page.indexOf(`## ${heading}\n`)
  expect(start, heading).toBeGreaterThan(0)
  const end = page.indexOf('\n## ', start)
  const lines = page.slice(start, end === -1 ? undefined : end).split('\n')
  return lines.filter((line) => line.startsWith('|')).slice(2)
}

const toRow = ({ name, value, description, repeatable, ...option }: CliOption): string =>
  `| \`${value === undefined ? name : `${name} ${value}`}\` | ${description}${repeatable ? ' Repeatable.' : ''} | ${option.default ?? ''} |`

// The page says what `--help` says: change src/signer/cli/cliOptions.ts, then the page.
test('options', () => {
  expect(rowsBelow('Options')).toEqual(serveOptions.map(toRow))
})

test('options of backup', () => {
  expect(rowsBelow('Backup')).toEqual(backupOptions.map(toRow))
})

test('environment', () => {
  expect(rowsBelow('Environment')).toEqual(
    environment.map(({ name, description }) => `| \`${name}\` | ${description} |`),
  )
})

test('exit codes', () => {
  expect(rowsBelow('Exit codes')).toEqual(exitCodes.map(({ code, description }) => `| ${code} | ${description} |`))
})

test('examples', () => {
  const section = page.slice(page.indexOf('## Examples'))
  const commands = [...section.matchAll(/^# (.+)\nnpx (.+)$/gm)].map(([, description, command]) => ({
    command,
    description,
  }))
  expect(commands).toEqual(examples)
})
