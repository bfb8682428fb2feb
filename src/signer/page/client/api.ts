/** The signer does not know it. */
export class NotFoundError extends Error {
  override readonly name = 'NotFoundError'
}

/** What the signer tells the page, in the types of `../types.ts`: both come out of the same build. */
export async function get<answer>(path: string, query: Record<string, string | undefined> = {}): Promise<answer> {
  const url = new URL(`/page/${path}`, location.origin)
  for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, value)
  const response = await fetch(url)
  if (response.status === 404) throw new NotFoundError('The signer does not know it (any more).')
  if (!response.ok) throw new Error(`The signer answered ${response.status}.`)
  return response.json()
}
