import ts from 'typescript'
import { root } from '../../scripts/lib/root.ts'
import type { Snippet } from './pages.js'

/** Sources that several checks read: the libraries and the package. */
const sourceFiles = new Map<string, ts.SourceFile | undefined>()

/**
 * Returns what `tsc` says about snippets. Each is a separate module in this folder, with the settings of the repository.
 * `globals` are declaration files that every snippet sees.
 */
export function typeCheck(snippets: readonly Snippet[], { globals }: { globals: readonly string[] }): string[] {
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
    if (snippet) return ts.createSourceFile(path, `${snippet.code}\nexport {}`, languageVersion, true)
    if (!sourceFiles.has(path)) sourceFiles.set(path, getSourceFile(path, languageVersion, ...rest))
    return sourceFiles.get(path)
  }
  const program = ts.createProgram([...files.keys(), ...globals.map((path) => root(path))], settings, host)
  // The package itself is checked by `npm run types`.
  return [...files].flatMap(([file, { path, line }]) => {
    const source = program.getSourceFile(file)
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      ({ start = 0, messageText }) => {
        const message = ts.flattenDiagnosticMessageText(messageText, '\n')
        return `${path}:${line + (source?.getLineAndCharacterOfPosition(start).line ?? 0)}: ${message}`
      },
    )
  })
}
