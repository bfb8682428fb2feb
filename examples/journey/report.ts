import { styleText } from 'node:util'

type Show = (name: string, value: string | number | bigint) => void

export type Report = {
  title(text: string, facts: Record<string, string>): void
  /** Runs a step and prints its facts, prompts and duration. If it fails, prints which step failed. */
  step<result>(name: string, run: (show: Show) => Promise<result>): Promise<result>
  summary(): void
  running(facts: Record<string, string>): void
}

/** Prints the journey for a person. `countPrompts` returns the number of passkey prompts so far. */
export function createReport(countPrompts: () => number): Report {
  const print = (text = ''): void => console.log(text)
  const printFact: Show = (name, value) => print(`     ${styleText('dim', name.padEnd(18))} ${value}`)
  const printFacts = (facts: Record<string, string>): void => {
    for (const [name, value] of Object.entries(facts)) printFact(name, value)
  }
  const start = performance.now()
  let steps = 0

  return {
    title(text, facts) {
      print(`\n  ${styleText('bold', text)}\n`)
      printFacts(facts)
    },

    async step(name, run) {
      const number = String(++steps).padStart(3)
      const [promptsBefore, stepStart] = [countPrompts(), performance.now()]
      const facts: Parameters<Show>[] = []
      const result = await run((...fact) => facts.push(fact)).catch((error) => {
        print(`\n${styleText('red', number)}  ${styleText('bold', name)}  ${styleText('red', 'failed')}`)
        for (const fact of facts) printFact(...fact)
        throw error
      })
      const cost = `${prompts(countPrompts() - promptsBefore)}, ${Math.round(performance.now() - stepStart)} ms`
      print(`\n${styleText('green', number)}  ${styleText('bold', name.padEnd(50))} ${styleText('dim', cost)}`)
      for (const fact of facts) printFact(...fact)
      return result
    },

    summary() {
      const seconds = ((performance.now() - start) / 1000).toFixed(1)
      print(`\n  ${styleText('green', 'Done:')} ${steps} steps, ${prompts(countPrompts())}, ${seconds} s\n`)
    },

    running(facts) {
      print(`  ${styleText('bold', 'Everything keeps running')} until you press Ctrl-C.\n`)
      printFacts(facts)
      print()
    },
  }
}

function prompts(count: number): string {
  if (count === 0) return 'no prompt'
  return `${count} ${count === 1 ? 'prompt' : 'prompts'}`
}
