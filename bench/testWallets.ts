import { createTestWallet } from 'viem-passkey-account/testing/node'

/** In a process of its own, so that its first call is one: tells how long each of as many calls as its argument says took, in milliseconds. */
const times: number[] = []
for (let round = 0; round < Number(process.argv[2]); round++) {
  const start = performance.now()
  const { close } = await createTestWallet()
  times.push(performance.now() - start)
  await close()
}
process.send?.(times)
