import { test } from 'vitest'
import { run } from '../../scripts/lib/run.ts'
import { tsc } from '../../scripts/lib/tsc.ts'

// The root's `tsc` leaves this folder out: its packages are installed here and not by `npm ci`.
test('these tests are typed, and the libraries take the account without a cast', async () => {
  await run(process.execPath, [tsc, '--noEmit', '-p', 'test/consumers'])
})
