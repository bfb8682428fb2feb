import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { exitCodes } from './lib/exitCodes.ts'
import { type LocalStack, startLocalStack } from './lib/startLocalStack.ts'
import { startScript } from './lib/startScript.ts'

const help = `Runs a script with everything it needs on this machine: Anvil, the local signer, and a wallet with 100 ether.

  npm run script -- deploy | payout | signBatch | approval | createApiKey | delegate   runs the script on an example
  npm run script -- payout my.csv --json                                    runs the script with your arguments
  npm run script -- policy check rules.json                                 checks policies; policy try rules.json request.json tries one
  npm run script                                                            keeps Anvil and the signer running for your own shell
`

const pathOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

/** What each script does without a file or a recipient of yours. `flags`, such as `--json`, are passed on. */
const demos: Record<string, (stack: LocalStack, flags: string[]) => Promise<number>> = {
  deploy: (stack, flags) =>
    run(stack, ['deploy', pathOf('../../test/contracts/out/PermitToken.sol/PermitToken.json'), ...flags]),
  payout: (stack, flags) => run(stack, ['payout', pathOf('recipients.csv'), '--journal', 'journal', ...flags]),
  signBatch: (stack, flags) => run(stack, ['signBatch', pathOf('batch.json'), ...flags]),
  async createApiKey(stack, flags) {
    const code = await run(stack, ['createApiKey', '--out', 'bot.key.json'])
    return (
      code || run(stack, ['signBatch', pathOf('batch.json'), ...flags], { env: { STAMPER: 'api-key:bot.key.json' } })
    )
  },
  async delegate(stack, flags) {
    const keyCode = await run(stack, ['delegate', 'key', '--out', 'backend.key.json'])
    if (keyCode) return keyCode
    const { publicKey } = JSON.parse(readFileSync(join(stack.directory, 'backend.key.json'), 'utf8'))
    const token = '0x00000000000000000000000000000000000a11ce'
    const code = await run(stack, ['delegate', 'allow', publicKey, token, '0xa9059cbb', '--chain', '31337'])
    return code || run(stack, ['delegate', 'revoke', 'delegation.json', ...flags])
  },
  async approval(stack, flags) {
    await stack.requireSecondOwner()
    const payCode = await run(stack, ['approval', 'pay', '0x00000000000000000000000000000000000a11ce', '0.1'])
    if (payCode !== exitCodes.approvalNeeded) return payCode || exitCodes.failed
    const pending = readdirSync(stack.directory).find((file) => file.startsWith('pending-')) ?? ''
    const secondOwner = { env: { STAMPER: 'passkey:second.passkey.json' } }
    const code = await run(stack, ['approval', 'approve', pending, '--yes'], secondOwner)
    return code || run(stack, ['approval', 'resume', pending, ...flags])
  },
}

/** Runs a script in the foreground. @returns its exit code. */
async function run(
  stack: Pick<LocalStack, 'env' | 'directory'>,
  args: string[],
  { env = {}, cwd = stack.directory }: { env?: Record<string, string>; cwd?: string } = {},
): Promise<number> {
  process.stderr.write(`\n$ node examples/scripts/${args[0]}.ts ${args.slice(1).join(' ')}\n`)
  const { ended } = startScript(args, { env: { ...stack.env, ...env }, cwd, stdio: 'inherit' })
  return (await ended).code ?? 1
}

const [name = '', ...args] = process.argv.slice(2)
const demo = args.every((arg) => arg.startsWith('--')) ? demos[name] : undefined
const canRun = demo || (args.length > 0 && existsSync(pathOf(`${name}.ts`)))
if (name === 'policy') {
  // Needs neither Anvil nor a signer.
  const example = pathOf('policies')
  const demoArgs = ['try', `${example}/rules.json`, `${example}/request.json`, ...args]
  const directory = process.cwd()
  process.exitCode = await run({ env: {}, directory }, [
    'policy',
    ...(args.every((arg) => arg.startsWith('--')) ? demoArgs : args),
  ])
} else if (name && !canRun) {
  process.stdout.write(help)
  process.exitCode = name === '--help' ? exitCodes.success : exitCodes.invalidInput
} else {
  const stack = await startLocalStack()
  const stopped = new Promise<void>((stop) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop())
  })
  try {
    if (demo) process.exitCode = await demo(stack, args)
    else if (name) process.exitCode = await run(stack, [name, ...args], { cwd: process.cwd() })
    else {
      for (const [variable, value] of Object.entries(stack.env)) console.log(`export ${variable}=${value}`)
      console.error(
        '\nAnvil and the signer run until you press Ctrl-C.\nPaste these lines into another shell, then run: node examples/scripts/<name>.ts',
      )
      await stopped
    }
  } finally {
    await stack.close()
  }
}
