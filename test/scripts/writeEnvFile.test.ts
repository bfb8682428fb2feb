import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { writeEnvFile } from '../../scripts/lib/writeEnvFile.ts'

const env = { SIGNER_URL: 'http://127.0.0.1:1', API_PRIVATE_KEY: 'of-the-signer' }
let folder = ''
let path = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'env-'))
  path = join(folder, '.env.development.local')
  onTestFinished(() => rmSync(folder, { recursive: true }))
})

test('writes a file that only its owner can read, and removes it', () => {
  const file = writeEnvFile(path, env)
  expect(readFileSync(path, 'utf8')).toMatch(
    /^# .*\nSIGNER_URL=http:\/\/127\.0\.0\.1:1\nAPI_PRIVATE_KEY=of-the-signer\n$/,
  )
  expect(statSync(path).mode & 0o777).toBe(0o600)
  file?.remove()
  file?.remove()
  expect(readdirSync(folder)).toEqual([])
})

test.each(['', 'API_PRIVATE_KEY=my-only-copy\n'])('leaves a file that is somebody else’s: %j', (text) => {
  writeFileSync(path, text)
  expect(writeEnvFile(path, env)).toBe(undefined)
  expect(readFileSync(path, 'utf8')).toBe(text)
})

test('leaves a link, and what it points to', () => {
  const target = join(folder, 'mine')
  symlinkSync(target, path)
  expect(writeEnvFile(path, env)).toBe(undefined)
  expect(existsSync(target)).toBe(false)
})

test('replaces what an earlier run has left, and keeps what was changed since it wrote', () => {
  writeEnvFile(path, { SIGNER_URL: 'http://127.0.0.1:2' })
  const file = writeEnvFile(path, env)
  expect(readFileSync(path, 'utf8')).toContain('SIGNER_URL=http://127.0.0.1:1\n')
  const later = writeEnvFile(path, { SIGNER_URL: 'http://127.0.0.1:3' })
  file?.remove()
  expect(readFileSync(path, 'utf8')).toContain('SIGNER_URL=http://127.0.0.1:3\n')
  writeFileSync(path, `${readFileSync(path, 'utf8')}API_PRIVATE_KEY=mine\n`)
  later?.remove()
  expect(readFileSync(path, 'utf8')).toContain('API_PRIVATE_KEY=mine\n')
  // It is the developer's now, for later runs as well.
  expect(writeEnvFile(path, env)).toBe(undefined)
})
