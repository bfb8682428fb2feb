import { test } from 'vitest'
import { endUnderLoad } from '../signer/durability.js'

test('kept what it promised when killed under load, 200 times', () => endUnderLoad('SIGKILL', 200))
