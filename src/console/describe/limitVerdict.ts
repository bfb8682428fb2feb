import type { ConsoleLimit } from '../../signer/store/consoleReader.js'

const nouns: ReadonlyMap<string, string> = new Map([
  ['AUTHENTICATION_TYPE_PASSKEY', 'a passkey'],
  ['AUTHENTICATION_TYPE_API_KEY', 'an API key'],
  ['AUTHENTICATION_TYPE_SESSION', 'a session'],
])

/** Says in words what a scope or an MFA policy came to: `does not allow it`, `wants a session, and a passkey or an API key`. */
export function limitVerdict(limit: ConsoleLimit): string {
  if (limit.kind === 'scope') return limit.isInScope ? 'allows it' : 'does not allow it'
  if (!limit.isEnforced) return 'does not apply'
  const nounOf = ({ type, id }: { type: string; id?: string }): string => {
    const noun = nouns.get(type) ?? type
    return id === undefined ? noun : `${noun} (${id})`
  }
  const steps = limit.steps.map(({ any }) => any.map(nounOf).join(' or ')).join(', and ')
  const used = limit.satisfied.map(({ type }) => nouns.get(type) ?? type).join(', ')
  return limit.isSatisfied ? `got ${used}` : `wants ${steps}; ${used === '' ? 'got none of them' : `got ${used}`}`
}
