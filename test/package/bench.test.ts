import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { root } from '../../scripts/lib/root.ts'

test('npm run bench -- --quick prints every figure', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['scripts/bench.ts', '--quick'], { cwd: root() })
  for (const pattern of [
    /^Node v\S+, \d+ × .+, load \d/m,
    /median of \d+ more \d+ ms/,
    / 1 connections +\d+\/s, p50 [\d.]+ ms, p99 [\d.]+ ms/,
    / 8 connections +\d+\/s/,
    /64 connections +\d+\/s/,
    /\d+ µs for a P-256 verification, \d+ µs for a secp256k1 signature by tiny-secp256k1 2\.2\.4/,
    / 8 connections .* signer \d+ µs, [\d.]+ times the floor \(at most 2\.0\)/,
    /signing natively, with the optional peer secp256k1:/,
    / 8 connections: P-256 \d+ \+ secp256k1 \d+ \+ SQLite \d+ \(commits of [\d.]+ activities, FULL\) \+ node:http \d+ \+ JSON \d+ = \d+/,
    /[\d.]+ of the signer's, signing in WebAssembly \(goal: at least 0\.6\)/,
    /parse \d+ %, verify the stamp \d+ %, sign \d+ %, commit \d+ %/,
    /20 sub-organizations, 20 activities: \d+ MB, startup \d+ ms, page opens in \d+ ms, later in \d+ ms/,
    /first \d+ ms \(at most 50\), median of \d+ more [\d.]+ ms \(at most 12\)/,
    /list_suborgs by credential +\d+ 1\.00 × \(1\.00 ×\) +\d+ [\d.]+ × \([\d.]+ ×\)/,
    /viem-passkey-account +signMessage .*, valid/,
  ])
    expect(stdout).toMatch(pattern)
})
