import ts from 'typescript'
import { root } from '../../scripts/lib/root.ts'

/**
 * Returns the names in each union of errors that the functions of an entry declare: `signMany.ErrorType`,
 * `webAuthnStamper.StampErrorType`.
 */
export function readErrorTypes(entries: readonly string[]): Map<string, string[]> {
  const { options } = ts.convertCompilerOptionsFromJson(
    ts.readConfigFile(root('tsconfig.json'), ts.sys.readFile).config.compilerOptions,
    root(),
  )
  const program = ts.createProgram(
    entries.map((entry) => root(entry)),
    options,
  )
  const checker = program.getTypeChecker()
  const resolve = (symbol: ts.Symbol) =>
    symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
  const exportsOf = (module: ts.Symbol) => checker.getExportsOfModule(module).map(resolve)

  const unions = new Map<string, string[]>()
  for (const entry of entries) {
    const source = program.getSourceFile(root(entry))
    const module = source && checker.getSymbolAtLocation(source)
    if (!module) throw new Error(`${entry} is not a module.`)
    for (const exported of exportsOf(module)) {
      if (!(exported.flags & ts.SymbolFlags.Function) || !(exported.flags & ts.SymbolFlags.Namespace)) continue
      for (const member of exportsOf(exported)) {
        if (!member.name.endsWith('ErrorType')) continue
        const type = checker.getDeclaredTypeOfSymbol(member)
        const members = type.isUnion() ? type.types : [type].filter(({ flags }) => !(flags & ts.TypeFlags.Never))
        unions.set(`${exported.name}.${member.name}`, members.map((error) => checker.typeToString(error)).sort())
      }
    }
  }
  return unions
}
