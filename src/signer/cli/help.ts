/** What `passkey-signer --help` prints. */
export const cliHelp = `passkey-signer: a local stand-in for the signing API, for development, CI,
demos and staging.

Usage
  passkey-signer [options]
  passkey-signer backup --database <file> --to <file>

Options
  --port <number>        Port to listen on; 0 takes any free one.
                         (default: 8181)
  --host <address>       Address to listen on. (default: 127.0.0.1)
  --allowed-host <name>  Name it may be reached by, beside addresses, localhost
                         and --host: of a container, say. Repeatable.
  --database <file>      Keep everything in this file, and the key that seals
                         its secrets in <file>.key. (default: in memory)
  --origin <origin>      Origin that passkeys and pages may have, such as
                         https://app.example.com; '*' for all. Repeatable.
                         (default: http and https://localhost, any port)
  --offset <time>        Move its clock: 90m, 1d, -2h. (default: 0s)
  --no-page              Do not show at / what it holds and does.
  --page                 Show that off loopback, too, to whoever gets there.
  --faults               Let tests call up unhappy paths at /faults.
  --json                 Print one line of JSON instead of the banner.
  --help                 Print this.

Backup
  Copies a database, also of a signer that runs, and its master key.
  --database <file>      What to copy, with <file>.key.
  --to <file>            Where the copy goes. Nothing is overwritten.

Environment
  PASSKEY_SIGNER_MASTER_KEY
      32 bytes as hex, in place of <file>.key.

Examples
  passkey-signer
      In memory, at http://127.0.0.1:8181, with an API key everybody knows.
  passkey-signer --database ./signer.db --origin https://app.example.com
      In a file, with an API key of its own, for the passkeys of that page.
  passkey-signer --host 0.0.0.0 --allowed-host signer --database /data/signer.db
      In a container that others reach as http://signer:8181.
  passkey-signer --port 0 --json
      For a script, which reads port and API key from the first line.
  passkey-signer backup --database ./signer.db --to ./copy.db
      Start from the copy with --database ./copy.db.

Exit codes
  0  It ended because SIGINT or SIGTERM told it to, or the backup is made.
  1  It could not do what it was asked: port, file or key. It says why.
  2  It was called in a way it does not know.

It is no enclave: whoever has this process, or its files, has its keys.
`
