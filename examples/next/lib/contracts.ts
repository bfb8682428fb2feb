import { parseAbi } from 'viem'

// Anvil's first account deploys these before anything else, on both chains, so their addresses are always the same.

/** An ERC-20. */
export const token = {
  address: '0x5FbDB2315678afecb367f032d93F642f64180aa3',
  abi: parseAbi([
    'function balanceOf(address owner) view returns (uint256)',
    'function transfer(address to, uint256 value) returns (bool)',
    'function approve(address spender, uint256 value) returns (bool)',
  ]),
} as const

/** Takes tokens and pays ether: 0.001 for each. */
export const swap = {
  address: '0xe7f1725E7734CE288F8367e1Bb143E90bb3F0512',
  abi: parseAbi(['function swap(uint256 tokens)']),
} as const

/** Code for an account that delegates to it (EIP-7702). */
export const delegate = '0x9fE46736679d2D9a65F0992F2272dE9f3c7fa6e0'
