import type { InvalidRpIdError } from '../errors/passkey.js'
import { createProvider } from '../provider/createProvider.js'
import { passkeyWallet } from '../provider/passkeyWallet.js'
import type { PasskeyProvider, WalletRecords } from '../provider/types.js'
import { type PasskeyConnectorFn, toConnector } from './toConnector.js'
import type { ConnectorDetails } from './types.js'

/**
 * Creates a wagmi connector: users sign up and sign in with a passkey, and each signature is approved with it. Chains and
 * `transports` are those of wagmi's config. A config with `client` in place of `transports` passes none on, and each chain's
 * public RPC is used: make the connector with {@link passkey.from} then, over a provider with transports. Creating it touches
 * nothing and sends nothing, so a module that a server loads may do it.
 *
 * `connect` takes the words of wagmi's `webAuthn` connector: `capabilities: { method: 'register', name }` or `{ method: 'login' }`.
 *
 * @throws InvalidRpIdError
 *
 * @example
 * ```ts
 * import { createConfig, http } from '@wagmi/core'
 * import { mainnet } from 'viem/chains'
 * import { passkey } from 'viem-passkey-account/wagmi'
 *
 * export const config = createConfig({
 *   chains: [mainnet],
 *   transports: { [mainnet.id]: http() },
 *   connectors: [
 *     passkey({
 *       rp: { id: 'example.com', name: 'Example' },
 *       organizationId: '<parent organization id>',
 *       signUp: { url: '/api/sign-up' },
 *     }),
 *   ],
 * })
 * ```
 */
export const passkey: passkey.Function = /* @__PURE__ */ Object.assign(create, { from })

function create(parameters: passkey.Parameters): passkey.ReturnType {
  const { approve, supports, rp, storage } = parameters
  // Without an RP ID, the first prompt fails and names it.
  const { rdns = rp.id ? [...rp.id.split('.').reverse(), 'passkey'].join('.') : undefined } = parameters
  return toConnector(
    ({ chains, transports }) => {
      // For each config: the user of one is not connected in the other.
      const records = passkeyWallet(parameters)
      return { provider: createProvider({ chains, transports, approve, supports, storage, ...records }), records }
    },
    { ...parameters, rdns },
  )
}

function from(provider: PasskeyProvider, { records, ...details }: passkey.FromParameters = {}): passkey.ReturnType {
  return toConnector(() => ({ provider, records }), details)
}

export declare namespace passkey {
  type Parameters = passkeyWallet.Parameters &
    Pick<createProvider.Parameters, 'approve' | 'supports'> &
    ConnectorDetails
  type ReturnType = PasskeyConnectorFn
  type ErrorType = InvalidRpIdError

  type Function = {
    (parameters: Parameters): ReturnType
    /**
     * Creates the connector over a provider that was made elsewhere, such as one that is announced. The provider must have the
     * chains of wagmi's config.
     */
    from(provider: PasskeyProvider, parameters?: FromParameters): ReturnType
  }
  type FromParameters = ConnectorDetails & {
    /**
     * What `passkeyWallet` returned, for `getWallet` and `getSession`.
     * @default both return `undefined`
     */
    records?: WalletRecords | undefined
  }
}
