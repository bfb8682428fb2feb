import { registerHooks } from 'node:module'

/** Preloaded into a process, so that the signer in it finds the optional peer `secp256k1` in this folder. */
registerHooks({
  resolve: (specifier, context, nextResolve) =>
    specifier.startsWith('secp256k1/')
      ? nextResolve(specifier, { ...context, parentURL: import.meta.url })
      : nextResolve(specifier, context),
})
