import { once } from 'node:events'
import { createServer } from 'node:net'

/** Below the ports that Linux (32768 up), macOS and Windows (49152 up) give to `listen(0)` and to outgoing connections. */
const lowest = 20_000
const perProcess = 500

const first = lowest + (Number(process.env.VITEST_POOL_ID ?? 0) % 24) * perProcess
// Anywhere among the ports of this process: two runs of the tests side by side have the same ones, and rarely meet.
let count = Math.floor(Math.random() * perProcess)

/**
 * Finds a free port for a server that is told its port, or that starts again at the port it had.
 *
 * A port that the operating system gave (`listen(0)`) and that is freed can be given to any other process until the server binds it.
 * These ports are given to nobody, those of other test processes are others, and none is returned twice.
 */
export async function reservePort(): Promise<number> {
  for (let tries = 0; tries < perProcess; tries++) {
    const port = first + (count++ % perProcess)
    if (await isFree(port)) return port
  }
  throw new Error('There is no free port.')
}

/** Whether no server listens on the port, at any of the addresses that the tests use. */
async function isFree(port: number): Promise<boolean> {
  for (const host of ['localhost', '127.0.0.1']) {
    const server = createServer()
    try {
      await once(server.listen(port, host), 'listening')
    } catch {
      return false
    }
    server.close()
    await once(server, 'close')
  }
  return true
}
