import { test } from 'vitest'
import { endUnderLoad } from '../signer/durability.js'

test('loses nothing it has answered when killed under load, 200 times', () => endUnderLoad('SIGKILL', 200))
