import { existsSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { exitCodes } from './lib/exitCodes.ts'
import { type Local, startLocal } from './lib/startLocal.ts'
import { startScript } from './lib/startScript.ts'

const help = `Runs one of the scripts with everything it needs on this machine: Anvil, the local signer, and a wallet with 100 ether.

  npm run script -- deploy | payout | signBatch | approval | createApiKey   the script on what lies beside it
  npm run script -- payout my.csv --json                                    the script on what you give
  npm run script                                                            stays up, for scripts in a shell of your own
`

const beside = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

/** What each script does when nothing more is said. */
const plays: Record<string, (local: Local) => Promise<number>> = {
  deploy: (local) => run(local, ['deploy', beside('../../test/contracts/out/PermitToken.sol/PermitToken.json')]),
  payout: (local) => run(local, ['payout', beside('recipients.csv'), '--journal', 'journal']),
  signBatch: (local) => run(local, ['signBatch', beside('batch.json')]),
  async createApiKey(local) {
    const key = { STAMPER: 'api-key:bot.key.json' }
    return (
      (await run(local, ['createApiKey', '--out', 'bot.key.json'])) ||
      run(local, ['signBatch', beside('batch.json')], key)
    )
  },
  async approval(local) {
    await local.demandOther()
    const asked = await run(local, ['approval', 'pay', '0x00000000000000000000000000000000000a11ce', '0.1'])
    if (asked !== exitCodes.waiting) return asked || exitCodes.failed
    const pending = readdirSync(local.directory).find((file) => file.startsWith('pending-')) ?? ''
    const other = { STAMPER: 'passkey:other.passkey.json' }
    return (
      (await run(local, ['approval', 'approve', pending, '--yes'], other)) ||
      run(local, ['approval', 'take-up', pending])
    )
  },
}

/** Runs a script in the foreground, among the files that belong to it. @returns its exit code. */
async function run(
  { env, directory }: Local,
  args: string[],
  changed: Record<string, string> = {},
  cwd = directory,
): Promise<number> {
  process.stderr.write(`\n$ node examples/scripts/${args[0]}.ts ${args.slice(1).join(' ')}\n`)
  return (await startScript(args, { env: { ...env, ...changed }, cwd, stdio: 'inherit' }).ended).code ?? 1
}

const [name = '', ...args] = process.argv.slice(2)
const play = plays[name]
const isThere = existsSync(beside(`${name}.ts`))
if (name && (!isThere || (args.length === 0 && !play))) {
  process.stdout.write(help)
  process.exitCode = name === '--help' ? exitCodes.done : exitCodes.input
} else {
  const local = await startLocal()
  const stopped = new Promise<void>((stop) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop())
  })
  try {
    if (name)
      process.exitCode =
        play && args.length === 0 ? await play(local) : await run(local, [name, ...args], {}, process.cwd())
    else {
      for (const [variable, value] of Object.entries(local.env)) console.log(`export ${variable}=${value}`)
      console.error(
        '\nAnvil and the signer stay up until Ctrl-C. Paste this into a shell, then: node examples/scripts/<name>.ts',
      )
      await stopped
    }
  } finally {
    await local.close()
  }
}
