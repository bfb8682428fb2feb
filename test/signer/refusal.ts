import { expect } from 'vitest'
import type { Stamps } from './testClient.js'

/** The response to a refused request. */
export function refusal(status: number, code: number, turnkeyErrorCode: string, message: RegExp | string) {
  return {
    status,
    body: {
      code,
      message: typeof message === 'string' ? message : expect.stringMatching(message),
      details: [{ '@type': 'type.googleapis.com/errors.v1.TurnkeyErrorDetail', turnkeyErrorCode }],
      turnkeyErrorCode,
    },
  }
}

/** Changes fields of the stamp in a header. */
export function withFields(stamps: Stamps, fields: Record<string, unknown>): Stamps {
  const [[name, value] = ['', '']] = Object.entries(stamps)
  const encoded = name === 'X-Stamp'
  const stamp: unknown = JSON.parse(encoded ? Buffer.from(value, 'base64url').toString() : value)
  const json = JSON.stringify({ ...(typeof stamp === 'object' ? stamp : {}), ...fields })
  return { [name]: encoded ? Buffer.from(json).toString('base64url') : json }
}
