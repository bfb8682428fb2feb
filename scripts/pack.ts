import { globSync, mkdirSync, rmSync } from 'node:fs'
import { makeOnce } from './lib/makeOnce.ts'
import { root } from './lib/root.ts'
import { run } from './lib/run.ts'
import { removeStubs, writeStubs } from './stubs.ts'

/** Where the packed package is extracted, so that the examples import it by name and share the repository's viem. */
export const installed = 'examples/node_modules/viem-passkey-account'

const stamp = '.pack/stamp'

/**
 * Builds the package, packs it as for npm, and extracts the tarball for examples and tests, unless it is up to date.
 *
 * @param options.types - Whether it must have its type declarations, which take nine tenths of the time. What only runs the package needs none.
 */
export function pack({ types = true }: { types?: boolean } = {}): Promise<'made' | 'up to date'> {
  return makeOnce({
    name: 'package',
    stamp: types ? stamp : '.pack/stampWithoutTypes',
    containedIn: types ? [] : [stamp],
    sources: [
      'src/**/*.*',
      '*.md',
      'llms.txt',
      'docs/**/*.*',
      'LICENSE',
      'package.json',
      'package-lock.json',
      'tsconfig.json',
      'tsup.config.ts',
      'scripts/lib/assets.ts',
      'scripts/pack.ts',
      'scripts/stubs.ts',
    ],
    results: ['.pack', 'dist', installed],
    make: async () => {
      for (const directory of ['.pack', 'dist', installed]) rmSync(root(directory), { recursive: true, force: true })
      await run('tsup', types ? [] : ['--no-dts'])
      mkdirSync(root('.pack'))
      writeStubs()
      try {
        await run('npm', ['pack', '--ignore-scripts', '--pack-destination', root('.pack')])
      } finally {
        removeStubs()
      }
      mkdirSync(root(installed), { recursive: true })
      await run('tar', ['-xzf', tarball(), '--strip-components=1', '-C', root(installed)])
    },
  })
}

/** The absolute path of the packed tarball. */
export function tarball(): string {
  const [file, ...others] = globSync('.pack/*.tgz', { cwd: root() })
  if (file === undefined || others.length > 0)
    throw new Error('.pack/ must contain exactly one tarball. Run: npm run pack')
  return root(file)
}

if (import.meta.main) console.log(`package: ${await pack()}`)
