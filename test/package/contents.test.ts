import { expect, test } from 'vitest'
import { run } from '../../scripts/lib/run.ts'
import { tarball } from '../../scripts/pack.ts'

test('the tarball holds what was built and its papers, and nothing else', async () => {
  const files = (await run('tar', ['-tzf', tarball()])).trim().split('\n')
  const paper = /^package\/(package\.json|LICENSE|README\.md|CHANGELOG\.md|SECURITY\.md|docs\/[\w-]+\.\w+)$/
  const built = /^package\/dist\/([a-z]+\/){0,2}[\w-]+(\.d)?\.c?(js|ts)$/
  const stub = /^package\/(actions|server|signer|testing)\/([a-z]+\/)?package\.json$/
  expect(files.filter((file) => !paper.test(file) && !built.test(file) && !stub.test(file))).toEqual([])
  expect(files).toContain('package/dist/signer/cli.js')
  expect(files).not.toContain('package/dist/signer/cli.cjs')
})

test('nothing in it tells where it was built, or what it does not ship', async () => {
  const code = await run('tar', ['-xzOf', tarball()])
  expect(code).not.toContain(process.cwd())
  expect(code).not.toMatch(/sourceMappingURL/)
})
