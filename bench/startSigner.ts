import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import type { Profiler } from 'node:inspector'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { root } from '../scripts/lib/root.ts'

/** The messages that bench/probe.ts handles, and its answers. */
type Answers = {
  cpu: number
  restingMemory: number
  peakMemory: number
  startCommits: null
  stopCommits: number
  startProfile: null
  stopProfile: Profiler.Profile
}

export type StartedSigner = {
  url: string
  organizationId: string
  apiKey: { publicKey: string; privateKey: string }
  /** From starting the command to the output that says it listens, in milliseconds. */
  startupMs: number
  /** The CPU time of all its threads so far, in microseconds. Needs `probe`. */
  cpu(): Promise<number>
  /** Its memory in bytes once garbage is collected. Needs `probe`. */
  restingMemory(): Promise<number>
  /** The most memory that it has had since `restingMemory`, in bytes. Needs `probe`. */
  peakMemory(): Promise<number>
  /** Counts the transactions that it commits during `work`. Needs `probe`. */
  countCommits(work: () => Promise<unknown>): Promise<number>
  /** Takes a CPU profile of its main thread during `work`. Needs `probe`. */
  profile(work: () => Promise<unknown>): Promise<Profiler.Profile>
  stop(): Promise<void>
}

/**
 * Starts the built `passkey-signer` in its own process.
 *
 * @param options.database A file to keep. By default a temporary one.
 * @param options.probe Whether to enable `cpu`, `profile` and the measurement of memory, which makes the start a little slower.
 * @param options.native Whether it finds the optional peer `secp256k1`, once the packages of bench/native are installed.
 */
export async function startSigner(
  options: { database?: string; probe?: boolean; native?: boolean } = {},
): Promise<StartedSigner> {
  const directory = mkdtempSync(join(tmpdir(), 'bench-'))
  const { database = join(directory, 'signer.sqlite'), probe = false, native = false } = options
  const start = performance.now()
  const child = spawn(
    process.execPath,
    [
      ...(probe ? ['--import', root('bench/probe.ts')] : []),
      ...(native ? ['--import', root('bench/native/register.ts')] : []),
      ...[root('dist/signer/cli.js'), '--port', '0', '--database', database, '--json', '--show-key'],
    ],
    { stdio: ['ignore', 'pipe', 'inherit', ...(probe ? (['ipc'] as const) : [])] },
  )
  const { stdout } = child
  if (stdout === null) throw new TypeError('The signer has no stdout.')
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  // If the benchmark is interrupted, stop the signer.
  const kill = (): boolean => child.kill('SIGKILL')
  process.once('exit', kill)
  const request = async <message extends keyof Answers>(message: message): Promise<Answers[message]> => {
    const answered = once(child, 'message')
    child.send(message)
    const [answer] = await answered
    return answer
  }
  for await (const line of createInterface(stdout)) {
    const startupMs = performance.now() - start
    const { url, organizationId, apiKey }: Pick<StartedSigner, 'url' | 'organizationId' | 'apiKey'> = JSON.parse(line)
    return {
      url,
      organizationId,
      apiKey,
      startupMs,
      cpu: () => request('cpu'),
      restingMemory: () => request('restingMemory'),
      peakMemory: () => request('peakMemory'),
      countCommits: async (work) => {
        await request('startCommits')
        await work()
        return request('stopCommits')
      },
      profile: async (work) => {
        await request('startProfile')
        await work()
        return request('stopProfile')
      },
      stop: async () => {
        child.kill('SIGTERM')
        await ended
        process.off('exit', kill)
        rmSync(directory, { recursive: true })
      },
    }
  }
  throw new Error('passkey-signer exited before it listened.')
}
