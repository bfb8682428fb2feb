import type { FetchFn } from 'viem-passkey-account'

/** An answer as JSON, to be changed at will. */
export type Answer = Awaited<ReturnType<Response['json']>>

/** Changes an answer, or returns another one. It may ask something else of the signer with what was sent. */
export type Lie = (answer: Answer, request: Request) => unknown

/** Answers in the signer's place: what was sent does not arrive. */
export type Refusal = { instead: (request: Request) => Response | Promise<Response> }

/** A transport that passes requests on and lies about the answers of some endpoints, such as `list_wallet_accounts`. */
export function lie(fetchFn: FetchFn, lies: { [endpoint: string]: Lie | Refusal }): FetchFn {
  return async (request) => {
    const change = new Map(Object.entries(lies)).get(request.url.split('/').at(-1) ?? '')
    if (!change) return fetchFn(request)
    if (typeof change === 'object') return change.instead(request)
    const copy = request.clone()
    const response = await fetchFn(request)
    const answer = await response.json()
    return Response.json((await change(answer, copy)) ?? answer, { status: response.status })
  }
}

/** A refusal in the signer's form. */
export function refuse(status: number, code: number, turnkeyErrorCode?: string): Refusal {
  const error = { code, message: 'no', details: [], ...(turnkeyErrorCode && { turnkeyErrorCode }) }
  return { instead: () => Response.json(error, { status }) }
}
