import { createHash } from 'node:crypto'
import type { ActivityResponse } from '../wire/activity.js'
import type { ActivityDefinition } from './activities/defineActivity.js'
import type { VoteDefinition } from './activities/defineVote.js'
import { type Executed, executeActivity } from './activities/executeActivity.js'
import { prepareStored } from './activities/prepareStored.js'
import { assertMayVote } from './auth/access/assertMayVote.js'
import { type Ballot, decide } from './auth/access/decide.js'
import { rootQuorum } from './auth/access/rootQuorum.js'
import { votesInForce } from './auth/access/votes.js'
import { type Credential, findCredential } from './auth/stamps/findCredential.js'
import { readStamp } from './auth/stamps/readStamp.js'
import { type VerifiedStamp, verifyStamp } from './auth/stamps/verifyStamp.js'
import type { RequestContext, SignerContext } from './context.js'
import { findRoute, type Route } from './http/findRoute.js'
import { readBody } from './http/readBody.js'
import { assertTime } from './protocol/assertTime.js'
import { isUuid } from './protocol/parse.js'
import { readJsonObject, readUtf8 } from './protocol/readJson.js'
import { badRequest, notFound, unauthenticated, unavailable, unimplemented } from './protocol/WireError.js'
import { serializeActivity } from './serialize/serializeActivity.js'
import type { ActivityRow, VoteRow } from './store/activities.js'
import type { OrganizationRow } from './store/organizations.js'

/**
 * The one way every request takes: body → stamp → credential → verify → type fits path → time → fingerprint → access →
 * execute → commit → answer. From the body on everything is synchronous, so that nothing comes in between.
 *
 * @param instead Asked what becomes of a new activity in place of its execution: for tests.
 * @returns the JSON of the answer, once everything it says is on disk.
 * @throws WireError, likewise.
 */
export async function answer(
  signer: SignerContext,
  request: Request,
  instead?: () => Instead | undefined,
): Promise<unknown> {
  const arrivedMs = performance.now()
  const route = findRoute(request)
  const body = await readBody(request)
  if (!signer.store.isOpen()) throw unavailable('the signer is closed')
  try {
    return answerNow(signer, { route, headers: request.headers, rawBody: body, arrivedMs }, instead)
  } finally {
    // A refusal waits as well: it may rest on what others of this turn have written. A failed commit is thrown instead.
    await signer.store.settled()
  }
}

type Received = { route: Route; headers: Headers; rawBody: Uint8Array; arrivedMs: number }

function answerNow(
  signer: SignerContext,
  { route, headers, rawBody, arrivedMs }: Received,
  instead: (() => Instead | undefined) | undefined,
): unknown {
  const text = readUtf8(rawBody)
  const body = text === undefined ? undefined : readJsonObject(text)
  if (text === undefined || body === undefined) throw badRequest('bad request body')

  const stamp = readStamp(headers, route.kind)
  const named = findOrganization(signer, body.organizationId)
  const credential = findCredential(signer.store, named, stamp, route)
  const vouched = verifyStamp(credential, stamp, rawBody, signer.origins, signer.now())
  const context = contextOf(signer, named, credential, route)

  if (route.kind === 'query') return route.definition.run(context, body)

  const type = typeThatFits(route, body.type)
  assertTime(body.timestampMs, signer.now())
  const fingerprint = `sha256:${createHash('sha256').update(rawBody).digest('hex')}`

  const wish: Wish = { type, text, parameters: body.parameters, fingerprint, vouched, arrivedMs }
  const { activity, error } = signer.store.write(() =>
    route.kind === 'vote'
      ? castVote(context, route.definition, wish)
      : submit(context, route.definition, wish, instead),
  )
  if (error !== undefined) throw error
  return { activity: serializeActivity(context, activity) } satisfies ActivityResponse
}

/** An end, or a wait, that nobody has to earn. */
export type Instead = { status: ActivityRow['status']; failure?: string }

/** What a stamped body asks for. */
type Wish = {
  type: string
  text: string
  parameters: unknown
  fingerprint: string
  vouched: VerifiedStamp
  arrivedMs: number
}

function submit(
  context: RequestContext,
  definition: ActivityDefinition,
  wish: Wish,
  instead: (() => Instead | undefined) | undefined,
): Executed {
  const { store, caller, organization } = context
  // The same bytes are the same activity, in whatever state it is by now.
  const known = store.activities.byFingerprint(organization.id, wish.fingerprint)
  if (known !== undefined && caller.organizationId === organization.id) return { activity: known }

  const prepared = definition.prepare(wish.parameters)
  const decision = decide(
    caller,
    { organizationId: organization.id, subject: prepared.subject },
    { approvals: [caller.userId], ...quorumOf(context) },
  )
  if (decision.outcome === 'denied') throw decision.error

  const nowMs = context.now()
  const activity: ActivityRow = {
    id: context.newId(),
    organizationId: organization.id,
    fingerprint: wish.fingerprint,
    type: wish.type,
    body: wish.text,
    status: 'ACTIVITY_STATUS_CONSENSUS_NEEDED',
    result: null,
    failure: null,
    createdMs: nowMs,
    updatedMs: nowMs,
    tookMs: null,
  }
  const other = decision.outcome === 'allowed' ? instead?.() : undefined
  const executed =
    decision.outcome === 'allowed' && other === undefined
      ? executeActivity(context, prepared, versionOf(definition, wish.type).result, activity)
      : { activity: { ...activity, ...other } }
  store.activities.insert({ ...executed.activity, tookMs: performance.now() - wish.arrivedMs })
  // Whoever asks approves.
  store.activities.insertVote(newVote(context, activity, 'VOTE_SELECTION_APPROVED', wish))
  context.onActivity?.(activity.id)
  return executed
}

function castVote(context: RequestContext, definition: VoteDefinition, wish: Wish): Executed {
  const { store, caller, organization } = context
  const castBefore = store.activities.voteByFingerprint(caller.userId, wish.fingerprint)
  const votedOn = castBefore === undefined ? undefined : store.activities.byId(castBefore.activityId)
  if (votedOn !== undefined) return { activity: votedOn }

  const activity = store.activities.byFingerprint(organization.id, definition.target(wish.parameters))
  if (activity === undefined)
    throw notFound(
      'No activity found with fingerprint. Consensus activities must target an existing activity by fingerprint',
    )
  const { prepared, version } = prepareStored(activity)
  const nowMs = context.now()
  const inForce = votesInForce(store.activities.votes(activity.id), nowMs)
  const approvals = inForce.filter((vote) => vote.selection === 'VOTE_SELECTION_APPROVED').map((vote) => vote.userId)
  const decision = decide(
    caller,
    { organizationId: organization.id, subject: { kind: 'vote' } },
    { approvals: [...approvals, caller.userId], ...quorumOf(context) },
  )
  if (decision.outcome === 'denied') throw decision.error
  // A quorum that has become smaller may be met by somebody who has approved already: then saying so again is enough.
  assertMayVote(caller, activity, definition.selection, decision.outcome === 'allowed' ? [] : approvals)

  store.activities.insertVote(newVote(context, activity, definition.selection, wish))
  const voted = { ...activity, updatedMs: nowMs }
  const executed: Executed =
    definition.selection === 'VOTE_SELECTION_REJECTED'
      ? { activity: { ...voted, status: 'ACTIVITY_STATUS_REJECTED' } }
      : decision.outcome === 'allowed'
        ? executeActivity(context, prepared, version.result, voted)
        : { activity: voted }
  store.activities.update({ ...executed.activity, tookMs: performance.now() - wish.arrivedMs })
  context.onActivity?.(activity.id)
  // The vote went through, whatever became of the activity: its failure is for everybody to read in it.
  return { activity: executed.activity }
}

function quorumOf({ store, organization }: RequestContext): Pick<Ballot, 'threshold' | 'rootUserIds'> {
  return {
    threshold: organization.quorumThreshold,
    rootUserIds: () => rootQuorum(store, organization).userIds,
  }
}

function newVote(
  context: RequestContext,
  activity: ActivityRow,
  selection: VoteRow['selection'],
  { text, fingerprint, vouched }: Wish,
): VoteRow {
  return {
    id: context.newId(),
    activityId: activity.id,
    userId: context.caller.userId,
    selection,
    fingerprint,
    message: text,
    ...vouched,
    createdMs: context.now(),
  }
}

function findOrganization(signer: SignerContext, id: unknown): OrganizationRow {
  if (typeof id !== 'string' || !isUuid(id))
    throw badRequest('malformed organization ID provided', 'INVALID_ORGANIZATION_ID')
  const organization = signer.store.organizations.byId(id)
  if (organization === undefined)
    throw notFound(`no organization found with the given ID: ${id}`, 'ORGANIZATION_NOT_FOUND')
  return organization
}

function contextOf(
  signer: SignerContext,
  named: OrganizationRow,
  credential: Credential,
  route: Route,
): RequestContext {
  const { organizationId, userId } = credential.type === 'apiKey' ? credential.apiKey : credential.authenticator
  const home = organizationId === named.id ? named : signer.store.organizations.byId(organizationId)
  const user = signer.store.users.byId(organizationId, userId)
  if (home === undefined || user === undefined)
    throw unauthenticated('no valid authentication signature found for request', 'UNAUTHENTICATED')
  const resolves = route.kind !== 'vote' && route.definition.resolvesOrganization && home.parentId === named.id
  return {
    ...signer,
    organization: resolves ? home : named,
    caller: { organizationId, userId, inRootQuorum: user.inRootQuorum },
  }
}

function typeThatFits(route: Exclude<Route, { kind: 'query' }>, type: unknown): string {
  if (typeof type !== 'string') throw badRequest('invalid request body: missing field `type`')
  const fits = route.kind === 'vote' ? route.definition.type === type : route.definition.versions.has(type)
  if (fits) return type
  // An older version, or one to come.
  if (type.replace(/_V[0-9]+$/, '') === `ACTIVITY_TYPE_${route.definition.path.toUpperCase()}`)
    throw unimplemented(`the local signer does not implement ${type}`)
  throw badRequest(`invalid request body: ${type} does not belong to ${route.definition.path}`)
}

function versionOf(definition: ActivityDefinition, type: string): { result: string } {
  const version = definition.versions.get(type)
  if (version === undefined) throw new TypeError(`${type} has no version`)
  return version
}
