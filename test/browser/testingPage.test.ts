import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, inject, test } from 'vitest'
import { root } from '../../scripts/lib/root.ts'
import { readPage, readSnippets } from '../docs/pages.js'
import { reservePort } from '../harness/reservePort.js'
import { createProject } from '../package/createProject.js'

const page = readPage('docs/testing.md')
const project = await createProject(['@foundry-rs/anvil', 'playwright', 'playwright-core', 'vite'])
afterAll(project.remove)
symlinkSync(root('node_modules/.bin'), join(project.directory, 'node_modules/.bin'))

/** The files that the page shows, by their paths, which are in their first comment. */
const files = new Map(
  readSnippets(page).flatMap(({ code }) => {
    const path = /^(?:<!doctype html>\n)?(?:\/\/|#|<!--) ([\w./-]+\.\w+)/.exec(code)?.[1]
    return path === undefined ? [] : [[path, code]]
  }),
)

test('the dapp of docs/testing.md passes its tests, by the commands of its workflow', async () => {
  const port = await reservePort()
  // What `npm init -y` writes.
  project.write('package.json', JSON.stringify({ name: 'dapp', version: '1.0.0', main: 'index.js', type: 'commonjs' }))
  for (const [path, code] of files) {
    const here = code
      .replaceAll('5173', String(port))
      // A busy machine makes tests slow and not wrong.
      .replace('test: {', 'test: { testTimeout: 0, hookTimeout: 0,')
      .replace("testDir: 'e2e',", "testDir: 'e2e', timeout: 0, expect: { timeout: 150_000 },")
      .replace('webServer: {', 'webServer: { timeout: 150_000,')
      // CI installs Playwright's own; here is one already.
      .replace(
        "browserName: 'chromium'",
        `launchOptions: { executablePath: ${JSON.stringify(inject('chromium'))}, chromiumSandbox: false }`,
      )
    project.write(path, here)
  }
  const workflow = files.get('.github/workflows/test.yml') ?? ''
  const commands = [...workflow.matchAll(/- run: npx (.+)/g)].map(([, command = '']) => command)
  expect(commands).toEqual(['vitest run', 'playwright install --with-deps chromium', 'playwright test'])
  expect(await project.run('npx', ['vitest', 'run'])).toContain('3 passed')
  expect(await project.run('npx', ['playwright', 'test', '--reporter=line'])).toContain('2 passed')
})
