// A function without a namespace loses its documentation when this module becomes a namespace of the packed
// declarations.
export * from './activities.js'
export * from './connection.js'
export * from './mistakes.js'
export * from './passkeys.js'
export * from './refusals.js'
export * from './users.js'
