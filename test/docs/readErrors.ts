import { readPage } from './pages.js'

/** An error class as docs/errors.md describes it. */
export type DescribedError = {
  name: string
  /** The heading of the section that it stands in. */
  section: string
  paragraphs: string[]
}

/** Every error class of docs/errors.md, in the order of the page. */
export function readErrors(): DescribedError[] {
  const [, ...sections] = readPage('docs/errors.md').text.split(/^## /m)
  return sections.flatMap((text) => {
    const [section = '', ...errors] = text.split(/^### /m)
    return errors.map((error) => {
      const [name = '', ...paragraphs] = error.trim().split(/\n\n+/)
      return { name, section: section.split('\n')[0] ?? '', paragraphs }
    })
  })
}
