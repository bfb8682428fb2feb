import { readFileSync, writeFileSync } from 'node:fs'
import { Session } from 'node:inspector/promises'
import { StatementSync } from 'node:sqlite'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/**
 * Preloaded into the signer's process. Answers the benchmark's messages with the process's CPU time so far, its memory, and a CPU profile.
 */
const session = new Session()
let stopCounting = (): number => 0
const handlers: Record<string, () => unknown> = {
  cpu: () => {
    const { user, system } = process.cpuUsage()
    return user + system
  },
  // Collects garbage, and starts the measurement of the peak anew, which only Linux can.
  restingMemory: () => {
    setFlagsFromString('--expose-gc')
    runInNewContext('gc')()
    if (process.platform === 'linux') writeFileSync('/proc/self/clear_refs', '5')
    return process.memoryUsage.rss()
  },
  peakMemory: () => {
    if (process.platform !== 'linux') return process.resourceUsage().maxRSS * 1024
    return Number(/^VmHWM:\s+([0-9]+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024
  },
  // Counted apart from what is measured, because it makes each statement a little slower.
  startCommits: () => {
    let commits = 0
    const { run } = StatementSync.prototype
    StatementSync.prototype.run = function (...parameters) {
      if (this.sourceSQL === 'COMMIT') commits++
      return Reflect.apply(run, this, parameters)
    }
    stopCounting = () => {
      StatementSync.prototype.run = run
      return commits
    }
    return null
  },
  stopCommits: () => stopCounting(),
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
