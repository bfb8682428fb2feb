import { globSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../scripts/lib/root.ts'

/** A file of the packages that only the tests of this folder need. */
export const fixture = (path = ''): string => root(join('test/runtimes/node_modules', path))

export type Runtime = { name: string; command: string; args: readonly string[] }

/** A program that a package ships for this platform, if it does. */
function find(name: string, pattern: string, ...args: string[]): Runtime[] {
  const [command] = globSync(pattern, { cwd: fixture() })
  if (command === undefined) return []
  return [{ name, command: fixture(command), args }]
}

/** Runtimes that have what the local signer needs. Bun and Deno are missing where their packages have no program for the platform. */
export const runtimes: readonly Runtime[] = [
  { name: 'Node', command: process.execPath, args: ['--no-warnings'] },
  ...find('Bun', '@oven/*/bin/bun{,.exe}'),
  ...find('Deno', '@deno/*/deno{,.exe}', 'run', '--allow-all'),
]

/** Versions of Node without `node:sqlite`, on Linux on x64. */
export const oldNodes: readonly Runtime[] = [
  ...find('Node 18', 'node-18-*/bin/node'),
  ...find('Node 20', 'node-20-*/bin/node'),
]
