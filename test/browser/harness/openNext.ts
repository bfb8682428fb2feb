import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { type Stack, startStack } from '../../../examples/stack/index.ts'
import { buildNext, next, nextOptions } from '../../../scripts/lib/buildNext.ts'

export type NextApp = Stack & {
  /** Where the page is. */
  url: string
  /** What Next.js printed. */
  output(): string
}

/** The Next.js example, built for production and served on a free port. */
export async function openNext(): Promise<NextApp> {
  await buildNext()
  const stack = await startStack()
  const child = spawn(process.execPath, [next, 'start', '--port', '0', '--hostname', 'localhost'], {
    cwd: nextOptions.cwd,
    env: { ...process.env, ...nextOptions.env, ...stack.env, NODE_ENV: 'production' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  process.once('exit', () => child.kill('SIGKILL'))
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
  try {
    const url = await readUrl(child)
    return {
      ...stack,
      url,
      output: () => output,
      close: async () => {
        await stop(child)
        await stack.close()
      },
    }
  } catch (error) {
    await stack.close()
    throw new Error(`Next.js did not start:\n${output}`, { cause: error })
  }
}

async function readUrl({ stdout }: ChildProcess): Promise<string> {
  if (stdout) {
    let url: string | undefined
    for await (const line of createInterface(stdout)) {
      url ??= /http:\/\/localhost:\d+/.exec(line)?.[0]
      if (url !== undefined && line.includes('Ready')) {
        stdout.resume()
        return url
      }
    }
  }
  throw new Error('It ended.')
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const closed = once(child, 'close')
  child.kill('SIGTERM')
  await closed
}
