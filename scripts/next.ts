import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { buildNext, next, nextOptions } from './buildNext.ts'
import { buildContracts } from './contracts.ts'
import { root } from './lib/root.ts'
import { writeEnvFile } from './lib/writeEnvFile.ts'

// Builds the Next.js example and what it needs, and runs it until Ctrl-C. Arguments, such as `--port 3001`, go to Next.js.
await buildContracts()
await buildNext()
const { startStack }: typeof import('../examples/stack/index.ts') = await import(
  new URL('../examples/stack/index.ts', import.meta.url).href
)
const ending = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => ending.abort())
const stack = await startStack()
// For `npm run dev` in the folder of the example, which reads it before `.env.local`.
const envPath = 'examples/next/.env.development.local'
let envFile: ReturnType<typeof writeEnvFile>
try {
  envFile = writeEnvFile(root(envPath), stack.env)
  if (!envFile) console.log(`${envPath} is yours and stays unchanged, so "npm run dev" does not use what runs here.`)
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
  envFile?.remove()
  await stack.close()
}
