import { Session } from 'node:inspector/promises'

/**
 * Preloaded into the signer's process. Answers the benchmark's messages with the process's CPU time so far, and with a CPU profile.
 */
const session = new Session()
const handlers: Record<string, () => unknown> = {
  cpu: () => {
    const { user, system } = process.cpuUsage()
    return user + system
  },
  startProfile: async () => {
    session.connect()
    await session.post('Profiler.enable')
    await session.post('Profiler.setSamplingInterval', { interval: 200 })
    await session.post('Profiler.start')
    return null
  },
  stopProfile: async () => {
    const { profile } = await session.post('Profiler.stop')
    session.disconnect()
    return profile
  },
}
process.on('message', async (message) => process.send?.(await handlers[String(message)]?.()))
// Do not keep the process alive.
process.channel?.unref()
