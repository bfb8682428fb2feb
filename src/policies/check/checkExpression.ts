import type { Expression, Span } from '../syntax/tree.js'
import type { PolicyField } from '../types.js'
import { keywordTypes, structs, type TypeText } from './structs.js'

/** The kind of a problem that types show. */
export type TypeProblemCode =
  | 'UNKNOWN_KEYWORD'
  | 'UNKNOWN_FIELD'
  | 'COUNT_WITHOUT_PARENTHESES'
  | 'NOT_A_BOOL'
  | 'TYPE_MISMATCH'
  | 'CHAIN_ID_AS_TEXT'

/** What is wrong with a part of an expression. */
export type TypeProblem = Span & {
  readonly code: TypeProblemCode
  /** Whether the policy cannot be created. Otherwise this part is an error whenever it is evaluated. */
  readonly isError: boolean
  readonly message: string
  readonly expected?: string
  /** The words of production, if they are known. */
  readonly production?: string
}

/** Computes the types of an expression, and reports what does not fit. In the order of the text. */
export function checkExpression(tree: Expression, field: PolicyField): TypeProblem[] {
  const problems: TypeProblem[] = []
  const variables: TypeText[] = []
  const keywords = keywordTypes[field]

  function report(
    { start, end }: Span,
    code: TypeProblemCode,
    message: string,
    rest: Partial<Pick<TypeProblem, 'isError' | 'expected' | 'production'>> = {},
  ): 'any' {
    problems.push({ code, start, end, message, isError: rest.isError ?? false, ...rest })
    return 'any'
  }

  /** Returns the type of a part, `any` if it is not known. */
  function typeOf(node: Expression): TypeText {
    switch (node.kind) {
      case 'literal':
        return typeof node.value === 'bigint' ? 'int' : typeof node.value === 'boolean' ? 'bool' : 'string'
      case 'list': {
        const [first = 'any', ...others] = node.items.map(typeOf)
        if (others.some((type) => !areComparable(first, type)))
          report(node, 'TYPE_MISMATCH', 'All items of a list have the same type.')
        return `list<${first}>`
      }
      case 'keyword':
        return keywords.get(node.name) ?? unknownKeyword(node)
      case 'variable':
        return variables[node.slot] ?? 'any'
      case 'field':
        return typeOfField(node)
      case 'key': {
        const type = typeOf(node.object)
        if (type === 'any' || type.startsWith('map<')) return type === 'any' ? 'any' : inner(type)
        return report(node, 'TYPE_MISMATCH', `Only maps have keys, and this is ${say(type)}.`)
      }
      case 'index':
      case 'slice': {
        const type = typeOf(node.object)
        if (type === 'any' || type === 'string') return type
        if (!type.startsWith('list<'))
          return report(node, 'TYPE_MISMATCH', `Only strings and lists have positions, and this is ${say(type)}.`)
        return node.kind === 'slice' ? type : inner(type)
      }
      case 'and':
      case 'or':
        for (const operand of node.operands) expectBool(operand, node.kind === 'and' ? '&&' : '||')
        return 'bool'
      case 'not':
        expectBool(node.operand, '!')
        return 'bool'
      case 'compare':
        checkComparison(node)
        return 'bool'
      case 'in':
      case 'contains':
        checkContains(node)
        return 'bool'
      case 'all':
      case 'any':
      case 'filter': {
        const type = expectList(node.list, `.${node.kind}`)
        variables[node.slot] = type === 'any' ? 'any' : inner(type)
        expectBool(node.predicate, `.${node.kind}`)
        return node.kind === 'filter' ? type : 'bool'
      }
      case 'count':
        expectList(node.list, '.count()')
        return 'int'
      case 'timestamp':
      case 'cronSpan':
        if (field !== 'time')
          report(node, 'UNKNOWN_KEYWORD', `This function is for the field time, and this is ${field}.`, {
            isError: true,
          })
        return node.kind === 'timestamp' ? 'timestamp' : 'bool'
      case 'caseInsensitive':
        if (!areComparable(typeOf(node.text), 'string'))
          report(node, 'TYPE_MISMATCH', 'CaseInsensitiveString takes a string.')
        return 'string'
    }
  }

  function unknownKeyword(node: Expression & { kind: 'keyword' }): 'any' {
    const home = Object.entries(keywordTypes).find(([, names]) => names.has(node.name))?.[0]
    const known = [...keywords.keys()].join(', ')
    const message = home
      ? `${node.name} is a keyword of the field ${home}, and this is ${field}.`
      : `${node.name} is not a keyword. Those of ${field} are ${known}. Strings are in single quotes.`
    const production = `keyword does not exist: ${node.name}`
    return report(node, 'UNKNOWN_KEYWORD', message, { isError: true, expected: known, production })
  }

  function typeOfField(node: Expression & { kind: 'field' }): TypeText {
    const type = typeOf(node.object)
    // A value of a map can be a struct.
    if (type === 'any') return 'any'
    const fields = structs.get(type)
    const found = fields?.get(node.name)
    if (found !== undefined) return found
    const span = { start: node.nameStart, end: node.end }
    const production = `field does not exist: ${node.name}`
    if (node.name === 'count' && type.startsWith('list<'))
      return report(span, 'COUNT_WITHOUT_PARENTHESES', 'count is a function: write .count().', {
        isError: true,
        expected: 'count()',
        production,
      })
    const advice = type.startsWith('map<')
      ? `Values of a map are read by subscript: ['${node.name}'].`
      : fields === undefined
        ? `${sentence(say(type))} has no fields.`
        : `It has ${[...fields.keys()].join(', ')}.`
    return report(span, 'UNKNOWN_FIELD', `The field ${node.name} does not exist. ${advice}`, {
      isError: true,
      expected: fields === undefined ? 'no field' : [...fields.keys()].join(', '),
      production,
    })
  }

  function expectBool(node: Expression, user: string): void {
    const type = typeOf(node)
    if (type !== 'bool' && type !== 'any')
      report(node, 'TYPE_MISMATCH', `${user} takes a bool, and this is ${say(type)}.`)
  }

  function expectList(node: Expression, user: string): TypeText {
    const type = typeOf(node)
    return type === 'any' || type.startsWith('list<')
      ? type
      : report(node, 'TYPE_MISMATCH', `${user} takes a list, and this is ${say(type)}.`)
  }

  function checkComparison(node: Expression & { kind: 'compare' }): void {
    const { operator } = node
    const [left, right] = [typeOf(node.left), typeOf(node.right)]
    const type = left === 'any' ? right : left
    if (!areComparable(left, right)) reportMismatch(node, operator, left, right, [node.left, node.right])
    const isOrder = operator !== '==' && operator !== '!='
    const hasOrder = type === 'any' || isInteger(type) || type === 'timestamp'
    if (areComparable(left, right) && !hasOrder && (isOrder || (type !== 'string' && type !== 'bool')))
      report(node, 'TYPE_MISMATCH', `${operator} does not compare values that are ${say(type)}.`)
  }

  function checkContains(node: Expression & { kind: 'in' | 'contains' }): void {
    const item = typeOf(node.item)
    const list = expectList(node.list, node.kind === 'in' ? 'in' : '.contains')
    if (list !== 'any' && !areComparable(item, inner(list)))
      reportMismatch(node, node.kind === 'in' ? 'in' : '.contains', item, inner(list), [node.item])
  }

  function reportMismatch(node: Span, operator: string, left: TypeText, right: TypeText, sides: Expression[]): void {
    const isChainId = sides.some((side) => side.kind === 'field' && side.name === 'chain_id')
    if (isChainId && [left, right].includes('string'))
      report(node, 'CHAIN_ID_AS_TEXT', 'A chain id is an integer: write it without quotes.')
    else report(node, 'TYPE_MISMATCH', `${operator} cannot compare ${say(left)} with ${say(right)}.`)
  }

  const type = typeOf(tree)
  if (type !== 'bool' && type !== 'any')
    report(tree, 'NOT_A_BOOL', `The whole must be a bool, and it is ${say(type)}.`, { isError: true })
  return problems.sort((one, other) => one.start - other.start)
}

const inner = (type: TypeText): TypeText => type.slice(type.indexOf('<') + 1, -1)
const isInteger = (type: TypeText): boolean => type === 'int' || type === 'uint'

const areComparable = (left: TypeText, right: TypeText): boolean =>
  left === 'any' || right === 'any' || left === right || (isInteger(left) && isInteger(right)) || left === 'list<any>'

/** A type, for people. */
function say(type: TypeText): string {
  if (isInteger(type)) return 'an integer'
  if (type.startsWith('list<')) return 'a list'
  if (type.startsWith('map<')) return 'a map'
  return ['string', 'bool', 'timestamp'].includes(type) ? `a ${type}` : 'a struct'
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`
