import type { Expression } from '../syntax/tree.js'
import { compare, describeMismatch } from './compare.js'
import { createCronSpans } from './cronSpan.js'
import { type Budget, type Evaluation, failed, type Keywords, otherChains, type Reading } from './evaluation.js'
import type { Fault, FaultCode } from './fault.js'
import { caseless, isCaseless, isList, typeName, type Value } from './values.js'
import { compareWork, lengthWork, lowercaseWork } from './work.js'

/**
 * Creates an evaluation of expressions over one request. Nothing is short-circuited: an error anywhere is an error of the whole. It stops at
 * the first one, since the others could not change that.
 */
export function createEvaluation(keywords: Keywords, reading: Reading, budget: Budget): Evaluation {
  let fault: Fault | undefined
  const variables: Value[] = []
  const isInCronSpan = createCronSpans(budget)

  function fail(code: FaultCode, { start, end }: Expression, message: string): typeof failed {
    fault = { code, start, end, message }
    return failed
  }

  const mismatch = (node: Expression, message: string): typeof failed => fail('TYPE_MISMATCH', node, message)

  /** Counts work. @returns whether there is too much of it. */
  function isSpent(work: number): boolean {
    budget.steps -= work
    return budget.steps < 0
  }

  const spent = (node: Expression): typeof failed =>
    fail('TOO_MANY_STEPS', node, 'The evaluation has too many steps: shorten the expression, or nest fewer functions.')

  function run(node: Expression): Value | typeof failed {
    if (isSpent(1)) return spent(node)
    switch (node.kind) {
      case 'literal':
        return node.value
      case 'keyword': {
        const value = keywords.get(node.name)
        if (value !== undefined) return value
        return otherChains.has(node.name)
          ? unavailable(node)
          : fail('MISSING_KEYWORD', node, `${node.name} is not in this request.`)
      }
      case 'variable':
        return variables[node.slot] ?? fail('MISSING_KEYWORD', node, `${node.name} is not in this request.`)
      case 'field':
        return runField(node)
      case 'compare': {
        const left = run(node.left)
        if (left === failed) return failed
        const right = run(node.right)
        if (right === failed) return failed
        if (isSpent(compareWork(left, right))) return spent(node)
        return compare(node.operator, left, right) ?? mismatch(node, describeMismatch(node.operator, left, right))
      }
      case 'and':
      case 'or': {
        let result = node.kind === 'and'
        for (const operand of node.operands) {
          const value = run(operand)
          if (value === failed) return failed
          if (typeof value !== 'boolean')
            return mismatch(
              operand,
              `${node.kind === 'and' ? '&&' : '||'} needs a bool, and this is ${typeName(value)}.`,
            )
          if (value !== (node.kind === 'and')) result = value
        }
        return result
      }
      case 'not': {
        const value = run(node.operand)
        if (value === failed || typeof value === 'boolean') return value === failed ? failed : !value
        return mismatch(node.operand, `! needs a bool, and this is ${typeName(value)}.`)
      }
      case 'in':
      case 'contains':
        return runContains(node, node.list, node.item)
      case 'all':
      case 'any':
      case 'filter':
        return runQuantifier(node)
      case 'count': {
        const list = runList(node.list, '.count()')
        return list === failed ? failed : BigInt(list.length)
      }
      case 'index':
      case 'slice':
        return runSubscript(node)
      case 'key': {
        const map = run(node.object)
        if (map === failed) return failed
        if (typeof map !== 'object' || isList(map) || map.kind !== 'map')
          return mismatch(node, `Only maps have keys, and this is ${typeName(map)}.`)
        const value = map.entries.get(node.key)
        return value === undefined
          ? fail('MISSING_FIELD', node, `It has no key '${node.key.slice(0, 100)}'.`)
          : settle(node, value)
      }
      case 'list': {
        const items: Value[] = []
        for (const item of node.items) {
          const value = run(item)
          if (value === failed) return failed
          const [first = value] = items
          if (typeName(first) !== typeName(value)) return mismatch(item, 'All items of a list have the same type.')
          items.push(value)
        }
        return items
      }
      case 'timestamp':
        return { kind: 'timestamp', nanoseconds: node.nanoseconds }
      case 'cronSpan':
        return runCronSpan(node)
      case 'caseInsensitive': {
        const text = run(node.text)
        if (text === failed) return failed
        if (typeof text === 'string') return isSpent(lowercaseWork(text)) ? spent(node) : caseless(text)
        if (isCaseless(text)) return text
        return mismatch(node.text, `CaseInsensitiveString needs a string, and this is ${typeName(text)}.`)
      }
    }
  }

  const unavailable = (node: Expression): typeof failed =>
    fail('NOT_AVAILABLE', node, 'This package does not evaluate transactions of other chains than Ethereum.')

  /** Decides what is not known of production. Nothing else asks for the reading. */
  const decide = <value extends Value>(
    value: value,
    code: FaultCode,
    node: Expression,
    message: string,
  ): value | typeof failed => (reading === 'lenient' ? value : fail(code, node, message))

  function settle(node: Expression, value: Value): Value | typeof failed {
    if (typeof value !== 'object' || isList(value) || value.kind !== 'unclear') return value
    const message =
      value.code === 'OUT_OF_RANGE'
        ? `${value.value} is beyond 128 bits.`
        : value.code === 'NOT_DECODED'
          ? 'The arguments of this call do not fit its function, or are too large to decode.'
          : 'This request does not have it.'
    return value.value === undefined ? fail(value.code, node, message) : decide(value.value, value.code, node, message)
  }

  function runField(node: Expression & { kind: 'field' }): Value | typeof failed {
    const object = run(node.object)
    if (object === failed) return failed
    if (typeof object !== 'object' || isList(object) || object.kind !== 'struct')
      return mismatch(node, `${typeName(object)} has no fields.`.replace(/^a/, 'A'))
    const value = object.fields.get(node.name)
    if (value !== undefined) return settle(node, value)
    return object.name === 'Eth'
      ? fail('MISSING_KEYWORD', node, `eth.${node.name} is not in this request.`)
      : fail('MISSING_FIELD', node, `This request does not have ${node.name}.`)
  }

  function runList(node: Expression, user: string): readonly Value[] | typeof failed {
    const value = run(node)
    if (value === failed) return failed
    return isList(value) ? value : mismatch(node, `${user} needs a list, and this is ${typeName(value)}.`)
  }

  /** No short circuit: an item of another type is an error wherever it is. */
  function runContains(node: Expression, listNode: Expression, itemNode: Expression): boolean | typeof failed {
    const item = run(itemNode)
    if (item === failed) return failed
    const list = runList(listNode, node.kind === 'in' ? 'in' : '.contains')
    if (list === failed) return failed
    if (isSpent(list.length)) return spent(node)
    let found = false
    for (const entry of list) {
      const settled = settle(listNode, entry)
      if (settled === failed) return failed
      if (isSpent(compareWork(item, settled))) return spent(node)
      const isEqual = compare('==', item, settled)
      if (isEqual === undefined) return mismatch(node, describeMismatch('==', item, settled))
      found ||= isEqual
    }
    return found
  }

  function runQuantifier(node: Expression & { kind: 'all' | 'any' | 'filter' }): Value | typeof failed {
    const list = runList(node.list, `.${node.kind}`)
    if (list === failed) return failed
    if (node.kind === 'all' && list.length === 0)
      return decide(
        true,
        'OUT_OF_RANGE',
        node,
        '.all of an empty list is not documented, so it does not count as true.',
      )
    const kept: Value[] = []
    for (const entry of list) {
      const item = settle(node.list, entry)
      if (item === failed) return failed
      variables[node.slot] = item
      const value = run(node.predicate)
      if (value === failed) return failed
      if (typeof value !== 'boolean')
        return mismatch(node.predicate, `.${node.kind} needs a bool, and this is ${typeName(value)}.`)
      if (value) kept.push(item)
    }
    variables.length = node.slot
    if (node.kind === 'filter') return kept
    return node.kind === 'any' ? kept.length > 0 : kept.length === list.length
  }

  /** Beyond the end, `lenient` reads what is there. A list has nothing at a position beyond its end. */
  function runSubscript(node: Expression & { kind: 'index' | 'slice' }): Value | typeof failed {
    const object = run(node.object)
    if (object === failed) return failed
    const sequence = isCaseless(object) ? object.text : object
    if (typeof sequence !== 'string' && !isList(sequence))
      return mismatch(node, `Only strings, lists and maps have subscripts, and this is ${typeName(object)}.`)
    const { length } = sequence
    const [from, to] = node.kind === 'slice' ? [node.from, node.to] : [node.index, node.index + 1n]
    const isBeyond = to > BigInt(length)
    const message = `It ends at ${length}.`
    if (isBeyond && node.kind === 'index' && typeof sequence !== 'string') return fail('OUT_OF_RANGE', node, message)
    const [start, end] = [Number(from < length ? from : length), Number(to < length ? to : length)]
    const part = sequence.slice(start, end)
    const isText = isCaseless(object) && typeof part === 'string'
    if (isSpent(isText ? lowercaseWork(part) : lengthWork(part.length))) return spent(node)
    if (node.kind === 'index' && typeof part !== 'string') return settle(node, part[0] ?? '')
    const value = isText ? caseless(part) : part
    return isBeyond ? decide(value, 'OUT_OF_RANGE', node, message) : value
  }

  function runCronSpan(node: Expression & { kind: 'cronSpan' }): boolean | typeof failed {
    const time = keywords.get('time')
    const now = typeof time === 'object' && !isList(time) && time.kind === 'struct' ? time.fields.get('now') : undefined
    if (now === undefined || typeof now !== 'object' || isList(now) || now.kind !== 'timestamp')
      return fail('MISSING_KEYWORD', node, 'time.now is not in this request.')
    const result = isInCronSpan(node.span, Number(now.nanoseconds / 1_000_000n))
    if (isSpent(0)) return spent(node)
    return result ?? fail('NO_TIME_ZONES', node, 'This platform does not know the time zone.')
  }

  return { run, lastFault: () => fault, isSpent }
}
