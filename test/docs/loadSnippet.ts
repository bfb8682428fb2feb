import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../scripts/lib/root.ts'
import { readPage, readSnippets } from './pages.js'

/** The code of the one TypeScript block below a heading. */
export function snippetBelow(path: string, heading: string): string {
  const [snippet, ...others] = readSnippets(readPage(path)).filter(
    (snippet) => snippet.heading === heading && snippet.language === 'ts',
  )
  if (!snippet || others.length > 0) throw new Error(`${path} has no block, or several, below "${heading}".`)
  return snippet.code
}

/** What a snippet exports, run as it is printed. */
export async function loadSnippet(path: string, heading: string): Promise<Record<string, unknown>> {
  // Inside the repository, so that names of packages mean what they mean in the tests.
  mkdirSync(root('.reports'), { recursive: true })
  const directory = mkdtempSync(root('.reports/snippet-'))
  try {
    const file = join(directory, 'snippet.ts')
    writeFileSync(file, snippetBelow(path, heading))
    return await import(file)
  } finally {
    rmSync(directory, { recursive: true })
  }
}
