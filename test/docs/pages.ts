import { globSync, readFileSync } from 'node:fs'
import { root } from '../../scripts/lib/root.ts'

/** A page of the documentation; its path is relative to the repository. */
export type Page = { path: string; text: string }

/** A fenced block of a page. */
export type Snippet = {
  /** Of the page. */
  path: string
  /** The text of the heading it stands below. */
  heading: string
  /** Where its first line of code is in the page, counted from 1. */
  line: number
  language: string
  code: string
}

/** Every page that is written for people. */
export function readPages(): Page[] {
  const paths = [...globSync('*.md', { cwd: root() }), ...globSync('docs/**/*.md', { cwd: root() })].sort()
  return paths.map((path) => ({ path, text: readFileSync(root(path), 'utf8') }))
}

/** The fenced blocks of a page. @throws When a block does not end. */
export function readSnippets({ path, text }: Page): Snippet[] {
  const snippets: Snippet[] = []
  let heading = ''
  let open: { line: number; language: string; lines: string[] } | undefined
  for (const [index, line] of text.split('\n').entries()) {
    const fence = /^\s*```(\w*)/.exec(line)
    if (!fence) {
      open?.lines.push(line)
      if (!open) heading = /^#+ (.+)$/.exec(line)?.[1] ?? heading
    } else if (open) {
      snippets.push({ path, heading, line: open.line, language: open.language, code: open.lines.join('\n') })
      open = undefined
    } else open = { line: index + 2, language: fence[1] ?? '', lines: [] }
  }
  if (open) throw new Error(`${path}: the block that begins before line ${open.line} does not end.`)
  return snippets
}

/** The text of a page without its fenced blocks. */
export function readProse({ text }: Page): string {
  return text.replaceAll(/^\s*```[\s\S]*?^\s*```$/gm, '')
}

/** The first column of the table that follows a heading, without its backquotes. */
export function readFirstColumn({ path, text }: Page, heading: string): string[] {
  const rows: string[] = []
  const lines = text.split('\n')
  const start = lines.indexOf(heading)
  if (start === -1) throw new Error(`${path} has no "${heading}".`)
  for (const line of lines.slice(start + 1)) {
    if (/^#+ /.test(line)) break
    const cell = /^\|([^|]*)\|/.exec(line)?.[1]?.trim()
    if (cell !== undefined) rows.push(cell.replaceAll('`', ''))
  }
  // The names of the columns, and the dashes below them.
  return rows.slice(2)
}

/** A page by its path. */
export function readPage(path: string): Page {
  return { path, text: readFileSync(root(path), 'utf8') }
}
