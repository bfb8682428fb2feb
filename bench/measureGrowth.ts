import { copyFileSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from './connect.ts'
import { type FilledOrganization, fillActivities, fillDatabase, sharedEmail } from './fillDatabase.ts'
import { measurePage } from './measurePage.ts'
import { median } from './median.ts'
import { completed, signingRequest, stampedRequest } from './stampedRequest.ts'
import { type StartedSigner, startSigner } from './startSigner.ts'

export type Size = { subOrganizations: number; activities: number }

export type Growth = {
  size: Size
  megabytes: number
  /** From the command to the first accepted connection, in milliseconds. */
  startupMs: number
  /** How long the signer's page takes to open: the first time, and the median of more, in milliseconds. */
  page: { first: number; others: number }
  /** By request kind. */
  costs: Record<string, Cost>
}

/** Medians over the rounds: the signer's CPU time and the wall time per request, in microseconds, and their ratios to the first size. */
export type Cost = { cpu: number; elapsed: number; cpuRatio: number; elapsedRatio: number }

type Candidate = {
  size: Size
  file: string
  organizations: readonly FilledOrganization[]
  signer: StartedSigner
  measured: Record<string, { cpu: number; elapsed: number }[]>
  requestCount: number
}

type CreateRequest = (organization: FilledOrganization, index: number, signer: StartedSigner) => Buffer

const sign: CreateRequest = ({ id, address, apiKey }, index) => signingRequest(id, address, index, apiKey)
const all = Number.POSITIVE_INFINITY

type Kind = {
  createRequest: CreateRequest
  /** How many of the organizations send it. */
  organizations: number
  /** What each response must contain. */
  expectedText?: string
}

const kinds: Record<string, Kind> = {
  'sign_raw_payload, by all': { createRequest: sign, organizations: all, expectedText: completed },
  'sign_raw_payload, by 10': { createRequest: sign, organizations: 10, expectedText: completed },
  'whoami, with the parent': {
    createRequest: ({ apiKey }, _, { organizationId }) => stampedRequest('query/whoami', { organizationId }, apiKey),
    organizations: all,
  },
  'list_activities, newest': {
    createRequest: ({ id, apiKey }) => stampedRequest('query/list_activities', { organizationId: id }, apiKey),
    organizations: 10,
  },
  'list_activities, pending': {
    createRequest: ({ id, apiKey }) => {
      const filterByStatus = ['ACTIVITY_STATUS_CONSENSUS_NEEDED']
      return stampedRequest('query/list_activities', { organizationId: id, filterByStatus }, apiKey)
    },
    // The organization with the most activities.
    organizations: 1,
  },
  'list_activities, of a type without any': {
    createRequest: ({ id, apiKey }) => {
      const filterByType = ['ACTIVITY_TYPE_STAMP_LOGIN']
      return stampedRequest('query/list_activities', { organizationId: id, filterByType }, apiKey)
    },
    organizations: 1,
  },
  'list_suborgs, first page': {
    createRequest: (_, __, { organizationId, apiKey }) =>
      stampedRequest('query/list_suborgs', { organizationId }, apiKey),
    organizations: all,
  },
  'list_suborgs, next page': {
    createRequest: ({ id }, _, { organizationId, apiKey }) =>
      stampedRequest('query/list_suborgs', { organizationId, paginationOptions: { after: id } }, apiKey),
    organizations: all,
  },
  'list_suborgs by credential': {
    createRequest: ({ credentialId }, _, signer) => listBy('CREDENTIAL_ID', credentialId, signer),
    organizations: all,
  },
  'list_suborgs by address': {
    createRequest: ({ address }, _, signer) => listBy('WALLET_ACCOUNT_ADDRESS', address, signer),
    organizations: all,
  },
  'list_suborgs by an address that all share': {
    createRequest: (_, __, signer) => listBy('EMAIL', sharedEmail, signer),
    organizations: all,
  },
  'list_suborgs by name': {
    createRequest: ({ name }, _, signer) => listBy('NAME', name, signer),
    organizations: all,
  },
}

function listBy(filterType: string, filterValue: string, { organizationId, apiKey }: StartedSigner): Buffer {
  return stampedRequest('query/list_suborgs', { organizationId, filterType, filterValue }, apiKey)
}

/**
 * Measures how the time per request grows with the database. One signer per size runs, and they are measured in turns, so that other load on the
 * machine affects all of them.
 */
export async function measureGrowth(
  sizes: readonly Size[],
  { rounds, activities, queries }: { rounds: number; activities: number; queries: number },
): Promise<Growth[]> {
  const directory = mkdtempSync(join(tmpdir(), 'bench-'))
  const candidates: Candidate[] = []
  try {
    for (const filled of await fill(directory, sizes)) {
      const signer = await startSigner({ database: filled.file, probe: true })
      candidates.push({ ...filled, signer, measured: {}, requestCount: 0 })
    }
    for (let round = 0; round <= rounds; round++)
      for (const turn of candidates.keys()) {
        const candidate = candidates[(round + turn) % candidates.length]
        if (candidate === undefined) continue
        for (const [name, kind] of Object.entries(kinds))
          await measure(candidate, name, kind, kind.createRequest === sign ? activities : queries, round)
      }
    const [base] = candidates
    const pages = new Map<Candidate, Growth['page']>()
    for (const candidate of candidates)
      pages.set(candidate, await measurePage(candidate.signer.url, Math.min(rounds, 5)))
    return candidates.map((candidate) => ({
      size: candidate.size,
      megabytes: statSync(candidate.file).size / 1e6,
      startupMs: candidate.signer.startupMs,
      page: pages.get(candidate) ?? { first: Number.NaN, others: Number.NaN },
      costs: Object.fromEntries(
        Object.keys(candidate.measured).map((name) => [name, toCost(candidate.measured[name], base?.measured[name])]),
      ),
    }))
  } finally {
    for (const { signer } of candidates) await signer.stop()
    rmSync(directory, { recursive: true })
  }
}

type Filled = Pick<Candidate, 'size' | 'file' | 'organizations'>

async function fill(directory: string, sizes: readonly Size[]): Promise<Filled[]> {
  const filled: Filled[] = []
  for (const size of sizes) {
    const file = join(directory, `${size.subOrganizations}-${size.activities}.sqlite`)
    // A file with the same sub-organizations starts as a copy of the one without activities.
    const original = filled.find((other) => other.size.subOrganizations === size.subOrganizations)
    for (const suffix of original === undefined ? [] : ['', '.key'])
      copyFileSync(`${original?.file}${suffix}`, `${file}${suffix}`)
    const organizations = original?.organizations ?? (await fillDatabase(file, size.subOrganizations))
    fillActivities(file, organizations, size.activities)
    filled.push({ size, file, organizations })
  }
  return filled
}

/** Measures requests of one kind, from one organization after another. */
async function measure(
  candidate: Candidate,
  name: string,
  { createRequest, organizations: senders, expectedText = '' }: Kind,
  count: number,
  round: number,
): Promise<void> {
  const { measured, organizations, signer } = candidate
  const requests = Array.from({ length: count }, () => {
    const index = ++candidate.requestCount
    // A prime, so that consecutive requests are far apart in the file.
    const organization = organizations[(index * 7919) % Math.min(senders, organizations.length)]
    if (organization === undefined) throw new TypeError('There is no organization.')
    return createRequest(organization, index, signer)
  })
  const client = await connect(signer.url, 8, expectedText)
  const [cpuBefore, start] = [await signer.cpu(), performance.now()]
  await client.send(requests)
  const elapsed = (performance.now() - start) * 1000
  const cpu = (await signer.cpu()) - cpuBefore
  client.close()
  // The first round is a warm-up.
  if (round === 0) return
  measured[name] ??= []
  measured[name].push({ cpu: cpu / count, elapsed: elapsed / count })
}

function toCost(measured: Candidate['measured'][string] = [], base: Candidate['measured'][string] = []): Cost {
  const ratios = (kind: 'cpu' | 'elapsed'): number[] =>
    measured.map((round, index) => round[kind] / (base[index]?.[kind] ?? Number.NaN))
  return {
    cpu: median(measured.map(({ cpu }) => cpu)),
    elapsed: median(measured.map(({ elapsed }) => elapsed)),
    cpuRatio: median(ratios('cpu')),
    elapsedRatio: median(ratios('elapsed')),
  }
}
