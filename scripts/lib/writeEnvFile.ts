import { createHash } from 'node:crypto'
import { lstatSync, readFileSync, rmSync, writeFileSync } from 'node:fs'

/**
 * Writes environment variables to a file that only its owner can read. A file that is already there is left alone, unless an
 * earlier run left it behind and nobody has edited it since: its first line has a hash of the rest.
 *
 * @returns What removes the file again, unless it was changed. `undefined` if the path is taken.
 */
export function writeEnvFile(path: string, env: Record<string, string>): { remove(): void } | undefined {
  const lines = Object.entries(env).map(([name, value]) => `${name}=${value}\n`)
  const text = addHeader(lines.join(''))
  const current = read(path)
  // Removed rather than overwritten, so that the mode is that of the new file.
  if (current !== undefined && isOurs(current)) rmSync(path)
  try {
    writeFileSync(path, text, { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return undefined
    throw error
  }
  return {
    remove() {
      if (read(path) === text) rmSync(path)
    },
  }
}

function read(path: string): string | undefined {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() ? readFileSync(path, 'utf8') : undefined
}

function isOurs(text: string): boolean {
  const rest = text.slice(text.indexOf('\n') + 1)
  return text === addHeader(rest)
}

function addHeader(lines: string): string {
  const hash = createHash('sha256').update(lines).digest('hex').slice(0, 16)
  return `# Written by "npm run next", which removes it when it ends. Unchanged: ${hash}\n${lines}`
}
