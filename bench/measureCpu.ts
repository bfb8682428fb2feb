/** Measures the CPU time of `work` in microseconds, after as many rounds of warm-up. */
export function measureCpu(rounds: number, work: (round: number) => unknown): number {
  for (let round = 0; round < rounds; round++) work(round)
  const before = process.cpuUsage()
  for (let round = 0; round < rounds; round++) work(rounds + round)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / rounds
}
