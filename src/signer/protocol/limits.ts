/** Production's limits for an organization: https://docs.turnkey.com/reference/resource-limits */
export const limits = {
  users: 100,
  wallets: 100,
  privateKeys: 1000,
  authenticatorsPerUser: 10,
  longLivedApiKeysPerUser: 10,
  expiringApiKeysPerUser: 10,
} as const
