/**
 * One function for each error of `docs/errors.md`, by the name of its class: the next thing that fits ends in exactly that error. Those that a
 * signer, a passkey or a page brings about are told whose; await them before you go on. Those that are mistakes of the code give back the
 * mistake.
 *
 * @example
 * await cause.PasskeyCancelledError({ passkey })
 * await cause.SignerUnreachableError({ signer })
 */
export * from './activities.js'
export * from './connection.js'
export * from './mistakes.js'
export * from './passkeys.js'
export * from './refusals.js'
export * from './users.js'
