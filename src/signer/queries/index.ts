import type { QueryDefinition } from './defineQuery.js'
import { getActivity } from './getActivity.js'
import { getApiKey } from './getApiKey.js'
import { getApiKeys } from './getApiKeys.js'
import { getAuthenticator } from './getAuthenticator.js'
import { getAuthenticators } from './getAuthenticators.js'
import { getMfaPolicies } from './getMfaPolicies.js'
import { getMfaPolicy } from './getMfaPolicy.js'
import { getMfaStatus } from './getMfaStatus.js'
import { getOrganizationConfigs } from './getOrganizationConfigs.js'
import { getPolicy } from './getPolicy.js'
import { getPolicyEvaluations } from './getPolicyEvaluations.js'
import { getPrivateKey } from './getPrivateKey.js'
import { getSessionProfile } from './getSessionProfile.js'
import { getSessionProfiles } from './getSessionProfiles.js'
import { getSmartContractInterface } from './getSmartContractInterface.js'
import { getUser } from './getUser.js'
import { getWallet } from './getWallet.js'
import { getWalletAccount } from './getWalletAccount.js'
import { listActivities } from './listActivities.js'
import { listPolicies } from './listPolicies.js'
import { listPrivateKeys } from './listPrivateKeys.js'
import { listSmartContractInterfaces } from './listSmartContractInterfaces.js'
import { listSubOrganizations } from './listSubOrganizations.js'
import { listUsers } from './listUsers.js'
import { listUserTags } from './listUserTags.js'
import { listWalletAccounts } from './listWalletAccounts.js'
import { listWallets } from './listWallets.js'
import { whoami } from './whoami.js'

/** All queries that the local signer implements. */
export const queries: readonly QueryDefinition[] = [
  getActivity,
  getApiKey,
  getApiKeys,
  getAuthenticator,
  getAuthenticators,
  getMfaPolicies,
  getMfaPolicy,
  getMfaStatus,
  getOrganizationConfigs,
  getPolicy,
  getPolicyEvaluations,
  getPrivateKey,
  getSessionProfile,
  getSessionProfiles,
  getSmartContractInterface,
  getUser,
  getWallet,
  getWalletAccount,
  listActivities,
  listPolicies,
  listPrivateKeys,
  listSmartContractInterfaces,
  listSubOrganizations,
  listUsers,
  listUserTags,
  listWalletAccounts,
  listWallets,
  whoami,
]

const byPath: ReadonlyMap<string, QueryDefinition> = new Map(queries.map((entry) => [entry.path, entry]))

/** Finds a query by the last part of its path. */
export function findQuery(path: string): QueryDefinition | undefined {
  return byPath.get(path)
}
