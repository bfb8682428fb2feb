import type { AddressFormat } from './intents.js'

/** Lowercase hex without 0x. `r` and `s` have 64 characters, `v` is `00` or `01` (the parity of y). */
export type SignRawPayloadResult = { r: string; s: string; v: string }
export type SignRawPayloadsResult = { signatures: SignRawPayloadResult[] }
/** Hex without 0x. */
export type SignTransactionResult = { signedTransaction: string }
export type WalletResult = { walletId: string; addresses: string[] }
export type CreateSubOrganizationResultV8 = { subOrganizationId: string; wallet?: WalletResult; rootUserIds?: string[] }
export type CreateWalletResult = WalletResult
export type CreateWalletAccountsResult = { addresses: string[] }
export type KeyAddress = { format?: AddressFormat; address?: string }
export type CreatePrivateKeysResultV2 = { privateKeys: { privateKeyId: string; addresses: KeyAddress[] }[] }
export type CreateAuthenticatorsResult = { authenticatorIds: string[] }
export type DeleteAuthenticatorsResult = { authenticatorIds: string[] }
export type CreateApiKeysResult = { apiKeyIds: string[] }
export type DeleteApiKeysResult = { apiKeyIds: string[] }
export type CreateUsersResult = { userIds: string[] }
export type UpdateUserResult = { userId: string }
export type UpdateUserNameResult = { userId: string }
export type DeleteUsersResult = { userIds: string[] }
export type UpdateWalletResult = { walletId: string }
export type DeleteWalletsResult = { walletIds: string[] }
export type DeleteWalletAccountsResult = { walletAccountIds: string[] }
export type DeletePrivateKeysResult = { privateKeyIds: string[] }
export type DeleteSubOrganizationResult = { subOrganizationUuid: string }
export type StampLoginResult = { session: string }
