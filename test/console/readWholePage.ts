import type { LocalSigner } from 'viem-passkey-account/signer'
import { at } from '../signer/testClient.js'

/** Reads all activities and the first page of organizations from the signer's page. Returns the number of activities. */
export async function readWholePage({ page }: Pick<LocalSigner, 'page'>): Promise<number> {
  const read = async (path: string): Promise<unknown> => {
    const response = await page(new Request(`http://localhost${path}`))
    const text = await response.text()
    if (response.status !== 200) throw new Error(`${path} was answered with ${response.status}: ${text}`)
    return JSON.parse(text)
  }
  let count = 0
  let hasMore: unknown = true
  for (let from = ''; hasMore === true; ) {
    const list = await read(`/page/activities?from=${from}`)
    const activities = at(list, 'activities')
    if (!Array.isArray(activities)) throw new Error('there is no list of activities')
    for (const { id, title } of activities) {
      if (title.length > 300) throw new Error(`a title has ${title.length} characters: ${title.slice(0, 100)}`)
      await read(`/page/activities/${id}`)
      from = id
      count += 1
    }
    hasMore = at(list, 'hasMore')
  }
  await read('/page/organizations')
  return count
}
