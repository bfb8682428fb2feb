import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../scripts/lib/root.ts'
import { readPage, readSnippets } from './pages.js'

/** Returns the code of a TypeScript block below a heading, by default the first. */
export function snippetBelow(path: string, heading: string, index = 0): string {
  const snippets = readSnippets(readPage(path)).filter((snippet) => snippet.heading === heading)
  const snippet = snippets.filter(({ language }) => language === 'ts')[index]
  if (!snippet) throw new Error(`${path} has no TypeScript block ${index} below "${heading}".`)
  return snippet.code
}

/** Runs a snippet unchanged. @returns its exports. */
export async function loadSnippet(path: string, heading: string, index = 0): Promise<Record<string, unknown>> {
  // Inside the repository, so that package names resolve as in the tests.
  mkdirSync(root('.reports'), { recursive: true })
  const directory = mkdtempSync(root('.reports/snippet-'))
  try {
    const file = join(directory, 'snippet.ts')
    writeFileSync(file, snippetBelow(path, heading, index))
    return await import(file)
  } finally {
    rmSync(directory, { recursive: true })
  }
}
