import { Session } from 'node:inspector/promises'

/**
 * Loaded into the signer's process ahead of it. Answers the bench over the channel between parent and child: what the
 * process has used of the processor so far, and what it does with it.
 */
const session = new Session()
const answers: Record<string, () => unknown> = {
  cpu: () => {
    const { user, system } = process.cpuUsage()
    return user + system
  },
  profile: async () => {
    session.connect()
    await session.post('Profiler.enable')
    await session.post('Profiler.setSamplingInterval', { interval: 200 })
    await session.post('Profiler.start')
    return null
  },
  profiled: async () => {
    const { profile } = await session.post('Profiler.stop')
    session.disconnect()
    return profile
  },
}
process.on('message', async (question) => process.send?.(await answers[String(question)]?.()))
// The signer runs as long as it would without.
process.channel?.unref()
