import { copyFileSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from './connect.ts'
import { type LoadedOrganization, loadActivities, loadDatabase } from './loadDatabase.ts'
import { median } from './median.ts'
import { completed, signingRequest, stampedRequest } from './stamp.ts'
import { type StartedSigner, startSigner } from './startSigner.ts'

export type Size = { subOrganizations: number; activities: number }

export type Growth = {
  size: Size
  megabytes: number
  /** Milliseconds from the command to ready. */
  ready: number
  /** By kind of request. */
  costs: Record<string, Cost>
}

/** Medians of the rounds: microseconds a request, of the signer's processor and by the clock, and how many times the first size's. */
export type Cost = { cpu: number; elapsed: number; cpuRatio: number; elapsedRatio: number }

type Subject = {
  size: Size
  file: string
  organizations: readonly LoadedOrganization[]
  signer: StartedSigner
  measured: Record<string, { cpu: number; elapsed: number }[]>
  made: { requests: number }
}

type Ask = (organization: LoadedOrganization, made: number, signer: StartedSigner) => Buffer

const sign: Ask = ({ id, address, apiKey }, made) => signingRequest(id, address, made, apiKey)
const everywhere = Number.POSITIVE_INFINITY

/** What is asked, on behalf of how many of the organizations, and what the answer must hold. */
type Kind = { ask: Ask; among: number; holds?: string }

const kinds: Record<string, Kind> = {
  'sign_raw_payload, by all in turn': { ask: sign, among: everywhere, holds: completed },
  'sign_raw_payload, by 10 of them': { ask: sign, among: 10, holds: completed },
  'whoami, naming the parent': {
    ask: ({ apiKey }, _, { organizationId }) => stampedRequest('query/whoami', { organizationId }, apiKey),
    among: everywhere,
  },
  'list_activities, the newest': {
    ask: ({ id, apiKey }) => stampedRequest('query/list_activities', { organizationId: id }, apiKey),
    among: 10,
  },
  'list_activities that wait': {
    ask: ({ id, apiKey }) => {
      const filterByStatus = ['ACTIVITY_STATUS_CONSENSUS_NEEDED']
      return stampedRequest('query/list_activities', { organizationId: id, filterByStatus }, apiKey)
    },
    // The one that has most activities.
    among: 1,
  },
  'list_suborgs, the first page': {
    ask: (_, __, { organizationId, apiKey }) => stampedRequest('query/list_suborgs', { organizationId }, apiKey),
    among: everywhere,
  },
  'list_suborgs, after one': {
    ask: ({ id }, _, { organizationId, apiKey }) =>
      stampedRequest('query/list_suborgs', { organizationId, paginationOptions: { after: id } }, apiKey),
    among: everywhere,
  },
  'list_suborgs by credential': {
    ask: ({ credentialId }, _, signer) => listBy('CREDENTIAL_ID', credentialId, signer),
    among: everywhere,
  },
  'list_suborgs by address': {
    ask: ({ address }, _, signer) => listBy('WALLET_ACCOUNT_ADDRESS', address, signer),
    among: everywhere,
  },
  'list_suborgs by name': { ask: ({ name }, _, signer) => listBy('NAME', name, signer), among: everywhere },
}

function listBy(filterType: string, filterValue: string, { organizationId, apiKey }: StartedSigner): Buffer {
  return stampedRequest('query/list_suborgs', { organizationId, filterType, filterValue }, apiKey)
}

/**
 * How the time per request grows with what is in the database: a signer for each size, all running, measured in turns so that
 * whatever else the machine does meets all of them.
 */
export async function measureGrowth(
  sizes: readonly Size[],
  { rounds, activities, asked }: { rounds: number; activities: number; asked: number },
): Promise<Growth[]> {
  const directory = mkdtempSync(join(tmpdir(), 'bench-'))
  const subjects: Subject[] = []
  try {
    for (const filled of await fill(directory, sizes)) {
      const signer = await startSigner({ database: filled.file, probe: true })
      subjects.push({ ...filled, signer, measured: {}, made: { requests: 0 } })
    }
    for (let round = 0; round <= rounds; round++)
      for (const turn of subjects.keys()) {
        const subject = subjects[(round + turn) % subjects.length]
        if (subject === undefined) continue
        for (const [name, kind] of Object.entries(kinds))
          await measure(subject, name, kind, kind.ask === sign ? activities : asked, round)
      }
    const [base] = subjects
    return subjects.map((subject) => ({
      size: subject.size,
      megabytes: statSync(subject.file).size / 1e6,
      ready: subject.signer.milliseconds,
      costs: Object.fromEntries(
        Object.keys(subject.measured).map((name) => [name, costOf(subject.measured[name], base?.measured[name])]),
      ),
    }))
  } finally {
    for (const { signer } of subjects) await signer.stop()
    rmSync(directory, { recursive: true })
  }
}

type Filled = Pick<Subject, 'size' | 'file' | 'organizations'>

async function fill(directory: string, sizes: readonly Size[]): Promise<Filled[]> {
  const filled: Filled[] = []
  for (const size of sizes) {
    const file = join(directory, `${size.subOrganizations}-${size.activities}.sqlite`)
    // Files that have the same sub-organizations start as copies of the one with no activities.
    const same = filled.find((other) => other.size.subOrganizations === size.subOrganizations)
    for (const end of same === undefined ? [] : ['', '.key']) copyFileSync(`${same?.file}${end}`, `${file}${end}`)
    const organizations = same?.organizations ?? (await loadDatabase(file, size.subOrganizations))
    loadActivities(file, organizations, size.activities)
    filled.push({ size, file, organizations })
  }
  return filled
}

/** Asks on behalf of one organization after another, the first so many of them. */
async function measure(
  { made, measured, organizations, signer }: Subject,
  name: string,
  { ask, among, holds = '' }: Kind,
  count: number,
  round: number,
): Promise<void> {
  const stamped = Array.from({ length: count }, () => {
    made.requests++
    // A prime, so that neighbours are far apart in the file.
    const organization = organizations[(made.requests * 7919) % Math.min(among, organizations.length)]
    if (organization === undefined) throw new TypeError('There is no such organization.')
    return ask(organization, made.requests, signer)
  })
  const client = await connect(signer.url, 8, holds)
  const [cpu, started] = [await signer.cpu(), performance.now()]
  await client.exchange(stamped)
  const elapsed = (performance.now() - started) * 1000
  const used = (await signer.cpu()) - cpu
  client.close()
  // The first round warms up.
  if (round === 0) return
  measured[name] ??= []
  measured[name].push({ cpu: used / count, elapsed: elapsed / count })
}

function costOf(measured: Subject['measured'][string] = [], base: Subject['measured'][string] = []): Cost {
  const ratios = (kind: 'cpu' | 'elapsed'): number[] =>
    measured.map((round, at) => round[kind] / (base[at]?.[kind] ?? Number.NaN))
  return {
    cpu: median(measured.map(({ cpu }) => cpu)),
    elapsed: median(measured.map(({ elapsed }) => elapsed)),
    cpuRatio: median(ratios('cpu')),
    elapsedRatio: median(ratios('elapsed')),
  }
}
