import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { root } from './lib/root.ts'

// Checks that package-lock.json, and those of the tests' and examples' own packages, contain the packages of every platform for programs that ship one package per platform: without them `npm ci`
// refuses the lock file. npm omits the ones that the registry in use does not have. `node scripts/lockfile.ts --write` adds them by name and
// version, without an integrity, which is unknown here. On their platforms, the registry's own integrity applies.

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

for (const file of globSync(['package-lock.json', 'test/**/package-lock.json', 'examples/*/package-lock.json'], {
  cwd: root(),
  exclude: ['**/node_modules'],
})) {
  const lock: { packages: Record<string, Entry> } = JSON.parse(readFileSync(root(file), 'utf8'))
  const missing: [string, Entry][] = []
  const problems: string[] = []

  for (const [path, { dev, optionalDependencies = {}, resolved }] of Object.entries(lock.packages)) {
    if (isUrl(resolved)) problems.push(`${path || 'the package itself'} contains the registry's URL`)
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
    for (const [, entry] of packages) if (isUrl(entry.resolved)) delete entry.resolved
    // In npm's order, so that its next write reorders nothing.
    packages.sort(([one], [other]) => one.localeCompare(other, 'en'))
    writeFileSync(root(file), `${JSON.stringify({ ...lock, packages: Object.fromEntries(packages) }, null, 2)}\n`)
    console.log(`${file}: added ${missing.length} packages`)
  } else if (problems.length > 0) {
    console.error(`${file}:\n${problems.join('\n')}\nTo fix this, run: node scripts/lockfile.ts --write`)
    process.exitCode = 1
  }
}

/** The other packages with a place are those of a folder here. */
function isUrl(resolved: string | undefined): boolean {
  return resolved?.includes(':') === true && !resolved.startsWith('file:')
}

function only(key: 'os' | 'cpu', known: readonly string[], words: readonly string[]): Entry {
  const word = known.find((value) => words.includes(value))
  if (word === undefined) throw new Error(`${words.join('-')} names no known ${key}.`)
  return { [key]: [word] }
}

function libc(words: readonly string[]): Entry {
  if (words.some((word) => word.startsWith('musl'))) return { libc: ['musl'] }
  return words.some((word) => word.startsWith('gnu')) ? { libc: ['glibc'] } : {}
}
