import { formatCount } from './format.ts'

/** What an action has cost so far. */
export type Meter = {
  prompts: number
  /** The URLs. */
  requests: string[]
  /** The id of each activity that the signer answered with. */
  activities: Promise<string | undefined>[]
}

/** Counts for the page to show. An app needs none of this. */
export const meter: Meter = { prompts: 0, requests: [], activities: [] }

export function resetMeter(): void {
  Object.assign(meter, { prompts: 0, requests: [], activities: [] })
}

/** Counts the prompts where the browser is asked for them. */
export function countPrompts(): void {
  const { credentials } = navigator
  // Missing where there is no WebAuthn.
  if (!credentials) return
  const get = credentials.get.bind(credentials)
  const create = credentials.create.bind(credentials)
  credentials.get = (options) => {
    // Autofill is no prompt.
    if (options?.mediation !== 'conditional') meter.prompts += 1
    return get(options)
  }
  credentials.create = (options) => {
    meter.prompts += 1
    return create(options)
  }
}

/** Sends a request, and remembers where it went and what it was to the signer. */
export async function countedFetch(request: Request): Promise<Response> {
  meter.requests.push(request.url)
  const response = await fetch(request)
  meter.activities.push(readActivityId(response.clone()))
  return response
}

/** "1 prompt · 2 requests directly to the signer" */
export function describeCost(): string {
  const { prompts, requests } = meter
  const routes = [...new Set(requests.map(describeRoute))].join(' and ')
  return `${formatCount(prompts, 'prompt')} · ${formatCount(requests.length, 'request')} ${routes}`.trimEnd()
}

/** The last activity, if the signer answered with one. Waits for an answer that does not end no longer than a second. */
export async function lastActivity(): Promise<string | undefined> {
  const second = new Promise<[]>((resolve) => setTimeout(resolve, 1000, []))
  const ids = await Promise.race([Promise.all(meter.activities), second])
  return ids.findLast((id) => id !== undefined)
}

function describeRoute(url: string): string {
  const { origin, pathname } = new URL(url)
  if (origin !== location.origin) return 'directly to the signer'
  return pathname === '/api/sign-up' ? 'to the sign-up handler' : 'via your server'
}

async function readActivityId(response: Response): Promise<string | undefined> {
  const body: unknown = await response.json().catch(() => undefined)
  const activity = isObject(body) ? body.activity : undefined
  return isObject(activity) && typeof activity.id === 'string' ? activity.id : undefined
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
