import { createTestWallet } from 'viem-passkey-account/testing/node'

/** Measures how long `createTestWallet` takes, in milliseconds, once per round. */
export async function measureTestWallets(rounds: number): Promise<number[]> {
  const times: number[] = []
  for (let round = 0; round < rounds; round++) {
    const start = performance.now()
    const { close } = await createTestWallet()
    times.push(performance.now() - start)
    await close()
  }
  return times
}
