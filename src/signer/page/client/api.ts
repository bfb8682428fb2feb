import type { Answers } from '../types.js'

/** The signer does not know it. */
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
  const response = await fetch(url)
  if (response.status === 404) throw new NotFoundError('The signer does not know it (any more).')
  if (!response.ok) throw new Error(`The signer answered ${response.status}.`)
  return response.json()
}
