import { formatEther, parseEther } from 'viem'
import { anvil } from 'viem/chains'
import { stepUpRules } from 'viem-passkey-account/policies'

const limit = parseEther('0.05')

/** What a session with a limit may do alone. The server makes its session profile of them, the page the wallet's policies. */
export const rules = stepUpRules({ above: limit, chainId: anvil.id })

export const describeLimit = `It sends up to ${formatEther(limit)} ETH at a time alone. Everything else asks for your passkey.`
