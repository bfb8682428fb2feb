import { styleText } from 'node:util'

type Show = (name: string, value: string | number | bigint) => void

export type Report = {
  title(text: string, facts: Record<string, string>): void
  /** Runs a step and prints what it shows, its prompts and its time; says which step it was that failed. */
  step<result>(name: string, run: (show: Show) => Promise<result>): Promise<result>
  end(): void
  staysUp(facts: Record<string, string>): void
}

/** Prints the journey for a person. `countPrompts` tells how often the passkey has been asked so far. */
export function createReport(countPrompts: () => number): Report {
  const print = (text = ''): void => console.log(text)
  const line: Show = (name, value) => print(`     ${styleText('dim', name.padEnd(17))} ${value}`)
  const facts = (entries: Record<string, string>): void => {
    for (const [name, value] of Object.entries(entries)) line(name, value)
  }
  const started = performance.now()
  let steps = 0

  return {
    title(text, entries) {
      print(`\n  ${styleText('bold', text)}\n`)
      facts(entries)
    },

    async step(name, run) {
      const number = String(++steps).padStart(3)
      const [prompts, start] = [countPrompts(), performance.now()]
      const shown: Parameters<Show>[] = []
      const result = await run((...fact) => shown.push(fact)).catch((error) => {
        print(`\n${styleText('red', number)}  ${styleText('bold', name)}  ${styleText('red', 'failed')}`)
        for (const fact of shown) line(...fact)
        throw error
      })
      const took = `${plural(countPrompts() - prompts, 'prompt')}, ${Math.round(performance.now() - start)} ms`
      print(`\n${styleText('green', number)}  ${styleText('bold', name.padEnd(46))} ${styleText('dim', took)}`)
      for (const fact of shown) line(...fact)
      return result
    },

    end() {
      const took = ((performance.now() - started) / 1000).toFixed(1)
      print(`\n  ${styleText('green', 'Done')}: ${steps} steps, ${plural(countPrompts(), 'prompt')}, ${took} s.\n`)
    },

    staysUp(entries) {
      print(`  ${styleText('bold', 'All of it stays up')} until Ctrl-C:\n`)
      facts(entries)
      print()
    },
  }
}

function plural(count: number, name: string): string {
  return `${count} ${name}${count === 1 ? '' : 's'}`
}
