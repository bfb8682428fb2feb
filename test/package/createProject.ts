import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { root } from '../../scripts/lib/root.ts'
import { run } from '../../scripts/lib/run.ts'
import { tarball } from '../../scripts/pack.ts'

export type Project = {
  directory: string
  write(file: string, content: string): void
  /** Runs a program in the project, with a Node other than this one if given. */
  run(command: string, args: readonly string[]): Promise<string>
  remove(): void
}

/**
 * An empty project with the packed package in it, and beside it what the package declares and nothing more, except for
 * secp256k1, an optional peer that the repository does not install:
 * a dependency that it forgot to declare cannot be found from here.
 */
export async function createProject(
  more: readonly string[] = [],
  /** What stands in for a package: `{ viem: 'viem-lowest' }`. */
  instead: Readonly<Record<string, string>> = {},
): Promise<Project> {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'project-')))
  const modules = join(directory, 'node_modules')
  const home = join(modules, 'viem-passkey-account')
  mkdirSync(home, { recursive: true })
  await run('tar', ['-xzf', tarball(), '--strip-components=1', '-C', home])
  const {
    dependencies,
    peerDependencies,
  }: Record<string, Record<string, string>> = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'))
  const declared = Object.keys({ ...dependencies, ...peerDependencies }).filter((name) => name !== 'secp256k1')
  for (const name of new Set([...declared, ...more])) {
    mkdirSync(dirname(join(modules, name)), { recursive: true })
    // To the folder itself: bundlers follow no chain of links.
    symlinkSync(realpathSync(root(`node_modules/${instead[name] ?? name}`)), join(modules, name))
  }
  const write: Project['write'] = (file, content) => {
    mkdirSync(dirname(join(directory, file)), { recursive: true })
    writeFileSync(join(directory, file), content)
  }
  write('package.json', '{ "private": true }')
  return {
    directory,
    write,
    run: (command, args) => run(command, args, { cwd: directory }),
    remove: () => rmSync(directory, { recursive: true }),
  }
}
