import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { root } from '../../../scripts/lib/root.ts'
import { startScript } from './bundledScripts.ts'

const directory = mkdtempSync(join(tmpdir(), 'policy-script-'))
afterAll(() => rmSync(directory, { recursive: true }))

const rules = root('examples/scripts/policies/rules.json')
const request = root('examples/scripts/policies/request.json')
const run = (...args: string[]) => startScript(['policy', ...args], { env: {}, cwd: directory }).ended
const write = (name: string, text: string): string => {
  const file = join(directory, name)
  writeFileSync(file, text)
  return file
}
/** The example's rules, with a text replaced. */
const changed = (name: string, from: string, to: string): string =>
  write(name, readFileSync(rules, 'utf8').replace(from, to))

test('policy.ts check takes the example, and points at mistakes', async () => {
  expect(await run('check', rules, '--strict')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('0 warnings'),
  })
  const text = changed('text.json', 'eth.tx.chain_id == 1', "eth.tx.chain_id == '1'")
  expect(await run('check', text)).toMatchObject({ code: 0, stdout: expect.stringContaining('CHAIN_ID_AS_TEXT') })
  expect(await run('check', text, '--strict')).toMatchObject({ code: 5 })
  const wrong = await run('check', changed('wrong.json', 'eth.tx.value', 'eth.tx.amount'))
  expect(wrong.code).toBe(5)
  const lines = wrong.stdout.split('\n')
  const at = lines.findIndex((line) => line.includes('eth.tx.amount <='))
  expect(lines[at + 1]?.indexOf('^')).toBe(lines[at]?.indexOf('amount'))
})

test('policy.ts check prints one object', async () => {
  const { code, stdout } = await run('check', changed('json.json', 'eth.tx.value', 'eth.tx.amount'), '--json')
  expect(code).toBe(5)
  expect(JSON.parse(stdout)).toMatchObject({ errors: [{ code: 'UNKNOWN_FIELD', field: 'condition' }] })
})

test('policy.ts try says what a request comes to, and why', async () => {
  expect(await run('try', rules, request)).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(
      /OUTCOME_ALLOW[\s\S]*yes +eth\.tx\.value <= 100000000000000000\n +eth\.tx\.value is 100000000000000000/,
    ),
  })
  expect(await run('try', rules, request, '--expect', 'deny')).toMatchObject({ code: 5 })
  const lower = changed('lower.json', '100000000000000000', '1')
  expect(await run('try', lower, request, '--expect', 'deny')).toMatchObject({ code: 0 })
  const { code, stdout } = await run('try', lower, request, '--json')
  expect(code).toBe(5)
  expect(JSON.parse(stdout)).toMatchObject({ outcome: 'OUTCOME_DENY_IMPLICIT' })
})

test('policy.ts refuses what is no rule and no request', async () => {
  const [empty, text] = [write('empty.json', '[]'), write('text.txt', 'rules')]
  for (const args of [
    ['check'],
    ['check', empty],
    ['check', text],
    ['check', 'missing.json'],
    ['try', rules],
    ['try', rules, empty],
  ])
    expect(await run(...args)).toMatchObject({ code: 2, stdout: '' })
})
