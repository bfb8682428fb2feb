import ts from 'typescript'

export type Entry = {
  /** What it is called in the report: `/signer`. */
  name: string
  /** Absolute path of its declarations or of its source. */
  file: string
}

export type BareReport = {
  name: string
  /** How many exports and properties must have documentation, less those that an entry before this one has already counted. */
  total: number
  /** The ones without, by path (`listen.Parameters.port`) and place (`/…/listen.d.ts:12`). */
  bare: { path: string; place: string }[]
}

/**
 * Asks TypeScript's language service what an editor shows for the exports of modules and for every property reachable from them.
 *
 * What counts:
 * - every export, as a value, a type or both
 * - every property of a type that an export names or leads to: parameters and results of functions (and what their promises, arrays, maps
 *   and callbacks carry), members of unions and intersections, nested object types, the types of a function's namespace, fields and
 *   constructor parameters of classes, constraints of type parameters
 *
 * What does not:
 * - properties that are not declared in `packageRoot`, such as viem's, and class fields that override one of those (`name` of an error)
 * - the names `Parameters`, `ReturnType` and `ErrorType` themselves, which mean the same everywhere
 *
 * Documentation inherited from a base type counts, since the editor shows it; block tags alone, such as `@deprecated`, do not, and neither does a comment on the same line as the brace or property before it:
 * TypeScript gives that one to what precedes.
 */
export function findBare(
  entries: readonly Entry[],
  { packageRoot, paths = {} }: { packageRoot: string; paths?: Record<string, string[]> },
): BareReport[] {
  const program = createProgram(
    entries.map(({ file }) => file),
    paths,
  )
  const checker = program.getTypeChecker()
  const counted = new Set<string>()
  const seen = new Set<ts.Type | ts.Symbol>()

  const ourDeclaration = ({ declarations }: ts.Symbol): ts.Declaration | undefined =>
    declarations?.find((node) => node.getSourceFile().fileName.startsWith(packageRoot))
  const isOurs = (symbol: ts.Symbol): boolean => ourDeclaration(symbol) !== undefined
  /** `listen.Parameters`, of a type of ours that has a name. */
  const nameOf = (type: ts.Type): string | undefined => {
    const symbol = type.aliasSymbol ?? (type.isClassOrInterface() ? type.symbol : undefined)
    if (symbol === undefined || !isOurs(symbol)) return undefined
    // The module comes first, in quotes; the bundler numbers what several modules call the same.
    return checker
      .getFullyQualifiedName(symbol)
      .replace(/^".*"\./, '')
      .replaceAll(/\$\d+/g, '')
  }
  /** A class field whose base class or interface has it from elsewhere. */
  const overridesForeign = (property: ts.Symbol): boolean => {
    const owner = property.valueDeclaration?.parent
    if (owner === undefined || !ts.isClassDeclaration(owner)) return false
    const type = checker.getTypeAtLocation(owner)
    const bases = (type.isClassOrInterface() && checker.getBaseTypes(type)) || []
    return bases.some((base) => {
      const inherited = base.getProperty(property.name)
      return inherited !== undefined && (!isOurs(inherited) || overridesForeign(inherited))
    })
  }

  return entries.map(({ name: entry, file }) => {
    const report: BareReport = { name: entry, total: 0, bare: [] }

    const count = (path: string, symbol: ts.Symbol): void => {
      const node = ourDeclaration(symbol)
      if (node === undefined) throw new Error(`${path} is declared nowhere.`)
      const source = node.getSourceFile()
      const key = `${source.fileName}:${node.getStart()}`
      if (counted.has(key)) return
      counted.add(key)
      report.total++
      if (symbol.getDocumentationComment(checker).some(({ text }) => text.trim() !== '')) return
      const { line } = source.getLineAndCharacterOfPosition(node.getStart())
      report.bare.push({ path, place: `${source.fileName}:${line + 1}` })
    }
    const walkSignatures = (path: string, signatures: readonly ts.Signature[]): void => {
      for (const signature of signatures) {
        for (const parameter of signature.parameters) walk(path, checker.getTypeOfSymbol(parameter))
        walk(path, signature.getReturnType())
        for (const { constraint } of signature.getDeclaration()?.typeParameters ?? [])
          if (constraint !== undefined) walk(path, checker.getTypeFromTypeNode(constraint))
      }
    }
    const walk = (reachedBy: string, type: ts.Type): void => {
      if (seen.has(type)) return
      seen.add(type)
      const path = nameOf(type) ?? reachedBy
      for (const argument of type.aliasTypeArguments ?? []) walk(path, argument)
      if (isReference(type)) for (const argument of checker.getTypeArguments(type)) walk(path, argument)
      if (type.isUnion()) {
        for (const member of type.types) walk(path, member)
        return
      }
      if (type.flags & ts.TypeFlags.Instantiable) {
        const constraint = checker.getBaseConstraintOfType(type)
        if (constraint !== undefined) walk(path, constraint)
        return
      }
      if (!(type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection))) return
      for (const member of checker.getPropertiesOfType(type)) {
        const property = resolve(checker, member)
        if (!isOurs(property) || overridesForeign(property)) continue
        const name = `${path}.${member.name}`
        count(name, property)
        walk(name, checker.getTypeOfSymbol(property))
      }
      for (const { type: value } of checker.getIndexInfosOfType(type)) walk(path, value)
      if (type.symbol !== undefined && !isOurs(type.symbol)) return
      walkSignatures(path, type.getCallSignatures())
      walkSignatures(path, type.getConstructSignatures())
    }
    const walkTypes = (name: string, symbol: ts.Symbol): void => {
      if (seen.has(symbol) || !isOurs(symbol)) return
      seen.add(symbol)
      if (symbol.flags & ts.SymbolFlags.Type) walk(name, checker.getDeclaredTypeOfSymbol(symbol))
      if (!(symbol.flags & ts.SymbolFlags.Namespace)) return
      for (const member of checker.getExportsOfModule(symbol))
        walkTypes(`${name}.${member.name}`, resolve(checker, member))
    }

    const source = program.getSourceFile(file)
    const module = source && checker.getSymbolAtLocation(source)
    if (module === undefined) throw new Error(`${file} is not a module.`)
    const exports = checker.getExportsOfModule(module).flatMap((exported) => {
      const symbol = resolve(checker, exported)
      return isOurs(symbol) ? [{ name: exported.name, symbol }] : []
    })
    for (const { name, symbol } of exports) count(name, symbol)
    // Types first, so that a property is listed under the type that has it and not under the first function that takes one.
    for (const { name, symbol } of exports) walkTypes(name, symbol)
    for (const { name, symbol } of exports)
      if (symbol.flags & ts.SymbolFlags.Value) walk(name, checker.getTypeOfSymbol(symbol))
    return report
  })
}

function createProgram(files: string[], paths: Record<string, string[]>): ts.Program {
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    types: ['node'],
    paths,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
  }
  const service = ts.createLanguageService({
    ...ts.sys,
    useCaseSensitiveFileNames: () => ts.sys.useCaseSensitiveFileNames,
    getCompilationSettings: () => options,
    getScriptFileNames: () => files,
    getScriptVersion: () => '1',
    getScriptSnapshot: (name) => {
      const text = ts.sys.readFile(name)
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text)
    },
    getDefaultLibFileName: ts.getDefaultLibFilePath,
  })
  const program = service.getProgram()
  if (program === undefined) throw new Error('TypeScript made no program.')
  return program
}

function resolve(checker: ts.TypeChecker, symbol: ts.Symbol): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
}

function isReference(type: ts.Type): type is ts.TypeReference {
  return 'objectFlags' in type && (Number(type.objectFlags) & ts.ObjectFlags.Reference) !== 0
}
