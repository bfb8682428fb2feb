import { buildContracts } from './contracts.ts'
import { parseStartOptions, startHelp, UsageError } from './lib/parseStartOptions.ts'
import { pack } from './pack.ts'

try {
  const options = parseStartOptions(process.argv.slice(2))
  if (options === 'help') console.log(startHelp)
  else {
    // Builds what the journey needs, so that it reads like an app that depends on the published package.
    await Promise.all([buildContracts(), pack({ types: false })])
    const { start }: typeof import('../examples/journey/index.ts') = await import(
      new URL('../examples/journey/index.ts', import.meta.url).href
    )
    await start(options)
  }
} catch (error) {
  if (!(error instanceof UsageError)) throw error
  console.error(error.message)
  process.exitCode = 2
}
