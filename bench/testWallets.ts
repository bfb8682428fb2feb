import { createTestWallet } from 'viem-passkey-account/testing/node'

/** How long it takes to make a wallet for a test, in milliseconds, again and again in one process. */
export async function measureTestWallets(rounds: number): Promise<number[]> {
  const times: number[] = []
  for (let round = 0; round < rounds; round++) {
    const started = performance.now()
    const { close } = await createTestWallet()
    times.push(performance.now() - started)
    await close()
  }
  return times
}
