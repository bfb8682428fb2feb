import { BaseError } from 'viem'

/** Every error of this package. Extends viem's, so viem's own wrapping keeps it and `walk` finds it. */
export class PasskeyAccountError extends BaseError {
  /**
   * @param message - What is wrong, and what to do about it.
   * @param fields - What a program needs: becomes fields of the error and, strings and numbers, lines of its message. `details` is what
   * somebody else said about it.
   */
  constructor(message: string, { cause, details, ...fields }: ErrorFields = {}) {
    const metaMessages = Object.entries(fields).flatMap(([name, value]) =>
      /string|number/.test(typeof value) && value !== '' ? `${name}: ${String(value).slice(0, 200)}` : [],
    )
    super(message, { cause, details, metaMessages })
    Object.assign(this, fields)
  }
}

export type ErrorFields = { cause?: Error | undefined; details?: string | undefined; [name: string]: unknown }
