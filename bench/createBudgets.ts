export type Budgets = {
  /** Counts a figure against its budget. @returns the figure as it is printed, with a mark where it does not hold. */
  atMost(limit: number, figure: number, printed: string, what: string): string
  /** The same for what should be large. */
  atLeast(limit: number, figure: number, printed: string, what: string): string
  /** What does not hold, in words. */
  broken(): readonly string[]
}

/**
 * Keeps count of the budgets that a run of the benchmark has broken.
 *
 * @param held Whether the figures mean anything; nothing is broken by those that do not.
 */
export function createBudgets(held: boolean): Budgets {
  const found: string[] = []
  const judge = (holds: boolean, printed: string, verdict: string): string => {
    if (holds || !held) return printed
    found.push(verdict)
    return `${printed} (!)`
  }
  return {
    // A figure that is none is over every budget.
    atMost: (limit, figure, printed, what) => judge(figure <= limit, printed, `${what}: ${printed}, at most ${limit}`),
    atLeast: (limit, figure, printed, what) =>
      judge(figure >= limit, printed, `${what}: ${printed}, at least ${limit}`),
    broken: () => found,
  }
}
