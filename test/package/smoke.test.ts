import { execFile } from 'node:child_process'
import { createLocalSigner, listen } from 'viem-passkey-account/signer'
import { afterAll, expect, test } from 'vitest'
import { root } from '../../scripts/lib/root.ts'

const signer = await createLocalSigner()
const { url, close } = await listen(signer)
afterAll(async () => {
  await close()
  await signer.close()
})

const run = (env: NodeJS.ProcessEnv): Promise<{ code: unknown; stdout: string }> =>
  new Promise((resolve) => {
    execFile(
      process.execPath,
      [root('examples/smoke/index.ts')],
      { env: { ...process.env, ...env } },
      (error, stdout) => resolve({ code: error?.code ?? 0, stdout }),
    )
  })
const settings = {
  SMOKE_URL: url,
  SMOKE_ORGANIZATION_ID: signer.organizationId,
  SMOKE_API_PUBLIC_KEY: signer.apiKey.publicKey,
  SMOKE_API_PRIVATE_KEY: signer.apiKey.privateKey,
}

test('does nothing unless it is configured', async () => {
  const { code, stdout } = await run({})
  expect({ code, lines: stdout.trim().split('\n').length }).toEqual({ code: 0, lines: 1 })
  expect(stdout).toContain('Nothing checked.')
})

test('prints what the signer answers, without secrets', async () => {
  const { code, stdout } = await run(settings)
  expect(stdout).not.toMatch(/^✗/m)
  expect(stdout.match(/^✓/gm)).toHaveLength(5)
  expect(stdout).toContain('a timestamp two hours old: ClockSkewError 400, gRPC 3, INVALID_TIME')
  expect(stdout).not.toContain(signer.apiKey.privateKey)
  expect(code).toBe(0)
})

test('fails if the signer answers something else', async () => {
  const { code, stdout } = await run({ ...settings, SMOKE_ORGANIZATION_ID: crypto.randomUUID() })
  expect(stdout).toMatch(/^✗ whoami/m)
  expect(code).toBe(1)
})
