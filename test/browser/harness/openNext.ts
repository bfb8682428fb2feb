import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { type Stack, startStack } from '../../../examples/stack/index.ts'
import { buildNext, next, nextOptions } from '../../../scripts/buildNext.ts'
import { reservePort } from '../../harness/reservePort.js'

/** A server of the example. */
export type NextServer = {
  /** Where the page is. */
  url: string
  close(): Promise<void>
}

export type NextApp = Stack & NextServer

/** The Next.js example, built for production and served on a free port. */
export async function openNext(): Promise<NextApp> {
  await buildNext()
  const stack = await startStack(await reservePort())
  try {
    const server = await serveNext(stack.env)
    return {
      ...stack,
      ...server,
      close: async () => {
        await server.close()
        await stack.close()
      },
    }
  } catch (error) {
    await stack.close()
    throw error
  }
}

/** Serves the built example with these environment variables. */
export async function serveNext(env: Record<string, string>): Promise<NextServer> {
  const child = spawn(process.execPath, [next, 'start', '--port', '0', '--hostname', 'localhost'], {
    cwd: nextOptions.cwd,
    env: { ...process.env, ...nextOptions.env, ...env, NODE_ENV: 'production' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  process.once('exit', () => child.kill('SIGKILL'))
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
  try {
    return { url: await readUrl(child), close: () => stop(child) }
  } catch (error) {
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
