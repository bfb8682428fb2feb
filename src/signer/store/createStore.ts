import type { DatabaseSync } from 'node:sqlite'
import { type Activities, createActivities } from './activities.js'
import { type ApiKeys, createApiKeys } from './apiKeys.js'
import { type Authenticators, createAuthenticators } from './authenticators.js'
import { type Browse, createBrowse } from './browse.js'
import { type Batch, createBatch } from './createBatch.js'
import { toDatabaseError } from './databaseError.js'
import { createImportKeys, type ImportKeys } from './importKeys.js'
import { createLimitEvaluations, type LimitEvaluations } from './limitEvaluations.js'
import { createMeta, type Meta } from './meta.js'
import { createMfaPolicies, type MfaPolicies } from './mfaPolicies.js'
import { openDatabase } from './openDatabase.js'
import { createOrganizations, type Organizations } from './organizations.js'
import { createPolicies, type Policies } from './policies.js'
import { createPolicyEvaluations, type PolicyEvaluations } from './policyEvaluations.js'
import { createPrivateKeys, type PrivateKeys } from './privateKeys.js'
import { createSessionProfiles, type SessionProfiles } from './sessionProfiles.js'
import { createSmartContractInterfaces, type SmartContractInterfaces } from './smartContractInterfaces.js'
import { createUsers, type Users } from './users.js'
import { createUserTags, type UserTags } from './userTags.js'
import { createVotes, type Votes } from './votes.js'
import { createWallets, type Wallets } from './wallets.js'

/** The signer's database. Everything except commits is synchronous, so that no request runs between the steps of another. */
export type Store = Batch & {
  meta: Meta
  organizations: Organizations
  users: Users
  apiKeys: ApiKeys
  authenticators: Authenticators
  wallets: Wallets
  privateKeys: PrivateKeys
  importKeys: ImportKeys
  activities: Activities
  votes: Votes
  policies: Policies
  policyEvaluations: PolicyEvaluations
  sessionProfiles: SessionProfiles
  mfaPolicies: MfaPolicies
  limitEvaluations: LimitEvaluations
  userTags: UserTags
  smartContractInterfaces: SmartContractInterfaces
  browse: Browse
  isOpen(): boolean
  /** Commits the open transaction first. Closes the database also if that fails, and then throws. May be called again. */
  close(): void
}

export function createStore(location: string): Store {
  const { database, close } = openDatabase(location)
  try {
    return storeIn(location, database, close)
  } catch (error) {
    // Preparing the statements finds damage that opening the file did not.
    close()
    throw toDatabaseError(location, error)
  }
}

function storeIn(location: string, database: DatabaseSync, close: () => void): Store {
  const batch = createBatch(database)
  const activities = createActivities(database)
  let open = true
  function flush(): void {
    try {
      batch.flush()
    } catch (error) {
      throw toDatabaseError(location, error)
    }
  }
  return {
    ...batch,
    flush,
    meta: createMeta(database),
    organizations: createOrganizations(database),
    users: createUsers(database),
    apiKeys: createApiKeys(database),
    authenticators: createAuthenticators(database),
    wallets: createWallets(database),
    privateKeys: createPrivateKeys(database),
    importKeys: createImportKeys(database),
    activities,
    votes: createVotes(database),
    policies: createPolicies(database),
    policyEvaluations: createPolicyEvaluations(database),
    sessionProfiles: createSessionProfiles(database),
    mfaPolicies: createMfaPolicies(database),
    limitEvaluations: createLimitEvaluations(database),
    userTags: createUserTags(database),
    smartContractInterfaces: createSmartContractInterfaces(database),
    browse: createBrowse(database, activities),
    isOpen: () => open,
    close() {
      if (!open) return
      open = false
      try {
        flush()
      } finally {
        close()
      }
    },
  }
}
