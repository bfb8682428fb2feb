import type { Reporter, TestCase, TestModule } from 'vitest/node'

/** Prints a table of all attacks: what was tried, what came of it. */
export default class TableReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const failed: TestCase[] = []
    let total = 0
    for (const module of modules) {
      for (const error of module.errors()) console.error(error.stack ?? error.message)
      for (const suite of module.children.allSuites()) {
        console.log(`\n${suite.name}`)
        const attacks = [...suite.children.allTests()]
        const width = Math.max(...attacks.map(({ name }) => name.length))
        for (const test of attacks) {
          total++
          const passed = test.result().state === 'passed'
          if (!passed) failed.push(test)
          console.log(`  ${passed ? '✓' : '✗'} ${test.name.padEnd(width)}  ${test.meta().outcome ?? 'no outcome'}`)
        }
      }
    }
    for (const test of failed)
      console.error(
        `\n${test.name}\n${test
          .result()
          .errors?.map(({ message }) => message)
          .join('\n')}`,
      )
    console.log(`\n${total} attacks, ${failed.length} of them with another outcome than expected`)
  }
}
