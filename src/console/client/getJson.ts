import type { Responses } from '../types.js'

export class NotFoundError extends Error {
  override readonly name = 'NotFoundError'
}

/**
 * Gets JSON from the page's server. It is not parsed: page and server come from the same build.
 *
 * @param parameters.id Takes the place of `id` in the path. The other parameters go into the query string.
 */
export async function getJson<path extends keyof Responses>(
  path: path,
  { id = '', ...query }: Record<string, string | undefined> = {},
): Promise<Responses[path]> {
  const url = new URL(`/page/${path.replace('/id', `/${encodeURIComponent(id)}`)}`, location.origin)
  for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, value)
  const response = await fetch(url).catch((cause: unknown) => {
    throw new Error(`No response from ${location.host}.`, { cause })
  })
  if (response.status === 404)
    throw new NotFoundError(
      'The signer has no record of this. Without a database file, it forgets everything when it stops.',
    )
  if (!response.ok) throw new Error(`The signer responded with status ${response.status}.`)
  return response.json()
}
