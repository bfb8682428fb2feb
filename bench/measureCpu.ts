/** Measures the CPU time of `work` in microseconds, after as many rounds of warm-up. */
export function measureCpu(rounds: number, work: () => unknown): number {
  for (let round = 0; round < rounds; round++) work()
  const before = process.cpuUsage()
  for (let round = 0; round < rounds; round++) work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / rounds
}
