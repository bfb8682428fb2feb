import { spawn } from 'node:child_process'
import { delimiter } from 'node:path'
import { root } from './root.ts'

/** Runs a command, also from node_modules/.bin. @returns its stdout. @throws with its output if it fails. */
export async function run(
  command: string,
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<string> {
  const child = spawn(command, args, {
    cwd: options.cwd ?? root(),
    env: {
      ...process.env,
      ...options.env,
      PATH: [root('node_modules/.bin'), process.env.PATH].join(delimiter),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const chunks: Buffer[] = []
  const errors: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk))
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (...end) => resolve(end))
  })
  const output = Buffer.concat(chunks).toString()
  if (code === 0) return output
  throw new Error(`${command} ${args.join(' ')} failed (${code ?? signal}):\n${output}${Buffer.concat(errors)}`)
}
