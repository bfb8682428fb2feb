import { InvalidParameterError } from '../errors/config.js'

/** A path as viem's types have it. It derives any. */
export type DerivationPath = `m/44'/60'/${string}`

/** Checks a derivation path. @throws InvalidParameterError if it is malformed. */
export function parsePath(path: string): DerivationPath {
  if (isPath(path)) return path
  throw new InvalidParameterError({
    parameter: 'path',
    value: String(path),
    message: "`path` is not a derivation path. Pass one such as `m/44'/60'/0'/0/0`.",
  })
}

/** BIP-32 has 31 bits for an index, besides the one for `'`. */
function isPath(path: string): path is DerivationPath {
  if (!/^m(\/(0|[1-9]\d*)'?)*$/.test(path)) return false
  return path.split('/').every((index) => index === 'm' || Number.parseInt(index, 10) < 2 ** 31)
}
