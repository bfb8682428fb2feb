import * as Address from 'ox/Address'
import { rootQuorumActivities } from '../context/activityClasses.js'
import { otherChains } from '../evaluate/evaluation.js'
import type { Expression } from '../syntax/tree.js'
import type { Finding } from './issues.js'
import { type Equality, equalityOf, partsOf, pathOf } from './walk.js'

/** Finds constants that are compared with something they can never be, or in another case. */
export function findLiteralMistakes(tree: Expression): Finding[] {
  return partsOf(tree).flatMap((node) => {
    const isNegated = node.kind === 'compare' && node.operator === '!='
    const equality = equalityOf(isNegated ? { ...node, operator: '==' } : node)
    const found = equality === undefined ? [] : checkEquality(equality)
    return [...found.map((finding) => (isNegated ? negate(finding) : finding)), ...checkPart(node)]
  })
}

/** What is never equal is always unequal. */
const negate = (finding: Finding): Finding =>
  finding.code === 'NEVER_HOLDS'
    ? { ...finding, code: 'ALWAYS_HOLDS', message: `This excludes nothing. ${finding.message}` }
    : finding

const isAddress = (text: string): text is Address.Address => /^0x[0-9a-fA-F]{40}$/.test(text)

/** Accounts may also have addresses of other chains and public keys. */
const lacksChecksum = (text: string): boolean =>
  /^(0x)?[0-9a-f]{40}$/i.test(text) && !(isAddress(text) && Address.checksum(text) === text)

function checkEquality({ node, path, values, read }: Equality): Finding[] {
  const finding = (code: Finding['code'], message: string): Finding[] => [
    { code, message, start: node.start, end: node.end },
  ]
  const texts = values.filter((value) => typeof value === 'string')
  if (path === 'wallet_account.address' && texts.some(lacksChecksum))
    return finding(
      'ACCOUNT_ADDRESS_CASE',
      'wallet_account.address is compared exactly, in the form of the API: write the address with its checksum (EIP-55).',
    )
  if ((path === 'eth.tx.to' || path === 'eth.tx.from') && texts.some((text) => text !== '' && !isAddress(text)))
    return finding('NEVER_HOLDS', `${path} is an address: 0x and 40 hexadecimal digits.`)
  if (
    path === 'eth.tx.type' &&
    texts.some((text) => !['LEGACY', 'TYPE_1', 'TYPE_2', 'TYPE_3', 'TYPE_4'].includes(text))
  )
    return finding('NEVER_HOLDS', 'eth.tx.type is LEGACY, TYPE_1, TYPE_2, TYPE_3 or TYPE_4.')
  const isData = path === 'eth.tx.data' || path.startsWith('eth.tx.data[')
  if ((isData || path === 'eth.tx.function_signature') && texts.some((text) => /[A-F]/.test(text)))
    return finding(
      'NEVER_HOLDS',
      `${path} is in lower case, and compared exactly: write hexadecimal digits in lower case.`,
    )
  if (path === 'eth.tx.function_signature' && texts.some((text) => !/^0x[0-9a-f]{8}$/.test(text)))
    return finding('NEVER_HOLDS', 'eth.tx.function_signature is 0x and 8 hexadecimal digits.')
  if (read.kind === 'slice') {
    const length = Number(read.to - read.from)
    const other = texts.find((text) => text.length !== length)
    if (other !== undefined)
      return finding('NEVER_HOLDS', `The slice has ${length} characters, and the constant has ${other.length}.`)
  }
  if (path === 'eth.eip_7702_authorization.address')
    return finding(
      'COMPARED_EXACTLY',
      'This address is compared exactly, as the request has it: the same address in another case is another value.',
    )
  if (path === 'activity.type' && texts.some((text) => rootQuorumActivities.has(text)))
    return finding('ROOT_QUORUM_ACTIVITY', 'The root quorum alone decides on this activity. No policy applies to it.')
  return []
}

function checkPart(node: Expression): Finding[] {
  const { start, end } = node
  if (node.kind === 'literal' && typeof node.value === 'string' && /^<[^>]*>$/.test(node.value))
    return [{ code: 'PLACEHOLDER', message: `Replace ${node.value} by its value.`, start, end }]
  if (node.kind === 'caseInsensitive')
    return [{ code: 'UNDOCUMENTED', message: 'CaseInsensitiveString is not in the published language.', start, end }]
  const path = pathOf(node)
  if (path === 'wallet_account.path_indexes' || path === 'wallet_account.path_hardened')
    return [
      {
        code: 'UNDOCUMENTED',
        message: `${path} is not in the published language. It was seen in exports of accounts.`,
        start,
        end,
      },
    ]
  if (node.kind === 'keyword' && (otherChains.has(node.name) || node.name === 'secret'))
    return [
      {
        code: 'NOT_AVAILABLE',
        message: `This package does not evaluate ${node.name}: here it is an error.`,
        start,
        end,
      },
    ]
  return []
}
