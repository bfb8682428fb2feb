import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { root } from '../../scripts/lib/root.ts'
import { snippetBelow } from '../docs/loadSnippet.js'
import { createProject } from './createProject.js'

// An app that installs `wagmi`. npm and pnpm put `@wagmi/core` below it, where this package cannot import it.
const project = await createProject(['wagmi', 'react', '@types/react', '@tanstack/react-query'])
rmSync(join(project.directory, 'node_modules/@wagmi'), { recursive: true })
afterAll(project.remove)

const compilerOptions = {
  noEmit: true,
  strict: true,
  skipLibCheck: true,
  target: 'es2022',
  module: 'esnext',
  moduleResolution: 'bundler',
}
project.write('tsconfig.json', JSON.stringify({ compilerOptions, include: ['src'] }))
project.write('src/config.ts', snippetBelow('docs/wagmi.md', 'src/config.ts'))
project.write(
  'src/connect.ts',
  `import { connect } from 'wagmi/actions'
import { config } from './config'

const [connector] = config.connectors

export async function run() {
  await connect(config, { connector, capabilities: { method: 'register', name: 'anna' } })
  // @ts-expect-error: a wrong word.
  await connect(config, { connector, capabilities: { method: 'signup' } })
  return (await connector.getAccount()).address
}`,
)

test.each(['typescript-5', 'typescript-7'])('%s knows the connector in an app with wagmi', async (compiler) => {
  expect(await project.run(process.execPath, [root(`node_modules/${compiler}/bin/tsc`), '-p', '.'])).toBe('')
})
