import type { Answers } from '../types.js'

/** There is no such thing. */
export class NotFoundError extends Error {
  override readonly name = 'NotFoundError'
}

/** What the signer tells the page: both come out of the same build. `id` stands in the path where that says so. */
export async function get<path extends keyof Answers>(
  path: path,
  { id = '', ...query }: Record<string, string | undefined> = {},
): Promise<Answers[path]> {
  const url = new URL(`/page/${path.replace('/id', `/${encodeURIComponent(id)}`)}`, location.origin)
  for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, value)
  const response = await fetch(url).catch((cause: unknown) => {
    throw new Error(`Nothing answers at ${location.host}.`, { cause })
  })
  if (response.status === 404)
    throw new NotFoundError(
      'The signer does not know it, or not any more. In memory, everything is gone when it stops.',
    )
  if (!response.ok) throw new Error(`The signer answered ${response.status}.`)
  return response.json()
}
