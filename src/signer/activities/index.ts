import { approveActivity } from './approveActivity.js'
import { createApiKeys } from './createApiKeys.js'
import { createAuthenticators } from './createAuthenticators.js'
import { createMfaPolicy } from './createMfaPolicy.js'
import { createPolicies } from './createPolicies.js'
import { createPolicy } from './createPolicy.js'
import { createPrivateKeys } from './createPrivateKeys.js'
import { createSessionProfile } from './createSessionProfile.js'
import { createSmartContractInterface } from './createSmartContractInterface.js'
import { createSubOrganization } from './createSubOrganization.js'
import { createUsers } from './createUsers.js'
import { createUserTag } from './createUserTag.js'
import { createWallet } from './createWallet.js'
import { createWalletAccounts } from './createWalletAccounts.js'
import type { ActivityDefinition } from './defineActivity.js'
import type { VoteDefinition } from './defineVote.js'
import { deleteApiKeys } from './deleteApiKeys.js'
import { deleteAuthenticators } from './deleteAuthenticators.js'
import { deleteMfaPolicy } from './deleteMfaPolicy.js'
import { deletePolicies } from './deletePolicies.js'
import { deletePolicy } from './deletePolicy.js'
import { deletePrivateKeys } from './deletePrivateKeys.js'
import { deleteSmartContractInterface } from './deleteSmartContractInterface.js'
import { deleteSubOrganization } from './deleteSubOrganization.js'
import { deleteUsers } from './deleteUsers.js'
import { deleteUserTags } from './deleteUserTags.js'
import { deleteWalletAccounts } from './deleteWalletAccounts.js'
import { deleteWallets } from './deleteWallets.js'
import { exportPrivateKey } from './exportPrivateKey.js'
import { exportWallet } from './exportWallet.js'
import { exportWalletAccount } from './exportWalletAccount.js'
import { importPrivateKey } from './importPrivateKey.js'
import { importWallet } from './importWallet.js'
import { initImportPrivateKey } from './initImportPrivateKey.js'
import { initImportWallet } from './initImportWallet.js'
import { rejectActivity } from './rejectActivity.js'
import { signRawPayload } from './signRawPayload.js'
import { signRawPayloads } from './signRawPayloads.js'
import { signTransaction } from './signTransaction.js'
import { stampLogin } from './stampLogin.js'
import { updateMfaPolicy } from './updateMfaPolicy.js'
import { updatePolicy } from './updatePolicy.js'
import { updateRootQuorum } from './updateRootQuorum.js'
import { updateUser } from './updateUser.js'
import { updateUserName } from './updateUserName.js'
import { updateUserTag } from './updateUserTag.js'
import { updateWallet } from './updateWallet.js'

/** All activities that the local signer implements, except votes. */
export const activities: readonly ActivityDefinition[] = [
  createApiKeys,
  createAuthenticators,
  createMfaPolicy,
  createPolicies,
  createPolicy,
  createPrivateKeys,
  createSessionProfile,
  createSmartContractInterface,
  createSubOrganization,
  createUsers,
  createUserTag,
  createWallet,
  createWalletAccounts,
  deleteApiKeys,
  deleteAuthenticators,
  deleteMfaPolicy,
  deletePolicies,
  deletePolicy,
  deletePrivateKeys,
  deleteSmartContractInterface,
  deleteSubOrganization,
  deleteUsers,
  deleteUserTags,
  deleteWalletAccounts,
  deleteWallets,
  exportPrivateKey,
  exportWallet,
  exportWalletAccount,
  importPrivateKey,
  importWallet,
  initImportPrivateKey,
  initImportWallet,
  signRawPayload,
  signRawPayloads,
  signTransaction,
  stampLogin,
  updateMfaPolicy,
  updatePolicy,
  updateRootQuorum,
  updateUser,
  updateUserName,
  updateUserTag,
  updateWallet,
]
export const votes: readonly VoteDefinition[] = [approveActivity, rejectActivity]

const activityByPath: ReadonlyMap<string, ActivityDefinition> = new Map(activities.map((entry) => [entry.path, entry]))
const voteByPath: ReadonlyMap<string, VoteDefinition> = new Map(votes.map((entry) => [entry.path, entry]))
const activityByType: ReadonlyMap<string, ActivityDefinition> = new Map(
  activities.flatMap((entry) => [...entry.versions.keys()].map((type) => [type, entry] as const)),
)

/** Finds an activity by the last part of its path. */
export function findActivity(path: string): ActivityDefinition | undefined {
  return activityByPath.get(path)
}

/** Finds a vote by the last part of its path. */
export function findVote(path: string): VoteDefinition | undefined {
  return voteByPath.get(path)
}

/** Finds an activity by the `type` of any of its versions. */
export function findActivityOfType(type: string): ActivityDefinition | undefined {
  return activityByType.get(type)
}
