import type { PolicyCredential, PolicyPrivateKey, PolicyWallet } from '../../policies/core.js'
import { boolean, list, object, optional, type Parser, string, text } from '../protocol/parse.js'
import { requestLimits } from '../protocol/requestLimits.js'
import type { PolicyFacts } from './facts.js'

const name = optional(text())
const flag = optional(boolean())
const count: Parser<number> = (value) => (typeof value === 'number' ? value : 0)
const credential: Parser<PolicyCredential> = object({
  id: name,
  userId: string(),
  type: name,
  credentialId: name,
  publicKey: name,
})
const wallet: Parser<PolicyWallet> = object({
  id: string(),
  label: name,
  imported: flag,
  exported: flag,
  address: name,
  ethereumAddress: name,
  path: name,
})
const privateKey: Parser<PolicyPrivateKey> = object({
  id: string(),
  label: name,
  tags: optional(list(string(), { max: 100 })),
  imported: flag,
  exported: flag,
  address: name,
})
const facts: Parser<PolicyFacts> = object({
  approvers: list(string(), { max: 1000 }),
  credentials: list(credential, { max: 1000 }),
  history: count,
  wallet: optional(wallet),
  privateKey: optional(privateKey),
  wallets: optional(list(wallet, { max: requestLimits.items })),
  interfaceId: optional(string()),
  now: count,
})

/** Reads what an evaluation was told. @throws if the database was changed by something else. */
export function readFacts(json: string): PolicyFacts {
  return facts(JSON.parse(json), 'facts', true)
}
