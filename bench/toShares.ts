import type { Profiler } from 'node:inspector'

/** The signer's functions that make up each step, including what they call. */
const steps: Record<string, readonly string[]> = {
  parse: ['findRoute', 'readUtf8', 'readJsonObject', 'readStamp', 'prepare'],
  'verify the stamp': ['verifyApiKeyStamp', 'readAssertion', 'verifies'],
  sign: ['signDigest', 'signNatively'],
  commit: ['commitTurn'],
  'look-ups, records, response': ['runSteps'],
}
const rest = 'HTTP and the rest'
const garbageCollection = 'garbage collection'
const idle = '(idle)'

export type Shares = Record<string, number>

/** Computes each step's share of the time the main thread was busy. @throws if a step's functions are not in the profile. */
export function toShares({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): Shares {
  const stepOf = new Map<number, string>()
  const findStep = (node: Profiler.ProfileNode, parentStep: string): string => {
    const { functionName, url } = node.callFrame
    if (functionName === idle) return idle
    if (functionName === '(garbage collector)') return garbageCollection
    // SQLite's and Node's native functions have names like ours, but no file.
    if (url === '') return parentStep
    // The innermost step counts.
    return Object.keys(steps).find((step) => steps[step]?.includes(functionName)) ?? parentStep
  }
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const visit = (node: Profiler.ProfileNode, parentStep: string): void => {
    const step = findStep(node, parentStep)
    stepOf.set(node.id, step)
    for (const id of node.children ?? []) {
      const child = byId.get(id)
      if (child !== undefined) visit(child, step)
    }
  }
  const [root] = nodes
  if (root !== undefined) visit(root, rest)

  const times: Record<string, number> = {}
  samples.forEach((id, index) => {
    const step = stepOf.get(id) ?? rest
    times[step] = (times[step] ?? 0) + (timeDeltas[index] ?? 0)
  })
  delete times[idle]
  const total = Object.values(times).reduce((sum, time) => sum + time, 0)
  const shares: Shares = {}
  for (const step of [...Object.keys(steps), rest, garbageCollection]) {
    const time = times[step] ?? 0
    if (steps[step] !== undefined && time === 0)
      throw new Error(`The profile has none of ${steps[step].join(', ')}. Update the names in bench/toShares.ts.`)
    shares[step] = time / total
  }
  return shares
}
