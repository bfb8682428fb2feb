import { createHash } from 'node:crypto'
import type { ActivityResponse } from '../wire/activity.js'
import { castVote } from './activities/castVote.js'
import type { ActivityOverride, Submission } from './activities/submission.js'
import { submit } from './activities/submit.js'
import { allowByRootQuorum } from './auth/access/allowByRootQuorum.js'
import { allowOwnCredentials } from './auth/access/allowOwnCredentials.js'
import { askAuthenticators } from './auth/access/askAuthenticators.js'
import { askPolicies } from './auth/access/askPolicies.js'
import { decideBy } from './auth/access/decideBy.js'
import { denyByDefault } from './auth/access/denyByDefault.js'
import { limitByScope } from './auth/access/limitByScope.js'
import { type Authenticated, authenticate } from './auth/stamps/authenticate.js'
import { readStamp } from './auth/stamps/readStamp.js'
import type { RequestContext, SignerContext } from './context.js'
import { noRoom, smallAnswer } from './http/createAnswers.js'
import { findRoute, type Route } from './http/findRoute.js'
import { respond } from './http/respond.js'
import { createPeopleReader } from './policyEngine/createPeopleReader.js'
import { assertTime } from './protocol/assertTime.js'
import type { SignerRequest, SignerResponse } from './protocol/messages.js'
import { isUuid } from './protocol/parse.js'
import { parseBody } from './protocol/parseBody.js'
import { badRequest, notFound, unauthenticated, unavailable, unimplemented } from './protocol/WireError.js'
import { serializeActivity } from './serialize/serializeActivity.js'
import type { OrganizationRow } from './store/organizations.js'

/**
 * Answers one request, once everything the response says is on disk.
 *
 * @param override Called before a new activity is executed. If it returns a status, the activity gets that status instead.
 *   Faults use it.
 */
export function handleRequest(
  signer: SignerContext,
  request: SignerRequest,
  override?: () => ActivityOverride | undefined,
): Promise<SignerResponse> {
  return respond(signer, request, async () => {
    let changedId: string | undefined
    const onActivity = (id: string): void => {
      changedId = id
    }
    let release: (() => void) | undefined
    try {
      const body = JSON.stringify(runSteps(signer, request, onActivity, override))
      release = signer.answers.hold(body, changedId !== undefined)
      // Refusals wait as well: they may depend on what other requests of this turn have written. If the commit fails, its error
      // replaces the result.
      await signer.store.settled()
      return { body, release }
    } catch (error) {
      release?.()
      await signer.store.settled()
      throw error
    } finally {
      if (changedId !== undefined) signer.feed.note(changedId)
    }
  })
}

/** Who may do what, in production's order: https://docs.turnkey.com/features/organizations#policy-evaluation */
const decide = decideBy([
  limitByScope,
  askAuthenticators,
  denyByDefault,
  allowByRootQuorum,
  askPolicies,
  allowOwnCredentials,
])

/** Every step of a request, in order. All of it is synchronous, so that no other request runs in between. */
function runSteps(
  signer: SignerContext,
  request: SignerRequest,
  onActivity: (id: string) => void,
  override: (() => ActivityOverride | undefined) | undefined,
): unknown {
  const arrivedMs = performance.now()
  const route = findRoute(request)
  if (!signer.store.isOpen()) throw unavailable('the signer is closed')
  if (signer.answers.isFull() && mayAnswerMuch(route, request)) throw noRoom()
  const { text, json } = parseBody(request)

  const stamp = readStamp(request.headers, route.kind)
  const organization = findOrganization(signer, json.organizationId)
  const authenticated = authenticate(signer, { stamp, body: request.body, organization, route })
  const { verifiedStamp } = authenticated
  const context: RequestContext = { ...signer, onActivity, ...toParties(signer, organization, authenticated, route) }

  if (route.kind === 'query') return route.definition.run(context, json)

  const type = readType(route, json.type)
  assertTime(json.timestampMs, signer.now())
  const fingerprint = `sha256:${createHash('sha256').update(request.body).digest('hex')}`
  const submission: Submission = { type, text, parameters: json.parameters, fingerprint, verifiedStamp, arrivedMs }
  signer.store.begin()
  const { activity, known, error } =
    route.kind === 'vote'
      ? signer.store.write(() => castVote(context, route.definition, submission, decide))
      : submit(context, route.definition, submission, decide, override)
  if (error !== undefined) throw error
  return { activity: serializeActivity(context, activity, known) } satisfies ActivityResponse
}

/** Tells whether a request may change something and have a long answer. It is refused before it does, not afterwards. */
function mayAnswerMuch({ kind, definition }: Route, { body }: SignerRequest): boolean {
  // A vote is answered with the activity that it is on, and each of a thousand empty payloads with a signature.
  if (kind === 'vote' || definition.path === 'sign_raw_payloads') return true
  // Another activity is answered with what was posted, twice.
  return kind === 'activity' && body.length > smallAnswer / 4
}

function findOrganization(signer: SignerContext, id: unknown): OrganizationRow {
  if (typeof id !== 'string' || !isUuid(id))
    throw badRequest('malformed organization ID provided', 'INVALID_ORGANIZATION_ID')
  const organization = signer.store.organizations.byId(id)
  if (organization === undefined)
    throw notFound(`no organization found with the given ID: ${id}`, 'ORGANIZATION_NOT_FOUND')
  return organization
}

/** Who asks, and which organization the request is for. */
function toParties(
  signer: SignerContext,
  requestedOrganization: OrganizationRow,
  { organizationId, userId, session }: Authenticated,
  { definition }: Route,
): Pick<RequestContext, 'user' | 'organization' | 'people' | 'caller'> {
  const homeOrganization =
    organizationId === requestedOrganization.id
      ? requestedOrganization
      : signer.store.organizations.byId(organizationId)
  const user = signer.store.users.byId(organizationId, userId)
  if (homeOrganization === undefined || user === undefined)
    throw unauthenticated('no valid authentication signature found for request', 'UNAUTHENTICATED')
  const resolves = definition.resolvesOrganization && homeOrganization.parentId === requestedOrganization.id
  const organization = resolves ? homeOrganization : requestedOrganization
  return {
    user,
    organization,
    people: createPeopleReader(signer.store, organization.id),
    caller: { organizationId, userId, inRootQuorum: user.inRootQuorum, ...(session === undefined ? {} : { session }) },
  }
}

/** @throws unless the body's `type` belongs to its path. */
function readType(route: Exclude<Route, { kind: 'query' }>, type: unknown): string {
  if (typeof type !== 'string') throw badRequest('invalid request body: missing field `type`')
  const fits = route.kind === 'vote' ? route.definition.type === type : route.definition.versions.has(type)
  if (fits) return type
  // An older version of the activity, or a future one.
  if (type.replace(/_V[0-9]+$/, '') === `ACTIVITY_TYPE_${route.definition.path.toUpperCase()}`)
    throw unimplemented(`the local signer does not implement ${type}`)
  throw badRequest(`invalid request body: ${type} does not belong to ${route.definition.path}`)
}
