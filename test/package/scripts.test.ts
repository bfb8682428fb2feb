import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { root } from '../../scripts/lib/root.ts'
import { findOldNode } from './findOldNode.js'

const directory = mkdtempSync(join(tmpdir(), 'scripts-'))
afterAll(() => rmSync(directory, { recursive: true }))

const runNode = (node: string, ...args: string[]): Promise<{ code: unknown; stdout: string; stderr: string }> =>
  new Promise((resolve) => {
    execFile(node, args, (error, stdout, stderr) => resolve({ code: error?.code ?? 0, stdout, stderr }))
  })

describe('scripts/totals.mjs', () => {
  const report = {
    success: true,
    numPassedTests: 7,
    numFailedTests: 0,
    numFailedTestSuites: 0,
    numPendingTests: 0,
    numTodoTests: 0,
    testResults: [] as object[],
  }
  test.each([
    [{}, '7 passed, 0 failed', 0],
    [{ numPendingTests: 1, numTodoTests: 1 }, '7 passed, 0 failed, 2 skipped', 0],
    [{ success: false, numFailedTests: 2 }, '7 passed, 2 failed', 1],
    // A file that could not be loaded, and an error outside every test.
    [{ success: false, numFailedTestSuites: 1 }, '7 passed, 1 failed', 1],
    [{ success: false }, '7 passed, 1 failed', 1],
    [{ numPassedTests: 0 }, '0 passed, 0 failed', 1],
  ])('%j', async (difference, line, code) => {
    const file = join(directory, 'report.json')
    writeFileSync(file, JSON.stringify({ ...report, ...difference }))
    expect(await runNode(process.execPath, root('scripts/totals.mjs'), file)).toEqual({
      code,
      stdout: `${line}\n`,
      stderr: '',
    })
  })

  test('lists what failed, with the first line of its message', async () => {
    const file = join(directory, 'failures.json')
    const failure = { fullName: 'signs twice', status: 'failed', failureMessages: ['Error: no\n  at x'] }
    const testResults = [
      { name: resolve('test/a.test.ts'), status: 'failed', message: '', assertionResults: [failure] },
      { name: resolve('test/b.test.ts'), status: 'failed', message: 'Cannot find x\n', assertionResults: [] },
      { name: resolve('test/c.test.ts'), status: 'passed', message: '', assertionResults: [] },
    ]
    writeFileSync(file, JSON.stringify({ ...report, success: false, numFailedTests: 1, testResults }))
    expect((await runNode(process.execPath, root('scripts/totals.mjs'), file)).stdout.split('\n')).toEqual([
      'FAILED test/a.test.ts > signs twice: Error: no',
      'FAILED test/b.test.ts: Cannot find x',
      '7 passed, 1 failed',
      '',
    ])
  })

  test('fails without a report', async () => {
    const { code, stdout } = await runNode(process.execPath, root('scripts/totals.mjs'), join(directory, 'none.json'))
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  })
})

const old = findOldNode()
test.skipIf(old === undefined)(`the scripts refuse Node ${old?.version} in one line`, async () => {
  const { code, stderr, stdout } = await runNode(
    old?.path ?? '',
    '--import',
    root('scripts/check-node.mjs'),
    '--eval',
    '1',
  )
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toMatch(/^This needs Node 22\.18 or newer, not [^\n]+\n$/)
  expect(await runNode(process.execPath, '--import', root('scripts/check-node.mjs'), '--eval', '1')).toEqual({
    code: 0,
    stdout: '',
    stderr: '',
  })
})
