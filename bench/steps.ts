import type { Profiler } from 'node:inspector'

/** The functions of the signer that a step goes through, whatever they call included. */
const steps: Record<string, readonly string[]> = {
  parse: ['findRoute', 'readUtf8', 'readJsonObject', 'readStamp', 'prepare'],
  'stamp check': ['verifyStamp'],
  sign: ['signDigest'],
  commit: ['commitTurn'],
  'look-ups, records, answer': ['run'],
}
const others = 'HTTP and the rest'
const collector = '(garbage collector)'
const idle = '(idle)'

export type Shares = Record<string, number>

/** The share of each step in the time that the main thread was busy. @throws when a step's functions are nowhere to be found. */
export function sharesOf({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): Shares {
  const stepOf = new Map<number, string>()
  const name = (node: Profiler.ProfileNode, above: string): string => {
    const { functionName } = node.callFrame
    if (functionName === idle) return idle
    if (functionName === collector) return 'garbage collection'
    const own = Object.keys(steps).find((step) => steps[step]?.includes(functionName))
    // Of two steps within each other the inner one counts.
    return own ?? above
  }
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const visit = (node: Profiler.ProfileNode, above: string): void => {
    const step = name(node, above)
    stepOf.set(node.id, step)
    for (const id of node.children ?? []) {
      const child = byId.get(id)
      if (child !== undefined) visit(child, step)
    }
  }
  const [root] = nodes
  if (root !== undefined) visit(root, others)

  const times: Record<string, number> = {}
  samples.forEach((id, at) => {
    const step = stepOf.get(id) ?? others
    times[step] = (times[step] ?? 0) + (timeDeltas[at] ?? 0)
  })
  delete times[idle]
  const total = Object.values(times).reduce((sum, time) => sum + time, 0)
  const shares: Shares = {}
  for (const step of [...Object.keys(steps), others, 'garbage collection']) {
    const time = times[step] ?? 0
    if (steps[step] !== undefined && time === 0)
      throw new Error(`None of ${steps[step].join(', ')} is in the profile: bench/steps.ts names what is gone.`)
    shares[step] = time / total
  }
  return shares
}
