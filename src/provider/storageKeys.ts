/** The wallets that a user signed in to. */
export const walletKey = 'viem-passkey-account.wallet'
/** Whether the user is connected. Not with the chain: a tab that switches the chain says nothing about who is connected. */
export const connectedKey = 'viem-passkey-account.connected'
/** The active chain. */
export const chainKey = 'viem-passkey-account.chain'
/** The calls that were sent. */
export const callsKey = 'viem-passkey-account.calls'
