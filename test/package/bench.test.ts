import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { root } from '../../scripts/lib/root.ts'

test('npm run bench measures everything it says, here with next to nothing to measure', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['bench/index.ts', '--quick'], { cwd: root() })
  for (const seen of [
    /^Node v\S+ on \d+ × .+, load \d/m,
    /median of \d+ more \d+ ms/,
    / 1 connections +\d+ a second, p50 [\d.]+ ms, p99 [\d.]+ ms/,
    / 8 connections +\d+ a second/,
    /64 connections +\d+ a second/,
    /\d+ µs for a P-256 check and \d+ for a secp256k1 signature/,
    /parse \d+ %, stamp check \d+ %, sign \d+ %, commit \d+ %/,
    /20 sub-organizations and 20 activities: \d+ MB, ready in \d+ ms/,
    /list_suborgs by credential +\d+ 1\.00 × \(1\.00 ×\) +\d+ [\d.]+ × \([\d.]+ ×\)/,
    /viem-passkey-account +signMessage .*, verifies/,
  ])
    expect(stdout).toMatch(seen)
})
