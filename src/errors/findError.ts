const key = '~passkeyAccountError'

/** Ends the search where every `cause` is a new object. */
const maxErrors = 1_000

/**
 * Finds an error of a class in what was caught: the error itself, one of its causes, or one of the `errors` of an `AggregateError`.
 *
 * Finds subclasses too. Classes of this package are found behind errors of any other library, and also when the error comes from another copy
 * of the package, such as its CommonJS build or a minified bundle, where `instanceof` is false. The fields are those of that copy's version.
 *
 * @param error - What was caught. Anything can be thrown, so anything is taken.
 * @param Class - An error class of this package, or any other class, which is compared with `instanceof`.
 * @returns The first match, the outermost first, or `undefined`.
 *
 * @example
 * ```ts
 * import { findError, type PasskeyAccount, PasskeyCancelledError } from 'viem-passkey-account'
 *
 * export async function sign(account: PasskeyAccount) {
 *   try {
 *     return await account.signMessage({ message: 'hello' })
 *   } catch (error) {
 *     if (!findError(error, PasskeyCancelledError)) throw error
 *     return 'You closed the passkey prompt. Nothing was signed.'
 *   }
 * }
 * ```
 */
export function findError<const type extends findError.ErrorClass>(
  error: unknown,
  Class: type,
): findError.ReturnType<type> {
  // A set goes on to what is added while it is read, and takes each error of a cycle once.
  const found = new Set([error])
  for (const value of found) {
    try {
      if (isInstance(value, Class)) return value
      const { cause, errors } = Object(value)
      for (const next of [cause, ...(Array.isArray(errors) ? errors : [])]) if (found.size < maxErrors) found.add(next)
    } catch {
      // A getter or a proxy that throws hides what is behind it, and nothing else.
    }
  }
  return undefined
}

export declare namespace findError {
  /** A class of errors. */
  type ErrorClass = abstract new (...parameters: never[]) => Error
  type ReturnType<type extends ErrorClass> = InstanceType<type> | undefined
}

function isInstance<type extends findError.ErrorClass>(value: unknown, Class: type): value is InstanceType<type> {
  if (value instanceof Class) return true
  if (!Object.hasOwn(Class.prototype, key)) return false
  // Each class of the package has its name on its prototype, so this sees base classes as well.
  for (let object = Object.getPrototypeOf(Object(value)); object; object = Object.getPrototypeOf(object))
    if (Object.hasOwn(object, key) && object[key] === Class.prototype[key]) return true
  return false
}
