type Secp256k1 = typeof import('tiny-secp256k1')

let library: Secp256k1 | undefined

/** Loads the library. Not imported at the top, so that `/signer` loads without WebAssembly, and can say that it is missing. */
export async function loadSecp256k1(): Promise<void> {
  library ??= await import('tiny-secp256k1')
}

/** The library. `createLocalSigner` has loaded it. */
export function secp256k1(): Secp256k1 {
  if (library === undefined) throw new TypeError('secp256k1 is not loaded')
  return library
}
