import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { createInterface } from 'node:readline'
import { afterAll, expect, test } from 'vitest'
import { createProject } from './createProject.js'

const project = await createProject(['@foundry-rs/anvil'])
afterAll(project.remove)
project.write(
  'owner.mjs',
  `import { startAnvil } from 'viem-passkey-account/testing/node'
  console.log((await startAnvil()).url)`,
)

test.each(['SIGKILL', 'SIGTERM'] as const)('Anvil ends when its owner is ended by %s', async (signal) => {
  const owner = spawn(process.execPath, ['owner.mjs'], { cwd: project.directory, stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await once(createInterface(owner.stdout), 'line')
  const { hostname, port } = new URL(line)
  const socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  // Not by `once`, which rejects if the connection is reset.
  const closed = new Promise((resolve) => socket.on('error', () => {}).on('close', resolve))
  owner.kill(signal)
  // The connection is Anvil's: it closes when Anvil has gone.
  await closed
  await expect(fetch(line)).rejects.toThrow('fetch failed')
})
