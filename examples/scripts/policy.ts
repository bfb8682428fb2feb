import { checkPolicy, evaluatePolicies, type Policy } from 'viem-passkey-account/policies'
import { UsageError } from './lib/errors.ts'
import { exitCodes } from './lib/exitCodes.ts'
import { log } from './lib/log.ts'
import { formatEvaluation, formatIssues } from './lib/policy/formatPolicies.ts'
import { readRequest, readRules } from './lib/policy/readPolicyFiles.ts'
import { runScript } from './lib/runScript.ts'

const help = `Checks the policies of a file, or tries them on a request. Needs no signer.

  node examples/scripts/policy.ts check <rules.json> [--strict] [--json]
  node examples/scripts/policy.ts try <rules.json> <request.json> [--expect allow|deny] [--json]

rules.json    an array of policies: policyName, effect, condition, consensus, time
request.json  { body, approvers } and, where rules read them, wallet, privateKey, credentials, users, interfaces, now (a time as ISO 8601)

  --strict    fails for warnings, too
  --expect    what the request must come to; without it, "allow"
`

await runScript({
  help,
  options: { strict: { type: 'boolean' }, expect: { type: 'string' } },
  async run({ positionals: [command, rulesFile, requestFile], values: { strict = false, expect = 'allow' } }) {
    if ((command !== 'check' && command !== 'try') || !rulesFile)
      throw new UsageError('Pass check or try, and the file with the rules.')
    const policies = readRules(rulesFile)
    if (command === 'check') return check(policies, strict)
    if (!requestFile) throw new UsageError('Pass the file with the request.')
    if (expect !== 'allow' && expect !== 'deny') throw new UsageError('--expect is allow or deny.')
    return tryRequest(policies, requestFile, expect)
  },
})

function check(policies: Policy[], strict: boolean): Record<string, unknown> {
  const checked = policies.map((policy) => ({
    policy,
    ...checkPolicy({ ...policy, policies: policies.filter((other) => other !== policy) }),
  }))
  const collect = (kind: 'errors' | 'warnings') =>
    checked.flatMap((each) => each[kind].map((issue) => ({ policyName: each.policy.policyName, ...issue })))
  const [errors, warnings] = [collect('errors'), collect('warnings')]
  if (errors.length > 0 || (strict && warnings.length > 0)) process.exitCode = exitCodes.failed
  const checks = `${policies.length} policies, ${errors.length} errors, ${warnings.length} warnings`
  return isJson()
    ? { policies: policies.length, errors, warnings }
    : { checked: checks, issues: toLines(formatIssues(checked)) }
}

function tryRequest(policies: Policy[], file: string, expected: 'allow' | 'deny'): Record<string, unknown> {
  const evaluation = evaluatePolicies({ policies, ...readRequest(file) })
  const isExpected = (evaluation.outcome === 'OUTCOME_ALLOW') === (expected === 'allow')
  if (!isExpected) {
    process.exitCode = exitCodes.failed
    log(`policy.ts: ${evaluation.outcome}, and "${expected}" was expected.`)
  }
  return isJson() ? evaluation : { outcome: evaluation.outcome, policies: toLines(formatEvaluation(evaluation)) }
}

function isJson(): boolean {
  return process.argv.includes('--json')
}

function toLines(text: string): string[] {
  return text === '' ? [] : ['', ...text.split('\n')]
}
