import {
  createInterfaces,
  type evaluatePolicies,
  type Policy,
  type PolicyCredential,
  type PolicyPrivateKey,
  type PolicyUser,
  type PolicyWallet,
  toPolicyContext,
} from 'viem-passkey-account/policies'
import { InputError } from '../errors.ts'
import { readText } from '../files.ts'

/** Reads an array of policies. `checkPolicy` checks what is in them. @throws InputError */
export function readRules(file: string): Policy[] {
  const rules = readJson(file)
  if (!Array.isArray(rules) || rules.length === 0 || !rules.every(isPolicy))
    throw new InputError(`${file} is not a JSON array of policies, or it is empty.`)
  return rules
}

type Request = {
  body: Parameters<typeof toPolicyContext>[0]['body']
  approvers: PolicyUser[]
  credentials?: PolicyCredential[]
  users?: PolicyUser[]
  wallet?: PolicyWallet
  privateKey?: PolicyPrivateKey
  interfaces?: Parameters<typeof createInterfaces>[0]
  now?: string
}

/** Reads a request, and returns it as policies see it. @throws InputError */
export function readRequest(file: string): Omit<evaluatePolicies.Parameters, 'policies'> {
  const request = readJson(file)
  if (!isRequest(request)) throw new InputError(`${file} is not a JSON object with body and approvers.`)
  const { body, wallet, privateKey, interfaces = [], now, approvers, credentials, users } = request
  const time = now === undefined ? Date.now() : Date.parse(now)
  if (Number.isNaN(time)) throw new InputError(`${file}: now is not a time, such as 2026-01-31T12:00:00Z.`)
  return {
    context: toPolicyContext({ body, wallet, privateKey, interfaces: createInterfaces(interfaces) }),
    approvers,
    credentials,
    users,
    now: time,
  }
}

function readJson(file: string): unknown {
  const text = readText(file)
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new InputError(`${file} is not JSON: ${error instanceof Error ? error.message : error}`)
  }
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isPolicy = (value: unknown): value is Policy => isObject(value) && 'effect' in value
const isList = (value: unknown): boolean => value === undefined || (Array.isArray(value) && value.every(isObject))

function isRequest(value: unknown): value is Request {
  if (!isObject(value) || !('body' in value) || !('approvers' in value) || !Array.isArray(value.approvers)) return false
  const lists = ['approvers', 'credentials', 'users', 'interfaces'].map((name): unknown => Reflect.get(value, name))
  const hasIds = value.approvers.every((user: unknown) => isObject(user) && 'id' in user && typeof user.id === 'string')
  return hasIds && lists.every(isList)
}
