import { readFileSync } from 'node:fs'
import ts from 'typescript'
import { expect, test } from 'vitest'
import { root } from '../../scripts/lib/root.ts'
import { readFirstColumn, readPage, readPages, readSnippets, type Snippet } from './pages.js'

const snippets = readPages()
  .flatMap(readSnippets)
  .filter(({ language }) => language === 'ts')

/** What `tsc` says about the snippets, each as a module of its own in this folder, with the settings of the repository. */
function typeCheck(snippets: readonly Snippet[]): string[] {
  const { config } = ts.readConfigFile(root('tsconfig.json'), ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, root())
  const files = new Map(snippets.map((snippet, index) => [root(`test/docs/snippet${index}.ts`), snippet]))
  // A snippet may end with a value that nobody uses yet.
  const settings = { ...options, noEmit: true, noUnusedLocals: false, noUnusedParameters: false }
  const host = ts.createCompilerHost(settings, true)
  const { fileExists, getSourceFile } = host
  host.fileExists = (path) => files.has(path) || fileExists(path)
  host.getSourceFile = (path, languageVersion, ...rest) => {
    const snippet = files.get(path)
    // On the last line, so that every other one keeps its number.
    return snippet
      ? ts.createSourceFile(path, `${snippet.code}\nexport {}`, languageVersion, true)
      : getSourceFile(path, languageVersion, ...rest)
  }
  const program = ts.createProgram([...files.keys(), root('test/docs/preamble.d.ts')], settings, host)
  return ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
    const message = ts.flattenDiagnosticMessageText(messageText, '\n')
    const snippet = files.get(file?.fileName ?? '')
    const line = (file?.getLineAndCharacterOfPosition(start).line ?? 0) + (snippet?.line ?? 1)
    return `${snippet?.path ?? file?.fileName}:${line}: ${message}`
  })
}

test('every snippet compiles, and one that does not is seen at its line', { timeout: 180_000 }, () => {
  const wrong: Snippet = {
    path: 'docs/wrong.md',
    heading: '',
    line: 10,
    language: 'ts',
    code: "import { apiKeyStamper } from 'viem-passkey-account'\n\napiKeyStamper({ publicKey: 1, privateKey: '' })",
  }
  expect(typeCheck([...snippets, wrong])).toEqual([
    "docs/wrong.md:12: Type 'number' is not assignable to type 'string'.",
  ])
  expect(new Set(snippets.map(({ path }) => path))).toContain('SKILL.md')
})

test('docs/README.md names what snippets take for granted, and nothing else', () => {
  const declared = readFileSync(root('test/docs/preamble.d.ts'), 'utf8').matchAll(/^ {2}const (\w+):/gm)
  const named = readFirstColumn(readPage('docs/README.md'), '## What snippets take for granted')
  expect(named).toEqual([...declared].map(([, name]) => name))
})
