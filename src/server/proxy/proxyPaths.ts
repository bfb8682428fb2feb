/**
 * The paths that {@link createProxy} forwards by default: those that the functions of the root entry request from a page, except
 * exports and imports. Add those, and what your page calls of `/actions`, to `allow`.
 */
export const proxyPaths: readonly string[] = Object.freeze([
  '/public/v1/query/get_activity',
  '/public/v1/query/get_api_keys',
  '/public/v1/query/get_authenticator',
  '/public/v1/query/get_authenticators',
  '/public/v1/query/get_mfa_status',
  '/public/v1/query/get_private_key',
  '/public/v1/query/get_user',
  '/public/v1/query/get_wallet',
  '/public/v1/query/get_wallet_account',
  '/public/v1/query/list_activities',
  '/public/v1/query/list_private_keys',
  '/public/v1/query/list_suborgs',
  '/public/v1/query/list_users',
  '/public/v1/query/list_wallet_accounts',
  '/public/v1/query/list_wallets',
  '/public/v1/query/whoami',
  '/public/v1/submit/approve_activity',
  '/public/v1/submit/create_authenticators',
  '/public/v1/submit/create_wallet',
  '/public/v1/submit/create_wallet_accounts',
  '/public/v1/submit/delete_api_keys',
  '/public/v1/submit/delete_authenticators',
  '/public/v1/submit/reject_activity',
  '/public/v1/submit/sign_raw_payload',
  '/public/v1/submit/sign_raw_payloads',
  '/public/v1/submit/sign_transaction',
  '/public/v1/submit/stamp_login',
])
