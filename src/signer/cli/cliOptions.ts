// Everything that is to be said about the command. `--help` prints it, docs/cli.md repeats it (a test compares them),
// and `parseOptions` accepts the options that are listed here and no others.

export type CliOption = {
  /** With its dashes. */
  name: string
  /** What the value is, such as `<file>`. A flag has none. */
  value?: string
  /** A value, for error messages. */
  example?: string
  description: string
  default?: string
  repeatable?: true
}

export const serveOptions: readonly CliOption[] = [
  {
    name: '--port',
    value: '<number>',
    example: '8181',
    description: 'Port to listen on. 0 picks a free one.',
    default: '8181',
  },
  {
    name: '--host',
    value: '<address>',
    example: '127.0.0.1',
    description: 'Address to listen on.',
    default: '127.0.0.1',
  },
  {
    name: '--allowed-host',
    value: '<name>',
    example: 'signer',
    description:
      'Host name that clients may use, such as the name of a container. IP addresses, localhost and --host always work.',
    repeatable: true,
  },
  {
    name: '--database',
    value: '<file>',
    example: './signer.db',
    description:
      'File that stores everything. The key that encrypts its secrets is stored next to it, in a file whose name ends in .key.',
    default: 'in memory',
  },
  {
    name: '--origin',
    value: '<origin>',
    example: 'https://app.example.com',
    description: "Origin whose pages and passkeys are accepted, such as https://app.example.com. '*' accepts all.",
    default: 'localhost, any port',
    repeatable: true,
  },
  {
    name: '--offset',
    value: '<time>',
    example: '90m',
    description: 'Moves the clock by a time such as 90m, 1d or -2h.',
    default: '0s',
  },
  {
    name: '--unique-passkeys',
    description: 'Refuses a passkey that another organization already has.',
  },
  { name: '--page', description: 'Serves the page at / on every address, to everyone who can reach it.' },
  { name: '--no-page', description: 'Does not serve the page.' },
  { name: '--faults', description: 'Accepts planned failures at /faults, for tests.' },
  { name: '--show-key', description: 'Prints the private API key again. Without it, only the first start prints it.' },
  { name: '--json', description: 'Prints one line of JSON on startup.' },
  { name: '--help', description: 'Prints this help.' },
  { name: '--version', description: 'Prints the version.' },
]

export const backupOptions: readonly CliOption[] = [
  {
    name: '--database',
    value: '<file>',
    example: './signer.db',
    description: 'File to copy, together with its key file.',
  },
  {
    name: '--to',
    value: '<file>',
    example: './copy.db',
    description: 'File to create. An existing one is not replaced.',
  },
]

export const environment: readonly { name: string; description: string }[] = [
  {
    name: 'PASSKEY_SIGNER_MASTER_KEY',
    description: 'The key that encrypts the secrets of the database, 32 bytes in hex. Replaces the key file.',
  },
]

export const examples: readonly { command: string; description: string }[] = [
  { command: 'passkey-signer', description: 'In memory, at http://127.0.0.1:8181, with a well-known API key.' },
  {
    command: 'passkey-signer --database ./signer.db --origin https://app.example.com',
    description: 'In a file, with a new API key, for the pages and passkeys of that origin.',
  },
  {
    command: 'passkey-signer --host 0.0.0.0 --allowed-host signer --database /data/signer.db',
    description: 'In a container that others reach as http://signer:8181.',
  },
  {
    command: 'passkey-signer --port 0 --json',
    description: 'For a script that reads URL and API key from the first line.',
  },
  {
    command: 'passkey-signer backup --database ./signer.db --to ./copy.db',
    description: 'Copies the database of a signer, which may be running.',
  },
]

export const exitCodes: readonly { code: number; description: string }[] = [
  { code: 0, description: 'Stopped by SIGINT or SIGTERM, or the backup is complete.' },
  { code: 1, description: 'The port, the database, the key or the runtime cannot be used.' },
  { code: 2, description: 'The command line is wrong.' },
]
