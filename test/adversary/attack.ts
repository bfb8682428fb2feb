import { inspect } from 'node:util'
import { AnswerMismatchError, findError, PasskeyAccountError } from 'viem-passkey-account'
import { expect, test } from 'vitest'

declare module 'vitest' {
  interface TaskMeta {
    /** What came of an attack. `npm run adversary` prints it. */
    outcome?: string
  }
}

/** Bodies and stamps that were sent: no error may show a piece of them. */
const secrets = new Set<string>()

/** Remembers a body or a stamp, of which no later error may show a piece. */
export function keepSecret(text: string): void {
  secrets.add(text)
}

/**
 * Defines a test that runs one attack and compares what comes of it.
 *
 * @param outcome - What `run` returns. If it throws an error of this package: the name of its class, with the field if it
 * is an `AnswerMismatchError`. No other error is a good outcome.
 */
export function attack(title: string, outcome: string, run: () => Promise<string>): void {
  test(title, async ({ task }) => {
    const actual = await run().catch(describeError)
    task.meta.outcome = actual
    expect(actual).toBe(outcome)
  })
}

function describeError(error: unknown): string {
  const leak = findLeak(error)
  if (leak !== undefined) return `an error that shows ${leak}`
  if (!(error instanceof PasskeyAccountError)) return `an error of no class of ours: ${inspect(error).slice(0, 300)}`
  const mismatch = findError(error, AnswerMismatchError)
  return mismatch ? `${error.name}: ${mismatch.field}` : error.name
}

/** Finds a piece of a secret in what a program would print of an error. */
function findLeak(error: unknown): string | undefined {
  const printed = [
    inspect(error, { depth: Number.POSITIVE_INFINITY, maxStringLength: null, maxArrayLength: null }),
    String(error),
    JSON.stringify(error) ?? '',
  ].join('\n')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
  if (/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/.test(printed)) return 'control characters'
  if (printed.length > 20_000) return `${printed.length} characters`
  // Long enough to be no identifier, address or hash that an error contains anyway.
  for (const secret of secrets)
    for (let start = 0; start + 80 <= secret.length; start += 20) {
      const piece = secret.slice(start, start + 80)
      if (printed.includes(piece)) return `a piece of a request: ${piece}`
    }
  return undefined
}
