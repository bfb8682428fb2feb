// Our types of the wire against the official client's, both ways. Nothing here runs: `tsc` reads it.
import type { TurnkeyApiTypes } from '@turnkey/http'
import type * as activity from '../../src/wire/activity.js'
import type * as enums from '../../src/wire/enums.js'
import type * as exchange from '../../src/wire/exchange.js'
import type * as intents from '../../src/wire/intents.js'
import type * as mfaPolicies from '../../src/wire/mfaPolicies.js'
import type * as params from '../../src/wire/params.js'
import type * as policies from '../../src/wire/policies.js'
import type * as queries from '../../src/wire/queries.js'
import type * as results from '../../src/wire/results.js'
import type * as sessionProfiles from '../../src/wire/sessionProfiles.js'
import type * as signing from '../../src/wire/signing.js'
import type * as smartContractInterfaces from '../../src/wire/smartContractInterfaces.js'
import type * as timestamp from '../../src/wire/timestamp.js'
import type * as user from '../../src/wire/user.js'
import type * as userTags from '../../src/wire/userTags.js'
import type * as wallet from '../../src/wire/wallet.js'

/** Compiles only with `true`. */
type Expect<condition extends true> = condition
/** Two types of which none is wider, also not by a field that is optional. */
type Equal<left, right> =
  (<value>() => value extends left ? 1 : 2) extends <value>() => value extends right ? 1 : 2 ? true : false

/** Written out, as an alias would stand in the way of comparing. The wire has addresses of chains that this package does not know. */
type Plain<type> = type extends readonly (infer item)[]
  ? Plain<item>[]
  : type extends TurnkeyApiTypes['v1AddressFormat']
    ? enums.AddressFormat
    : type extends object
      ? { [key in keyof type]: Plain<type[key]> }
      : type

/** Whether each field of one type is in the other, wider there or narrower. */
type Akin<left, right> = {
  [key in keyof left]-?: key extends keyof right
    ? [NonNullable<left[key]>] extends [NonNullable<right[key]>]
      ? true
      : [NonNullable<right[key]>] extends [NonNullable<left[key]>]
        ? true
        : false
    : false
}[keyof left]

/**
 * Ours is the official definition of that name, field by field and nothing more; but for `own` fields, which are wider here, as lists
 * that grow are, or narrower, as what always was there in recorded answers is.
 */
type Same<ours, name extends keyof TurnkeyApiTypes, own = unknown> = [Akin<own, TurnkeyApiTypes[name]>] extends [true]
  ? Equal<Plain<ours>, Plain<own extends object ? Omit<TurnkeyApiTypes[name], keyof own> & own : TurnkeyApiTypes[name]>>
  : false

type RpcStatus = TurnkeyApiTypes['rpcStatus']
/** Their lists grow, so clients of ours read any text; what is in `intent` and `result` is compared by itself, below. */
type OpenFields = Pick<activity.Activity, 'type' | 'intent' | 'result' | 'appProofs' | 'failure'>

export type Intents = [
  Expect<Same<signing.SignRawPayloadIntentV2, 'v1SignRawPayloadIntentV2'>>,
  Expect<Same<signing.SignRawPayloadsIntent, 'v1SignRawPayloadsIntent'>>,
  Expect<Same<signing.SignTransactionIntentV2, 'v1SignTransactionIntentV2'>>,
  Expect<Same<params.ApiKeyParamsV2, 'v1ApiKeyParamsV2'>>,
  Expect<Same<params.AuthenticatorParamsV2, 'v1AuthenticatorParamsV2'>>,
  Expect<Same<params.OauthProviderParamsV2, 'v1OauthProviderParamsV2'>>,
  Expect<Same<params.ClientSignature, 'v1ClientSignature'>>,
  Expect<Same<params.RootUserParamsV5, 'v1RootUserParamsV5'>>,
  Expect<Same<params.UserParamsV4, 'v1UserParamsV4'>>,
  Expect<Same<enums.PathFormat, 'v1PathFormat'>>,
  Expect<Same<enums.AddressFormat, 'v1AddressFormat'>>,
  Expect<Same<params.WalletAccountParams, 'v1WalletAccountParams'>>,
  Expect<Same<params.WalletParams, 'v1WalletParams'>>,
  Expect<Same<intents.CreateWalletIntent, 'v1CreateWalletIntent'>>,
  Expect<Same<intents.CreateWalletAccountsIntent, 'v1CreateWalletAccountsIntent'>>,
  Expect<Same<intents.CreateSubOrganizationIntentV8, 'v1CreateSubOrganizationIntentV8'>>,
  Expect<Same<params.PrivateKeyParams, 'v1PrivateKeyParams'>>,
  Expect<Same<intents.CreatePrivateKeysIntentV2, 'v1CreatePrivateKeysIntentV2'>>,
  Expect<Same<intents.CreateAuthenticatorsIntentV2, 'v1CreateAuthenticatorsIntentV2'>>,
  Expect<Same<intents.DeleteAuthenticatorsIntent, 'v1DeleteAuthenticatorsIntent'>>,
  Expect<Same<intents.CreateApiKeysIntentV2, 'v1CreateApiKeysIntentV2'>>,
  Expect<Same<intents.DeleteApiKeysIntent, 'v1DeleteApiKeysIntent'>>,
  Expect<Same<intents.CreateUsersIntentV4, 'v1CreateUsersIntentV4'>>,
  Expect<Same<intents.UpdateUserIntent, 'v1UpdateUserIntent'>>,
  Expect<Same<intents.UpdateUserNameIntent, 'v1UpdateUserNameIntent'>>,
  Expect<Same<intents.DeleteUsersIntent, 'v1DeleteUsersIntent'>>,
  Expect<Same<intents.UpdateWalletIntent, 'v1UpdateWalletIntent'>>,
  Expect<Same<intents.DeleteWalletsIntent, 'v1DeleteWalletsIntent'>>,
  Expect<Same<intents.DeleteWalletAccountsIntent, 'v1DeleteWalletAccountsIntent'>>,
  Expect<Same<intents.DeletePrivateKeysIntent, 'v1DeletePrivateKeysIntent'>>,
  Expect<Same<intents.DeleteSubOrganizationIntent, 'v1DeleteSubOrganizationIntent'>>,
  Expect<Same<intents.ApproveActivityIntent, 'v1ApproveActivityIntent'>>,
  Expect<Same<intents.RejectActivityIntent, 'v1RejectActivityIntent'>>,
  Expect<Same<intents.UpdateRootQuorumIntent, 'v1UpdateRootQuorumIntent'>>,
  Expect<Same<intents.StampLoginIntent, 'v1StampLoginIntent'>>,
  Expect<Same<enums.PayloadEncoding, 'v1PayloadEncoding'>>,
  Expect<Same<enums.HashFunction, 'v1HashFunction'>>,
  Expect<Same<enums.TransactionType, 'v1TransactionType'>>,
  Expect<Same<enums.Curve, 'v1Curve'>>,
  Expect<Same<enums.ApiKeyCurve, 'v1ApiKeyCurve'>>,
  Expect<Same<enums.MnemonicLanguage, 'v1MnemonicLanguage'>>,
  Expect<Same<exchange.ExportWalletIntent, 'v1ExportWalletIntent'>>,
  Expect<Same<exchange.ExportWalletAccountIntent, 'v1ExportWalletAccountIntent'>>,
  Expect<Same<exchange.ExportPrivateKeyIntent, 'v1ExportPrivateKeyIntent'>>,
  Expect<Same<exchange.InitImportWalletIntent, 'v1InitImportWalletIntent'>>,
  Expect<Same<exchange.InitImportPrivateKeyIntent, 'v1InitImportPrivateKeyIntent'>>,
  Expect<Same<exchange.ImportWalletIntent, 'v1ImportWalletIntent'>>,
  Expect<Same<exchange.ImportPrivateKeyIntent, 'v1ImportPrivateKeyIntent'>>,
]

export type Results = [
  Expect<Same<results.KeyAddress, 'externaldatav1Address'>>,
  Expect<Same<results.SignRawPayloadResult, 'v1SignRawPayloadResult'>>,
  Expect<
    Same<results.SignRawPayloadsResult, 'v1SignRawPayloadsResult', { signatures: results.SignRawPayloadResult[] }>
  >,
  Expect<Same<results.SignTransactionResult, 'v1SignTransactionResult'>>,
  Expect<Same<results.WalletResult, 'v1WalletResult'>>,
  Expect<Same<results.CreateSubOrganizationResultV8, 'v1CreateSubOrganizationResultV8'>>,
  Expect<Same<results.CreateWalletResult, 'v1CreateWalletResult'>>,
  Expect<Same<results.CreateWalletAccountsResult, 'v1CreateWalletAccountsResult'>>,
  Expect<
    Same<
      results.CreatePrivateKeysResultV2['privateKeys'][number],
      'v1PrivateKeyResult',
      { privateKeyId: string; addresses: results.KeyAddress[] }
    >
  >,
  Expect<Same<results.CreateAuthenticatorsResult, 'v1CreateAuthenticatorsResult'>>,
  Expect<Same<results.DeleteAuthenticatorsResult, 'v1DeleteAuthenticatorsResult'>>,
  Expect<Same<results.CreateApiKeysResult, 'v1CreateApiKeysResult'>>,
  Expect<Same<results.DeleteApiKeysResult, 'v1DeleteApiKeysResult'>>,
  Expect<Same<results.CreateUsersResult, 'v1CreateUsersResult'>>,
  Expect<Same<results.UpdateUserResult, 'v1UpdateUserResult'>>,
  Expect<Same<results.UpdateUserNameResult, 'v1UpdateUserNameResult'>>,
  Expect<Same<results.DeleteUsersResult, 'v1DeleteUsersResult'>>,
  Expect<Same<results.UpdateWalletResult, 'v1UpdateWalletResult'>>,
  Expect<Same<results.DeleteWalletsResult, 'v1DeleteWalletsResult'>>,
  Expect<Same<results.DeleteWalletAccountsResult, 'v1DeleteWalletAccountsResult'>>,
  Expect<Same<results.DeletePrivateKeysResult, 'v1DeletePrivateKeysResult'>>,
  Expect<Same<results.DeleteSubOrganizationResult, 'v1DeleteSubOrganizationResult'>>,
  Expect<Same<results.StampLoginResult, 'v1StampLoginResult'>>,
  Expect<Same<exchange.ExportWalletResult, 'v1ExportWalletResult'>>,
  Expect<Same<exchange.ExportWalletAccountResult, 'v1ExportWalletAccountResult'>>,
  Expect<Same<exchange.ExportPrivateKeyResult, 'v1ExportPrivateKeyResult'>>,
  Expect<Same<exchange.InitImportWalletResult, 'v1InitImportWalletResult'>>,
  Expect<Same<exchange.InitImportPrivateKeyResult, 'v1InitImportPrivateKeyResult'>>,
  Expect<Same<exchange.ImportWalletResult, 'v1ImportWalletResult'>>,
  Expect<Same<exchange.ImportPrivateKeyResult, 'v1ImportPrivateKeyResult', { addresses: results.KeyAddress[] }>>,
]

export type Passkeys = [
  Expect<Same<params.Attestation, 'v1Attestation'>>,
  Expect<Same<enums.AuthenticatorTransport, 'v1AuthenticatorTransport'>>,
]

export type Activities = [
  Expect<Same<activity.ActivityStatus, 'v1ActivityStatus'>>,
  Expect<Same<timestamp.Timestamp, 'externaldatav1Timestamp'>>,
  // Beside these there is `turnkeyErrorCode`, which every recorded refusal has and the schema leaves out.
  Expect<Same<Omit<activity.RpcStatus, 'turnkeyErrorCode'>, 'rpcStatus', Required<RpcStatus>>>,
  Expect<Same<activity.Vote, 'v1Vote'>>,
  Expect<Same<activity.Activity, 'v1Activity', OpenFields>>,
  Expect<Equal<keyof activity.ActivityResponse, keyof TurnkeyApiTypes['v1ActivityResponse']>>,
  Expect<
    Same<
      activity.ActivityRequest<signing.SignRawPayloadIntentV2>,
      'v1SignRawPayloadRequest',
      { type: string; generateAppProofs?: boolean | undefined }
    >
  >,
  Expect<Same<user.CredentialType, 'v1CredentialType'>>,
  Expect<Same<user.Credential, 'externaldatav1Credential'>>,
  Expect<Same<user.Authenticator, 'v1Authenticator'>>,
  Expect<Same<user.ApiKey, 'v1ApiKey'>>,
  Expect<Same<user.OauthProvider, 'v1OauthProvider'>>,
  Expect<Same<user.AuthenticationType, 'v1AuthenticationType'>>,
  Expect<Same<user.MfaPolicy, 'v1MfaPolicy'>>,
  Expect<Same<user.User, 'v1User'>>,
]

export type Queries = [
  Expect<Same<queries.Pagination, 'v1Pagination'>>,
  Expect<Same<queries.WhoamiResponse, 'v1GetWhoamiResponse'>>,
  Expect<Same<queries.GetActivityRequest, 'v1GetActivityRequest'>>,
  Expect<Same<queries.ListActivitiesRequest, 'v1GetActivitiesRequest', { filterByType?: string[] }>>,
  Expect<Equal<keyof queries.ListActivitiesResponse, keyof TurnkeyApiTypes['v1GetActivitiesResponse']>>,
  Expect<Same<wallet.Wallet, 'v1Wallet'>>,
  Expect<Same<queries.ListWalletsResponse, 'v1GetWalletsResponse'>>,
  Expect<Same<queries.ListWalletAccountsRequest, 'v1GetWalletAccountsRequest'>>,
  Expect<Same<wallet.WalletAccount, 'v1WalletAccount'>>,
  Expect<Same<queries.ListWalletAccountsResponse, 'v1GetWalletAccountsResponse'>>,
  Expect<Same<wallet.PrivateKey, 'v1PrivateKey'>>,
  Expect<Same<queries.GetWalletRequest, 'v1GetWalletRequest'>>,
  Expect<Same<queries.GetWalletResponse, 'v1GetWalletResponse'>>,
  Expect<Same<queries.GetWalletAccountRequest, 'v1GetWalletAccountRequest'>>,
  Expect<Same<queries.GetWalletAccountResponse, 'v1GetWalletAccountResponse'>>,
  Expect<Same<queries.GetAuthenticatorRequest, 'v1GetAuthenticatorRequest'>>,
  Expect<Same<queries.GetAuthenticatorResponse, 'v1GetAuthenticatorResponse'>>,
  Expect<Same<queries.GetAuthenticatorsRequest, 'v1GetAuthenticatorsRequest'>>,
  Expect<Same<queries.GetAuthenticatorsResponse, 'v1GetAuthenticatorsResponse'>>,
  Expect<Same<queries.GetApiKeyRequest, 'v1GetApiKeyRequest'>>,
  Expect<Same<queries.GetApiKeyResponse, 'v1GetApiKeyResponse'>>,
  Expect<Same<queries.GetApiKeysRequest, 'v1GetApiKeysRequest'>>,
  Expect<Same<queries.GetApiKeysResponse, 'v1GetApiKeysResponse'>>,
  Expect<
    Same<
      queries.GetOrganizationConfigsResponse['configs'],
      'v1Config',
      { features?: { name?: string; value?: string }[] }
    >
  >,
  Expect<Same<queries.GetPrivateKeyRequest, 'v1GetPrivateKeyRequest'>>,
  Expect<Same<queries.GetPrivateKeyResponse, 'v1GetPrivateKeyResponse'>>,
  Expect<Same<queries.ListPrivateKeysResponse, 'v1GetPrivateKeysResponse'>>,
  Expect<Same<user.GetUserRequest, 'v1GetUserRequest'>>,
  Expect<Same<user.GetUserResponse, 'v1GetUserResponse'>>,
  Expect<Same<user.ListUsersResponse, 'v1GetUsersResponse'>>,
  Expect<Same<queries.ListSubOrganizationsRequest, 'v1GetSubOrgIdsRequest'>>,
  Expect<Same<queries.ListSubOrganizationsResponse, 'v1GetSubOrgIdsResponse'>>,
]

export type Policies = [
  Expect<Same<policies.PolicyEffect, 'v1Effect'>>,
  Expect<Same<policies.PolicyOutcome, 'v1Outcome'>>,
  Expect<Same<policies.Policy, 'v1Policy'>>,
  Expect<Same<policies.CreatePolicyIntentV3, 'v1CreatePolicyIntentV3'>>,
  Expect<Same<policies.CreatePoliciesIntent, 'v1CreatePoliciesIntent'>>,
  Expect<Same<policies.UpdatePolicyIntentV2, 'v1UpdatePolicyIntentV2'>>,
  Expect<Same<policies.DeletePolicyIntent, 'v1DeletePolicyIntent'>>,
  Expect<Same<policies.DeletePoliciesIntent, 'v1DeletePoliciesIntent'>>,
  Expect<Same<policies.CreatePolicyResult, 'v1CreatePolicyResult'>>,
  Expect<Same<policies.CreatePoliciesResult, 'v1CreatePoliciesResult'>>,
  Expect<Same<policies.UpdatePolicyResultV2, 'v1UpdatePolicyResultV2'>>,
  Expect<Same<policies.DeletePolicyResult, 'v1DeletePolicyResult'>>,
  Expect<Same<policies.DeletePoliciesResult, 'v1DeletePoliciesResult'>>,
  Expect<Same<policies.GetPolicyRequest, 'v1GetPolicyRequest'>>,
  Expect<Same<policies.GetPolicyResponse, 'v1GetPolicyResponse'>>,
  Expect<Same<policies.ListPoliciesResponse, 'v1GetPoliciesResponse'>>,
  Expect<Same<policies.GetPolicyEvaluationsRequest, 'v1GetPolicyEvaluationsRequest'>>,
  Expect<Same<policies.PolicyEvaluation, 'immutablecommonv1PolicyEvaluation'>>,
  Expect<Same<policies.VoteEvaluation, 'externalactivityv1PolicyEvaluation'>>,
  Expect<Same<policies.GetPolicyEvaluationsResponse, 'v1GetPolicyEvaluationsResponse'>>,
]

export type SessionProfiles = [
  Expect<Same<sessionProfiles.SessionProfile, 'v1SessionProfile'>>,
  Expect<Same<sessionProfiles.CreateSessionProfileIntent, 'v1CreateSessionProfileIntent'>>,
  Expect<Same<sessionProfiles.CreateSessionProfileResult, 'v1CreateSessionProfileResult'>>,
  Expect<Same<sessionProfiles.GetSessionProfileRequest, 'v1GetSessionProfileRequest'>>,
  Expect<Same<sessionProfiles.GetSessionProfileResponse, 'v1GetSessionProfileResponse'>>,
  Expect<Same<sessionProfiles.GetSessionProfilesRequest, 'v1GetSessionProfilesRequest'>>,
  Expect<Same<sessionProfiles.GetSessionProfilesResponse, 'v1GetSessionProfilesResponse'>>,
]

export type MfaPolicies = [
  Expect<Same<mfaPolicies.AuthenticationMethod, 'v1AuthenticationMethod'>>,
  Expect<Same<mfaPolicies.RequiredAuthenticationMethod, 'v1RequiredAuthenticationMethod'>>,
  Expect<Same<mfaPolicies.CreateMfaPolicyIntent, 'v1CreateMfaPolicyIntent'>>,
  Expect<Same<mfaPolicies.CreateMfaPolicyResult, 'v1CreateMfaPolicyResult'>>,
  Expect<Same<mfaPolicies.UpdateMfaPolicyIntent, 'v1UpdateMfaPolicyIntent'>>,
  Expect<Same<mfaPolicies.UpdateMfaPolicyResult, 'v1UpdateMfaPolicyResult'>>,
  Expect<Same<mfaPolicies.DeleteMfaPolicyIntent, 'v1DeleteMfaPolicyIntent'>>,
  Expect<Same<mfaPolicies.DeleteMfaPolicyResult, 'v1DeleteMfaPolicyResult'>>,
  Expect<Same<mfaPolicies.GetMfaPolicyRequest, 'v1GetMfaPolicyRequest'>>,
  Expect<Same<mfaPolicies.GetMfaPolicyResponse, 'v1GetMfaPolicyResponse'>>,
  Expect<Same<mfaPolicies.GetMfaPoliciesRequest, 'v1GetMfaPoliciesRequest'>>,
  Expect<Same<mfaPolicies.GetMfaPoliciesResponse, 'v1GetMfaPoliciesResponse'>>,
  Expect<Same<mfaPolicies.GetMfaStatusRequest, 'v1GetMfaStatusRequest'>>,
  Expect<Same<mfaPolicies.MfaStatus, 'v1MfaStatus'>>,
  Expect<Same<mfaPolicies.GetMfaStatusResponse, 'v1GetMfaStatusResponse'>>,
]

export type UserTags = [
  Expect<Same<userTags.Tag, 'datav1Tag'>>,
  Expect<Same<userTags.CreateUserTagIntent, 'v1CreateUserTagIntent'>>,
  Expect<Same<userTags.UpdateUserTagIntent, 'v1UpdateUserTagIntent'>>,
  Expect<Same<userTags.DeleteUserTagsIntent, 'v1DeleteUserTagsIntent'>>,
  Expect<Same<userTags.CreateUserTagResult, 'v1CreateUserTagResult'>>,
  Expect<Same<userTags.UpdateUserTagResult, 'v1UpdateUserTagResult'>>,
  Expect<Same<userTags.DeleteUserTagsResult, 'v1DeleteUserTagsResult'>>,
  Expect<Same<userTags.ListUserTagsResponse, 'v1ListUserTagsResponse'>>,
]

export type SmartContractInterfaces = [
  Expect<Same<smartContractInterfaces.SmartContractInterfaceType, 'v1SmartContractInterfaceType'>>,
  Expect<Same<smartContractInterfaces.SmartContractInterface, 'externaldatav1SmartContractInterface'>>,
  Expect<Same<smartContractInterfaces.CreateSmartContractInterfaceIntent, 'v1CreateSmartContractInterfaceIntent'>>,
  Expect<Same<smartContractInterfaces.DeleteSmartContractInterfaceIntent, 'v1DeleteSmartContractInterfaceIntent'>>,
  Expect<Same<smartContractInterfaces.CreateSmartContractInterfaceResult, 'v1CreateSmartContractInterfaceResult'>>,
  Expect<Same<smartContractInterfaces.DeleteSmartContractInterfaceResult, 'v1DeleteSmartContractInterfaceResult'>>,
  Expect<Same<smartContractInterfaces.GetSmartContractInterfaceRequest, 'v1GetSmartContractInterfaceRequest'>>,
  Expect<Same<smartContractInterfaces.GetSmartContractInterfaceResponse, 'v1GetSmartContractInterfaceResponse'>>,
  Expect<Same<smartContractInterfaces.ListSmartContractInterfacesResponse, 'v1GetSmartContractInterfacesResponse'>>,
]

export type Differences = [
  // @ts-expect-error a field that the official type does not have
  Expect<Same<intents.ApproveActivityIntent & { more?: string }, 'v1ApproveActivityIntent'>>,
  // @ts-expect-error a field that the official type has as well
  Expect<Same<Omit<intents.StampLoginIntent, 'sessionProfileId'>, 'v1StampLoginIntent'>>,
  // @ts-expect-error a field that must be there
  Expect<Same<Partial<results.WalletResult>, 'v1WalletResult'>>,
  // @ts-expect-error a field of another type
  Expect<Same<queries.Pagination, 'v1Pagination', { limit?: number }>>,
]
