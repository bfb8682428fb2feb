import { InvalidParameterError } from '../errors/config.js'
import { decodeCall } from './context/decodeCall.js'
import type { ContractInterfaces } from './context/interfaces.js'
import { parseAbi } from './context/parseAbi.js'
import { toAddress } from './rules/parameters.js'

/**
 * Makes smart contract interfaces of ABIs, for `toPolicyContext`. In production, they are uploaded to the organization.
 *
 * @example
 * ```ts
 * import { createInterfaces } from 'viem-passkey-account/policies'
 * import { erc20Abi } from 'viem'
 *
 * const interfaces = createInterfaces([{ address: '0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48', abi: erc20Abi }])
 * ```
 */
export function createInterfaces(contracts: createInterfaces.Contracts): createInterfaces.ReturnType {
  const known = new Map(
    contracts.map(({ address, abi }, index) => {
      const functions = parseAbi(abi)
      if (functions === undefined)
        throw new InvalidParameterError({
          parameter: `contracts[${index}].abi`,
          value: '',
          message: `\`contracts[${index}].abi\` is not an ABI. Pass the array, or its JSON.`,
        })
      return [toAddress(`contracts[${index}].address`, address), functions]
    }),
  )
  return ({ to, data }) => {
    const functions = known.get(to)
    return functions === undefined ? undefined : decodeCall(functions, data)
  }
}

export declare namespace createInterfaces {
  type Contracts = readonly {
    /** Address of the contract, in any case. */
    address: string
    /** Its ABI, as an array or as JSON. */
    abi: readonly unknown[] | string
  }[]
  type ReturnType = ContractInterfaces
  type ErrorType = InvalidParameterError
}
