import { test } from 'vitest'
import { killUnderLoad } from '../signer/durability.js'

test('kept what it promised when killed under load, 200 times', () => killUnderLoad(200))
