import { afterAll, expect, test } from 'vitest'
import { readPage, readSnippets } from '../docs/pages.js'
import { createProject } from './createProject.js'

const project = await createProject()
afterAll(project.remove)

const snippets = readSnippets(readPage('README.md'))

test('the quick start of the README runs as printed, in an empty project', async () => {
  const [quickStart] = snippets.filter(({ language }) => language === 'js')
  if (!quickStart) throw new Error('There is no quick start.')
  expect(quickStart.code.split('\n').filter((line) => line !== '').length).toBeLessThanOrEqual(15)
  project.write('quickstart.mjs', quickStart.code)
  expect(await project.run(process.execPath, ['quickstart.mjs'])).toBe('true\n')
})

test('the README has the two commands', () => {
  const commands = snippets.flatMap(({ language, code }) => (language === 'sh' ? code.split('\n') : []))
  expect(commands.map((line) => line.split('#')[0]?.trim())).toEqual(['npm ci && npm start', 'npm ci && npm test'])
})
