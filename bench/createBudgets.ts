export type Budgets = {
  /** Checks an upper limit. @returns `text`, with a mark if the figure exceeds it. */
  atMost(limit: number, figure: number, text: string, name: string): string
  /** Checks a lower limit. */
  atLeast(limit: number, figure: number, text: string, name: string): string
  /** Compares with a goal, which is no limit. @returns `text`, with a word if the figure is below it. */
  goalAtLeast(goal: number, figure: number, text: string): string
  /** The figures outside their limits, described. */
  violations(): readonly string[]
}

/**
 * Checks the benchmark's figures against their budgets.
 *
 * @param enforced Pass `false` for a quick run, whose figures mean nothing.
 */
export function createBudgets(enforced: boolean): Budgets {
  const violations: string[] = []
  const check = (isWithin: boolean, text: string, violation: string): string => {
    if (isWithin || !enforced) return text
    violations.push(violation)
    return `${text} (!)`
  }
  return {
    // NaN violates every limit.
    atMost: (limit, figure, text, name) => check(figure <= limit, text, `${name}: ${text}, at most ${limit}`),
    atLeast: (limit, figure, text, name) => check(figure >= limit, text, `${name}: ${text}, at least ${limit}`),
    goalAtLeast: (goal, figure, text) => (figure >= goal || !enforced ? text : `${text} (missed)`),
    violations: () => violations,
  }
}
