import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { inject } from 'vitest'

export type Ended = { code: number | null; signal: string | null; stdout: string; stderr: string }

export type Cli = {
  child: ChildProcess
  /** The first line of its output. */
  firstLine: Promise<string>
  ended: Promise<Ended>
}

/**
 * Starts the `passkey-signer` command.
 *
 * @param options.unprivileged Run as a user whom file modes restrict, also if the tests run as root.
 * @param options.shell A command line to wrap it in, with `"$@"` for the command.
 */
export async function startCli(
  args: readonly string[],
  options: { env?: Record<string, string>; unprivileged?: boolean; shell?: string } = {},
): Promise<Cli> {
  const command = [process.execPath, inject('cli'), ...args]
  const [program = '', ...rest] =
    options.shell === undefined ? command : ['/bin/sh', '-c', options.shell, 'sh', ...command]
  const child = spawn(program, rest, {
    env: { PATH: process.env.PATH, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(options.unprivileged === true && process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {}),
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const ended = once(child, 'close').then(([code, signal]): Ended => ({ code, signal, stdout, stderr }))
  const firstLine = new Promise<string>((resolve, reject) => {
    child.stdout.on('data', () => {
      const end = stdout.indexOf('\n', 1)
      if (end !== -1) resolve(stdout.slice(0, end))
    })
    void ended.then(() => reject(new Error(`passkey-signer ended: ${stderr}`)))
  })
  firstLine.catch(() => {})
  return { child, firstLine, ended }
}

/** Runs the command where it must refuse to start. */
export async function refusedCli(
  args: readonly string[],
  options: Parameters<typeof startCli>[1] = {},
): Promise<Ended> {
  const { child, ended, firstLine } = await startCli(['--port', '0', ...args], options)
  firstLine.then(
    () => child.kill('SIGKILL'),
    () => {},
  )
  const end = await ended
  if (end.signal !== null) throw new Error(`passkey-signer started: ${end.stdout}`)
  return end
}

export type Started = Cli & { url: string; organizationId: string; apiKey: { publicKey: string; privateKey: string } }

/** Starts the command on a free port, with `--json` and the private key also at a later start. */
export async function startSigner(
  args: readonly string[],
  options: Parameters<typeof startCli>[1] = {},
): Promise<Started> {
  const cli = await startCli(['--port', '0', '--json', '--show-key', ...args], options)
  return { ...cli, ...JSON.parse(await cli.firstLine) }
}
