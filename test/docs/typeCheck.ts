import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { root } from '../../scripts/lib/root.ts'
import { nativeTsc } from '../../scripts/lib/tsc.ts'
import type { Snippet } from './pages.js'

/**
 * Returns what `tsc` says about snippets. Each is a separate module, with the settings of the repository. `globals` are
 * declaration files that every snippet sees.
 */
export async function typeCheck(
  snippets: readonly Snippet[],
  { globals }: { globals: readonly string[] },
): Promise<string[]> {
  // In the repository, where the libraries are found.
  mkdirSync(root('.reports'), { recursive: true })
  const folder = mkdtempSync(root('.reports/snippets-'))
  try {
    const files = new Map(snippets.map((snippet, index) => [`snippet${index}.ts`, snippet]))
    // On the last line, so that every other one keeps its number.
    for (const [file, { code }] of files) writeFileSync(`${folder}/${file}`, `${code}\nexport {}`)
    const config = {
      extends: root('tsconfig.json'),
      // A snippet may end with a value that nobody uses yet.
      compilerOptions: { declaration: false, noUnusedLocals: false, noUnusedParameters: false },
      files: [...files.keys(), ...globals.map((path) => root(path))],
      include: [],
    }
    writeFileSync(`${folder}/tsconfig.json`, JSON.stringify(config))
    // The package itself is checked by `npm run types`.
    return (await run(folder)).split(/\n(?! )/).flatMap((text) => {
      const {
        file = '',
        line,
        message,
      } = /^(?<file>.+?)\((?<line>\d+),\d+\): error TS\d+: (?<message>.*)$/s.exec(text)?.groups ?? { message: text }
      const snippet = files.get(basename(file))
      if (snippet) return [`${snippet.path}:${snippet.line + Number(line) - 1}: ${message}`]
      // What is wrong elsewhere, or with the settings, would leave the snippets unchecked.
      return text ? [text] : []
    })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function run(folder: string): Promise<string> {
  const args = [nativeTsc, '-p', folder, '--pretty', 'false']
  return new Promise((resolve, reject) => {
    // In the folder, whose files it then names without a path.
    execFile(process.execPath, args, { cwd: folder, maxBuffer: 2 ** 24 }, (error, stdout, stderr) => {
      // 1 and 2: it found something.
      if (error && error.code !== 1 && error.code !== 2) reject(new Error(stderr, { cause: error }))
      else resolve(stdout.trim())
    })
  })
}
