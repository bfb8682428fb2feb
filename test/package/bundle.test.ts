import { build } from 'esbuild'
import { afterAll, expect, test } from 'vitest'
import { createProject } from './createProject.js'

const project = await createProject()
afterAll(project.remove)

test.each(['', '/actions', '/policies', '/provider', '/server', '/testing', '/wagmi'])(
  'viem-passkey-account%s: a bundler has nothing to warn of',
  async (path) => {
    const { warnings } = await build({
      stdin: { contents: `export * from 'viem-passkey-account${path}'`, resolveDir: project.directory },
      bundle: true,
      format: 'esm',
      platform: 'browser',
      write: false,
      logLevel: 'silent',
    })
    expect(warnings.map(({ text }) => text)).toEqual([])
  },
)
