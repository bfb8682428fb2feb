import { readFileSync, writeFileSync } from 'node:fs'
import { root } from './lib/root.ts'

// Every program that ships as one package per platform must be in package-lock.json for all its platforms, or `npm ci` refuses the
// lock file. npm leaves out those that the registry at hand does not have; `node scripts/lockfile.ts --write` puts them in, by name
// and version: without an integrity, which nobody here has seen, so they are checked by the registry's own, on their platforms only.

type Entry = {
  version?: string
  integrity?: string
  resolved?: string
  dev?: boolean
  optional?: boolean
  os?: string[]
  cpu?: string[]
  libc?: string[]
  optionalDependencies?: Record<string, string>
}

const systems = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32']
const processors = ['arm64', 'arm', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64', 'wasm32']

const file = root('package-lock.json')
const lock: { packages: Record<string, Entry> } = JSON.parse(readFileSync(file, 'utf8'))
const missing: [string, Entry][] = []
const problems: string[] = []

for (const [path, { dev, optionalDependencies = {}, resolved }] of Object.entries(lock.packages)) {
  if (resolved !== undefined) problems.push(`${path || 'the package itself'} names the registry it came from`)
  for (const [name, version] of Object.entries(optionalDependencies)) {
    const found = [`${path}/node_modules/${name}`, `node_modules/${name}`].find((place) => lock.packages[place])
    if (found !== undefined) continue
    problems.push(`${name}@${version} is not in the lock file`)
    const words = name.replace('amd64', 'x64').split(/[-/]/)
    missing.push([
      `node_modules/${name}`,
      {
        version,
        ...only('cpu', processors, words),
        ...(dev ? { dev } : {}),
        ...(words.includes('linux') ? libc(words) : {}),
        optional: true,
        ...only('os', systems, words),
      },
    ])
  }
}

if (process.argv.includes('--write')) {
  const packages = Object.entries({ ...lock.packages, ...Object.fromEntries(missing) })
  for (const [, entry] of packages) delete entry.resolved
  // npm's own order, so that its next write moves nothing.
  packages.sort(([one], [other]) => one.localeCompare(other, 'en'))
  writeFileSync(file, `${JSON.stringify({ ...lock, packages: Object.fromEntries(packages) }, null, 2)}\n`)
  console.log(`package-lock.json: ${missing.length} added`)
} else if (problems.length > 0) {
  console.error(`${problems.join('\n')}\n"node scripts/lockfile.ts --write" mends it.`)
  process.exitCode = 1
}

function only(key: 'os' | 'cpu', known: readonly string[], words: readonly string[]): Entry {
  const word = known.find((value) => words.includes(value))
  if (word === undefined) throw new Error(`No ${key} is known in ${words.join('-')}.`)
  return { [key]: [word] }
}

function libc(words: readonly string[]): Entry {
  if (words.some((word) => word.startsWith('musl'))) return { libc: ['musl'] }
  return words.some((word) => word.startsWith('gnu')) ? { libc: ['glibc'] } : {}
}
