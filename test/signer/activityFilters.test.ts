import { expect, test } from 'vitest'
import { describeSigner } from './describeSigner.js'
import { at, keyPair } from './testClient.js'

const types = [
  'ACTIVITY_TYPE_CREATE_WALLET',
  'ACTIVITY_TYPE_CREATE_PRIVATE_KEYS_V2',
  'ACTIVITY_TYPE_UPDATE_USER_NAME',
  'ACTIVITY_TYPE_SIGN_TRANSACTION_V2',
]
const statuses = [
  'ACTIVITY_STATUS_COMPLETED',
  'ACTIVITY_STATUS_FAILED',
  'ACTIVITY_STATUS_REJECTED',
  'ACTIVITY_STATUS_CONSENSUS_NEEDED',
]

type Listed = { id: string; type: string; status: string }

describeSigner('list_activities', { faults: true }, (context) => {
  test('returns what the filters leave, in the order of all, from every cursor', async () => {
    const { signer, submit, query } = context
    const root = keyPair()
    const { id: organizationId } = await context.createSubOrganization([{ apiKeys: [root] }])
    for (const kind of ['consensus', 'rejected', 'failed', undefined, undefined, 'failed', 'rejected'] as const)
      for (const type of types.slice(0, kind === 'rejected' ? 2 : 4)) {
        if (kind !== undefined) signer.addFault({ kind })
        await submit(root, type, parametersOf(type), { organizationId })
        signer.clearFaults()
      }
    // The parent's own are never among them.
    await submit(signer.apiKey, 'ACTIVITY_TYPE_CREATE_WALLET', { walletName: 'Other' })

    const list = async (body: Record<string, unknown>): Promise<Listed[]> => {
      const found = await query(root, 'list_activities', organizationId, body)
      const activities = at(found.body, 'activities')
      if (!Array.isArray(activities)) throw new Error(found.text)
      return activities
    }
    const all = await list({ paginationOptions: { limit: '100' } })
    expect(all).toHaveLength(24)
    expect(all.map(({ id }) => id)).toEqual(
      all
        .map(({ id }) => id)
        .sort()
        .reverse(),
    )
    const cursors = [undefined, all[0], all[9], all.at(-1)].map((activity) => activity?.id)
    for (const filterByType of [[], types.slice(0, 1), types.slice(1, 3), ['ACTIVITY_TYPE_STAMP_LOGIN']])
      for (const filterByStatus of [[], statuses.slice(0, 1), statuses.slice(1, 4), [...statuses, ...statuses]])
        for (const after of cursors)
          for (const before of cursors) {
            const left = all.filter(
              ({ id, type, status }) =>
                (filterByType.length === 0 || filterByType.includes(type)) &&
                (filterByStatus.length === 0 || filterByStatus.includes(status)) &&
                (after === undefined || id < after) &&
                (before === undefined || id > before),
            )
            // With only `before`, the page ends there.
            const page = before !== undefined && after === undefined ? left.slice(-3) : left.slice(0, 3)
            const paginationOptions = { limit: '3', before: before ?? null, after: after ?? null }
            expect(await list({ filterByType, filterByStatus, paginationOptions })).toEqual(page)
          }
  })
})

/** The activities with these fail: what they name does not exist, but for the first two types. */
function parametersOf(type: string): unknown {
  const name = crypto.randomUUID()
  switch (type) {
    case 'ACTIVITY_TYPE_CREATE_WALLET':
      return { walletName: name, accounts: [] }
    case 'ACTIVITY_TYPE_CREATE_PRIVATE_KEYS_V2':
      return {
        privateKeys: [{ privateKeyName: name, curve: 'CURVE_SECP256K1', privateKeyTags: [], addressFormats: [] }],
      }
    case 'ACTIVITY_TYPE_UPDATE_USER_NAME':
      return { userId: name, userName: name }
    default:
      return { signWith: name, unsignedTransaction: 'c0', type: 'TRANSACTION_TYPE_ETHEREUM' }
  }
}
