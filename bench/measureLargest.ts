import { largestRequests } from './largest/largestRequests.ts'
import type { LargestRequest } from './largest/world.ts'
import { stampHeader } from './stampedRequest.ts'
import type { StartedSigner } from './startSigner.ts'

export type Cost = Pick<LargestRequest, 'path' | 'what'> & {
  status: number
  /** Processor time of the signer in milliseconds: for so long all others wait. */
  cpuMs: number
  /** How much its memory grew at most, in MiB. */
  growth: number
  /** Length of the answer in MB. */
  megabytes: number
}

/**
 * Measures the largest requests of every endpoint, one after the other. `test/signer/limits.test.ts` checks that there is one for each.
 *
 * @param share Part of the limits up to which organizations are filled.
 */
export async function* measureLargest(signer: StartedSigner, share: number): AsyncGenerator<Cost, void, undefined> {
  const post = async ({ path, body, caller }: LargestRequest): Promise<{ status: number; text: string }> => {
    const json = JSON.stringify(body)
    const response = await fetch(`${signer.url}/public/v1/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-stamp': stampHeader(json, caller) },
      body: json,
    })
    return { status: response.status, text: await response.text() }
  }
  const requests = largestRequests({
    signer,
    share,
    async send(request) {
      const { status, text } = await post(request)
      if (status !== 200) throw new Error(`${request.path}: ${status} ${text.slice(0, 500)}`)
      return JSON.parse(text)
    },
  })
  for (let next = await requests.next(); !next.done; ) {
    const { path, what } = next.value
    const [resting, cpuBefore] = [await signer.restingMemory(), await signer.cpu()]
    const { status, text } = await post(next.value)
    const cpuMs = ((await signer.cpu()) - cpuBefore) / 1000
    const growth = ((await signer.peakMemory()) - resting) / 2 ** 20
    yield { path, what, status, cpuMs, growth, megabytes: text.length / 1e6 }
    next = await requests.next(JSON.parse(text))
  }
}
