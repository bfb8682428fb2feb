import { test } from 'vitest'
import { run } from '../../../scripts/lib/run.ts'
import { tsc } from '../../../scripts/lib/tsc.ts'
import { describeLifecycle } from '../lifecycle.js'
import { describeMatrix } from '../matrix.js'
import type { Core } from '../openDapp.js'

// Not typed: the packages are installed here and not by `npm ci`.
const versions: [string, string][] = [
  ['2.17.3', 'wagmi-core-2.17'],
  ['2.22.1', 'wagmi-core-2.22'],
]

for (const [version, name] of versions) {
  const load = async (): Promise<Core> => import(name)
  describeMatrix(version, load)
  describeLifecycle(version, load)
}

test.each(['2.17', '2.22'])('the types fit those of %s', async (version) => {
  await run(process.execPath, [tsc, '--noEmit', '-p', `test/wagmi/installed/tsconfig.${version}.json`])
})
