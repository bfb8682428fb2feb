/** Production's limits for an organization: https://docs.turnkey.com/reference/resource-limits */
export const limits = {
  users: 100,
  tags: 100,
  tagsInSubOrganization: 10,
  policies: 100,
  /** Characters of all expressions of an organization's policies. Production's limit is not known. */
  policyCharacters: 400_000,
  /** Production's is not known. They cannot be deleted. */
  sessionProfiles: 1000,
  /** Of a user. Production's is not known. */
  mfaPolicies: 10,
  /** Characters of a user's MFA policies, as JSON: every answer that has the user has them. */
  mfaCharacters: 16_384,
  wallets: 100,
  privateKeys: 1000,
  authenticatorsPerUser: 10,
  longLivedApiKeysPerUser: 10,
  expiringApiKeysPerUser: 10,
  /** Production has no limit. The local signer has one, so that deleting them all does not keep others waiting. */
  walletAccounts: 10_000,
  /** Production's is not known. */
  smartContractInterfaces: 100,
  /** Approvals in force of an activity. More than `users`, because an approval stays when its user is deleted. */
  approvals: 200,
} as const
