import { createProxy } from 'viem-passkey-account/server'
import { SIGNER_URL } from '@/lib/signer'
import { isUser } from '@/lib/users'

/**
 * Exports and imports of keys. No proxy forwards these paths by default, so that a page without exports cannot be made to export. This
 * wallet has them, on a route that forwards nothing else: what its client sends for the words, for the key and for an import.
 */
export const POST = createProxy({
  basePath: '/api/keys',
  upstream: SIGNER_URL,
  allow: [
    '/public/v1/submit/export_wallet',
    '/public/v1/submit/export_wallet_account',
    // The requests of an import: the session of five minutes that stamps them, the import, its check, the session's end.
    '/public/v1/submit/stamp_login',
    '/public/v1/submit/init_import_wallet',
    '/public/v1/submit/import_wallet',
    '/public/v1/query/list_wallet_accounts',
    '/public/v1/query/whoami',
    '/public/v1/query/get_user',
    '/public/v1/submit/delete_api_keys',
  ],
  organizations: isUser,
  maxSessionSeconds: 300,
  onError: (error) => console.error(error.message),
})
