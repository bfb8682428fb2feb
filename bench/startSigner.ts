import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import type { Profiler } from 'node:inspector'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { root } from '../scripts/lib/root.ts'

/** What bench/probe.ts answers. */
type Answers = { cpu: number; profile: null; profiled: Profiler.Profile }

export type StartedSigner = {
  url: string
  organizationId: string
  apiKey: { publicKey: string; privateKey: string }
  /** From the start of the command to the line that says it listens. */
  milliseconds: number
  /** What its process, all threads of it, has used of the processor so far: microseconds. */
  cpu(): Promise<number>
  /** What its main thread did meanwhile. */
  profile(work: () => Promise<unknown>): Promise<Profiler.Profile>
  stop(): Promise<void>
}

/**
 * Runs the built `passkey-signer` as its own process.
 *
 * @param options.database A file, which stays; one of its own that goes with it unless said.
 * @param options.probe Whether `cpu` and `profile` work, which takes a little of the time to start.
 */
export async function startSigner(options: { database?: string; probe?: boolean } = {}): Promise<StartedSigner> {
  const directory = mkdtempSync(join(tmpdir(), 'bench-'))
  const { database = join(directory, 'signer.sqlite'), probe = false } = options
  const started = performance.now()
  const child = spawn(
    process.execPath,
    [
      ...(probe ? ['--import', root('bench/probe.ts')] : []),
      ...[root('dist/signer/cli.js'), '--port', '0', '--database', database, '--json'],
    ],
    { stdio: ['ignore', 'pipe', 'inherit', ...(probe ? (['ipc'] as const) : [])] },
  )
  const { stdout } = child
  if (stdout === null) throw new TypeError('The signer has no output.')
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  // A benchmark that is cut short leaves nothing behind.
  const kill = (): boolean => child.kill('SIGKILL')
  process.once('exit', kill)
  const ask = async <question extends keyof Answers>(question: question): Promise<Answers[question]> => {
    const answered = once(child, 'message')
    child.send(question)
    const [answer] = await answered
    return answer
  }
  for await (const line of createInterface(stdout)) {
    const milliseconds = performance.now() - started
    const { url, organizationId, apiKey }: Pick<StartedSigner, 'url' | 'organizationId' | 'apiKey'> = JSON.parse(line)
    return {
      url,
      organizationId,
      apiKey,
      milliseconds,
      cpu: () => ask('cpu'),
      profile: async (work) => {
        await ask('profile')
        await work()
        return ask('profiled')
      },
      stop: async () => {
        child.kill('SIGTERM')
        await ended
        process.off('exit', kill)
        rmSync(directory, { recursive: true })
      },
    }
  }
  throw new Error('passkey-signer ended before it listened.')
}
