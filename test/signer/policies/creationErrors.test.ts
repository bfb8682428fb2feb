import { expect, test } from 'vitest'
import { describeSigner } from '../describeSigner.js'
import { openPolicyWorld } from './openPolicyWorld.js'

type Expressions = { condition?: string; consensus?: string; time?: string }

// Recorded from production, each whole.
const recorded: [Expressions, string][] = [
  [
    { consensus: '' },
    'invalid policy consensus: Expression cannot be evaluated: parse error: Unrecognized EOF found at 0',
  ],
  [
    { condition: "wallet_account.path == 'm'" },
    'invalid policy condition: Expression cannot be evaluated: field does not exist: path',
  ],
]

/** In the words of the same parser, LALRPOP's. Recorded is the first offset, and the beginning of each. */
const inferred: [Expressions, string][] = [
  [{ condition: 'eth.tx.to == "0x00"' }, 'Invalid token at 13'],
  [{ condition: 'eth.tx.value = 1' }, 'Invalid token at 13'],
  [{ condition: "wallet.label == 'open" }, 'Invalid token at 16'],
  // Offsets are bytes of UTF-8: two, three and four bytes a character.
  [{ condition: "wallet.label == 'ß' & true" }, 'Invalid token at 21'],
  [{ condition: "wallet.label == '€' & true" }, 'Invalid token at 22'],
  [{ condition: "wallet.label == '🔑' & true" }, 'Invalid token at 23'],
  [{ condition: '' }, 'Unrecognized EOF found at 0'],
  [{ condition: '  ' }, 'Unrecognized EOF found at 2'],
  [{ consensus: 'approvers.any(u,' }, 'Unrecognized EOF found at 16'],
  [{ condition: "wallet.label == '🔑' &&" }, 'Unrecognized EOF found at 25'],
  [{ condition: 'true)' }, 'Unrecognized token `)` found at 4:5'],
  [{ condition: "wallet.id 'x'" }, "Unrecognized token `'x'` found at 10:13"],
  [{ condition: "wallet.label == '🔑' '€'" }, "Unrecognized token `'€'` found at 23:28"],
  [{ condition: 'int(eth.tx.data) == 1' }, 'Unrecognized token `int` found at 0:3'],
  [{ time: "CronSpan('0 9 * * *', '8d', 'UTC')" }, 'Unrecognized token `CronSpan` found at 0:8'],
]

describeSigner('errors of creating a policy', {}, (context) => {
  const create = async (expressions: Expressions) => {
    const world = await openPolicyWorld(context)
    const policy = { policyName: 'Wrong', effect: 'EFFECT_ALLOW', notes: '', ...expressions }
    return world.submit(world.root, 'ACTIVITY_TYPE_CREATE_POLICY_V3', policy)
  }
  const refused = (message: string) => ({ status: 400, body: { code: 3, message } })

  test.each(recorded)('%o, as production says it', async (expressions, message) => {
    expect(await create(expressions)).toMatchObject(refused(message))
  })

  test.each(inferred)('%o does not parse', async (expressions, message) => {
    const [field] = Object.keys(expressions)
    expect(await create(expressions)).toMatchObject(
      refused(`invalid policy ${field}: Expression cannot be evaluated: parse error: ${message}`),
    )
  })

  test.each([
    [{ condition: 'nothing' }, 'keyword does not exist: nothing'],
    [{ condition: 'approvers.count() == 1' }, 'keyword does not exist: approvers'],
    [{ consensus: "approvers.any(u, u.name == 'x')" }, 'field does not exist: name'],
    [{ condition: "private_key.address == '0x00'" }, 'field does not exist: address'],
    [{ condition: 'solana.tx.transfers.count == 1' }, 'field does not exist: count'],
    [{ time: 'time.later' }, 'field does not exist: later'],
  ])('%o names what does not exist', async (expressions, message) => {
    const [field] = Object.keys(expressions)
    expect(await create(expressions)).toMatchObject(
      refused(`invalid policy ${field}: Expression cannot be evaluated: ${message}`),
    )
  })

  test('the first field that is wrong is named, of the first policy that is', async () => {
    const world = await openPolicyWorld(context)
    const policies = [{}, { time: 'x', consensus: 'y' }, { condition: 'z' }].map((expressions, index) => ({
      policyName: `${index}`,
      effect: 'EFFECT_ALLOW',
      notes: '',
      ...expressions,
    }))
    const answer = await world.submit(world.root, 'ACTIVITY_TYPE_CREATE_POLICIES', { policies })
    expect(answer).toMatchObject(
      refused('invalid policy consensus: Expression cannot be evaluated: keyword does not exist: y'),
    )
  })
})
