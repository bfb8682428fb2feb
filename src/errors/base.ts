import { BaseError } from 'viem'
import { version } from '../../package.json'
import { toPlainText, unprintable } from './toPlainText.js'

/**
 * The base class of every error of this package.
 *
 * It extends viem's `BaseError`, so viem keeps it as the cause when it wraps what an account throws. Find it there with `findError`.
 */
export class PasskeyAccountError extends BaseError {
  /** The heading of `docs/errors.md`, in the package, that says what to do about this error. */
  // Not viem's `docsPath`: viem's wrappers would append that to `https://viem.sh`, which has no such page.
  readonly docs: string
  // Minifiers rename classes, and a second copy of the package has classes of the same name that are not identical: `findError` reads this.
  /** The name of the class, kept by every build of the package. */
  get '~passkeyAccountError'(): string {
    return 'PasskeyAccountError'
  }

  /** @param message - What happened, then what to do about it. */
  constructor(message: string, { cause, details, ...fields }: PasskeyAccountError.Parameters = {}) {
    const name = new.target.prototype['~passkeyAccountError']
    const docs = `node_modules/viem-passkey-account/docs/errors.md#${name.toLowerCase()}`
    const lines = Object.entries(fields).flatMap(([field, value]) =>
      /string|number/.test(typeof value) && value !== ''
        ? `${field}: ${String(value).replace(unprintable, ' ').slice(0, 200)}`
        : [],
    )
    // viem's wrappers repeat these lines in their messages.
    super(message, { cause, details, metaMessages: [...lines, `Docs: ${docs}`] })
    // Objects are for programs: a log does not show them, since they may contain a body.
    for (const [field, value] of Object.entries(fields))
      Object.defineProperty(this, field, {
        value,
        enumerable: typeof value !== 'object',
        configurable: true,
        writable: true,
      })
    // viem takes them from the cause.
    this.details = toPlainText(this.details)
    this.name = name
    this.docs = docs
    this.version = version
    this.message = [
      message,
      '',
      ...(lines[0] ? [...lines, ''] : []),
      ...(this.details ? [`Details: ${this.details}`] : []),
      `Docs: ${docs}`,
      `Version: viem-passkey-account@${version}`,
    ].join('\n')
    // Where the stack starts with the message, it starts with the one that viem composed.
    Error.captureStackTrace?.(this, new.target)
  }
}

export declare namespace PasskeyAccountError {
  type Parameters = {
    /** What led to this error. */
    cause?: Error | undefined
    /** What the signer, the platform or another program said about it. Without effect where `cause` has a message. */
    details?: string | undefined
    /** Becomes a field of the error and, if it is a string or a number, a line of its message. */
    [field: string]: unknown
  }
}
