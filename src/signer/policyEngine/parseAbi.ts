import { keccak256 } from '../keys/keccak256.js'
import { isRecord } from '../protocol/parse.js'
import { requestLimits } from '../protocol/requestLimits.js'

/** Components have no names: policies read tuples by position, and names may repeat. */
export type AbiParameter = { name: string; type: string; components?: readonly AbiParameter[] }
export type ContractFunction = {
  name: string
  /** Hex with 0x, 4 bytes. */
  selector: string
  inputs: readonly AbiParameter[]
}

/** How deep tuples may be in each other. Real ones are at most four deep. */
const maxDepth = 10

/** Reads the functions of an ABI, by their selectors. Undefined if the text is not the JSON of an ABI, or exceeds the limits. */
export function parseAbi(json: string): ReadonlyMap<string, ContractFunction> | undefined {
  let items: unknown
  try {
    items = JSON.parse(json)
  } catch {
    return undefined
  }
  if (!Array.isArray(items)) return undefined
  const budget = { left: requestLimits.contractParameters }
  const functions = new Map<string, ContractFunction>()
  for (const item of items) {
    budget.left -= 1
    if (!isRecord(item) || budget.left < 0) return undefined
    if (item.type !== 'function') continue
    const { name } = item
    const inputs = readParameters(item.inputs, budget, 0)
    if (typeof name !== 'string' || !isName(name) || inputs === undefined) return undefined
    const signature = `${name}(${inputs.map(canonicalType).join(',')})`
    const selector = `0x${Buffer.from(keccak256(Buffer.from(signature))).toString('hex', 0, 4)}`
    functions.set(selector, { name, selector, inputs })
  }
  return functions
}

const isName = (name: string): boolean => /^[A-Za-z_$][\w$]{0,255}$/.test(name)

function readParameters(list: unknown, budget: { left: number }, depth: number): AbiParameter[] | undefined {
  if (!Array.isArray(list) || depth > maxDepth) return undefined
  const parameters: AbiParameter[] = []
  for (const item of list) {
    budget.left -= 1
    if (budget.left < 0 || !isRecord(item)) return undefined
    const { type, name = '' } = item
    if (typeof type !== 'string' || typeof name !== 'string' || (name !== '' && !isName(name))) return undefined
    if (!isType(type)) return undefined
    if (!type.startsWith('tuple')) {
      parameters.push({ name, type })
      continue
    }
    const components = readParameters(item.components, budget, depth + 1)
    if (components === undefined) return undefined
    parameters.push({ name, type, components: components.map((component) => ({ ...component, name: '' })) })
  }
  return parameters
}

/** Sizes that do not exist are refused, and `uint` without one, which the JSON of an ABI does not have. */
function isType(type: string): boolean {
  const match = /^(u?int([0-9]{1,3})|bytes([0-9]{1,2})?|address|bool|string|tuple)((?:\[[0-9]{0,5}\]){0,4})$/.exec(type)
  if (match === null) return false
  const [, , bits, bytes] = match
  if (bits !== undefined)
    return Number(bits) % 8 === 0 && Number(bits) >= 8 && Number(bits) <= 256 && !bits.startsWith('0')
  return bytes === undefined || (Number(bytes) >= 1 && Number(bytes) <= 32 && !bytes.startsWith('0'))
}

function canonicalType({ type, components }: AbiParameter): string {
  return components === undefined ? type : `(${components.map(canonicalType).join(',')})${type.slice('tuple'.length)}`
}
