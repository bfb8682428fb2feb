import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync, writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { buildNext, next, nextOptions } from './buildNext.ts'
import { buildContracts } from './contracts.ts'
import { root } from './lib/root.ts'

// Builds the Next.js example and what it needs, and runs it until Ctrl-C. Arguments, such as `--port 3001`, go to Next.js.
await buildContracts()
await buildNext()
const { startStack }: typeof import('../examples/stack/index.ts') = await import(
  new URL('../examples/stack/index.ts', import.meta.url).href
)
const ending = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => ending.abort())
const stack = await startStack()
// For `npm run dev` in the folder of the example.
const envFile = root('examples/next/.env.local')
try {
  const lines = Object.entries(stack.env).map(([name, value]) => `${name}=${value}\n`)
  writeFileSync(envFile, lines.join(''), { mode: 0o600 })
  const server = spawn(process.execPath, [next, 'start', '--hostname', 'localhost', ...process.argv.slice(2)], {
    cwd: nextOptions.cwd,
    env: { ...process.env, ...nextOptions.env, ...stack.env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(server, 'exit')
  if (ending.signal.aborted) server.kill()
  ending.signal.addEventListener('abort', () => server.kill())
  let url: string | undefined
  for await (const line of createInterface(server.stdout)) {
    if (url !== undefined) continue
    url = /http:\/\/localhost:\d+/.exec(line)?.[0]
    if (url === undefined) continue
    console.log(`
    Wallet        ${url} (open it in your browser)
    Local signer  ${stack.signerUrl}
    Anvil         ${stack.env.RPC_URL}, ${stack.env.SECOND_RPC_URL}

    To change it, run "npm run dev" in examples/next. Press Ctrl-C to end.`)
  }
  const [code] = await ended
  process.exitCode = ending.signal.aborted ? 0 : (code ?? 1)
} finally {
  rmSync(envFile, { force: true })
  await stack.close()
}
