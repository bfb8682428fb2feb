import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { run } from '../../scripts/lib/run.ts'
import { tarball } from '../../scripts/pack.ts'

const files = (await run('tar', ['-tzf', tarball()])).trim().split('\n')

test('the tarball contains the build and its documents, and nothing else', () => {
  const paper = /^package\/(package\.json|LICENSE|llms\.txt|(README|CHANGELOG|SECURITY|SKILL)\.md|docs\/[\w-]+\.\w+)$/
  const built = /^package\/dist\/([a-z]+\/){0,2}[\w-]+(\.d)?\.c?(js|ts)$/
  const stub = /^package\/(actions|policies|provider|server|signer|testing|wagmi)\/([a-z]+\/)?package\.json$/
  expect(files.filter((file) => !paper.test(file) && !built.test(file) && !stub.test(file))).toEqual([])
  expect(files).toContain('package/dist/signer/cli.js')
  expect(files).not.toContain('package/dist/signer/cli.cjs')
})

test('every page that llms.txt, SKILL.md and docs/README.md link to is in it', async () => {
  for (const page of ['llms.txt', 'SKILL.md', 'docs/README.md']) {
    const text = await run('tar', ['-xzOf', tarball(), `package/${page}`])
    const linked = [...text.matchAll(/\]\(([\w./-]+)(?:#[\w-]+)?\)/g)].map(([, target = '']) =>
      join('package', dirname(page), target),
    )
    expect(linked.length, page).toBeGreaterThan(0)
    expect(
      linked.filter((file) => !files.includes(file)),
      page,
    ).toEqual([])
  }
})

test('no file in it names the build machine, or files that it does not ship', async () => {
  const code = await run('tar', ['-xzOf', tarball()])
  expect(code).not.toContain(process.cwd())
  expect(code).not.toMatch(/sourceMappingURL/)
})
