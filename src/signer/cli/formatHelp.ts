import { backupOptions, type CliOption, environment, examples, exitCodes, serveOptions } from './cliOptions.js'

const width = 80

/** What `passkey-signer --help` prints, in 80 columns. */
export function formatHelp(): string {
  return `passkey-signer: a local signer for development, CI, demos and staging.

Usage
  passkey-signer [options]
  passkey-signer backup --database <file> --to <file>

Options
${serveOptions.map(formatOption).join('\n')}

Options of backup
${backupOptions.map(formatOption).join('\n')}

Environment
${environment.map(({ name, description }) => `  ${name}\n${wrap(description, 6)}`).join('\n')}

Examples
${examples.map(({ command, description }) => `  ${command}\n${wrap(description, 6)}`).join('\n')}

Exit codes
${exitCodes.map(({ code, description }) => `  ${code}  ${description}`).join('\n')}

The keys are not protected by an enclave: anyone who controls the process or
reads its files has them.
`
}

function formatOption({ name, value = '', description, repeatable, ...option }: CliOption): string {
  const details = [description]
  if (option.default !== undefined) details.push(`(default: ${option.default})`)
  if (repeatable) details.push('(repeatable)')
  return `  ${`${name} ${value}`.padEnd(23)}${wrap(details.join(' '), 25).trimStart()}`
}

/** Breaks a text into lines that start at a column. */
function wrap(text: string, column: number): string {
  const lines = ['']
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? ''
    if (line !== '' && column + line.length + 1 + word.length > width) lines.push(word)
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`
  }
  return lines.map((line) => ' '.repeat(column) + line).join('\n')
}
