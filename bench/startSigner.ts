import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { root } from '../scripts/lib/root.ts'

export type StartedSigner = {
  url: string
  organizationId: string
  apiKey: { publicKey: string; privateKey: string }
  /** From the start of the command to the line that says it listens. */
  milliseconds: number
  stop(): Promise<void>
}

/** Runs the built `passkey-signer` as its own process, with a database file of its own. */
export async function startSigner(): Promise<StartedSigner> {
  const directory = mkdtempSync(join(tmpdir(), 'bench-'))
  const started = performance.now()
  const child = spawn(
    process.execPath,
    [root('dist/signer/cli.js'), '--port', '0', '--database', join(directory, 'signer.sqlite'), '--json'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  // A benchmark that is cut short leaves nothing behind.
  process.once('exit', () => child.kill('SIGKILL'))
  for await (const line of createInterface(child.stdout)) {
    const milliseconds = performance.now() - started
    return {
      ...JSON.parse(line),
      milliseconds,
      stop: async () => {
        child.kill('SIGTERM')
        await ended
        rmSync(directory, { recursive: true })
      },
    }
  }
  throw new Error('passkey-signer ended before it listened.')
}
