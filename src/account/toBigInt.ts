/** Converts what JavaScript reads as an integer: hex and decimal strings, booleans, and objects such as ethers 5's BigNumber. */
export function toBigInt(value: unknown): bigint | undefined {
  try {
    return BigInt(value as bigint)
  } catch {
    return undefined
  }
}
