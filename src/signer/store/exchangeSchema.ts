/** Adds what exports and imports need. */
export const exchangeSchema = `
-- Keys that have not been exported are deleted with \`deleteWithoutExport\` only.
ALTER TABLE wallets ADD COLUMN exported INTEGER NOT NULL DEFAULT 0;
ALTER TABLE wallets ADD COLUMN imported INTEGER NOT NULL DEFAULT 0;
ALTER TABLE wallet_accounts ADD COLUMN exported INTEGER NOT NULL DEFAULT 0;
ALTER TABLE private_keys ADD COLUMN exported INTEGER NOT NULL DEFAULT 0;

-- Private keys for which clients seal what they import. Each opens one import.
CREATE TABLE import_keys (
  id TEXT PRIMARY KEY,
  organization_id TEXT NOT NULL REFERENCES organizations (id),
  user_id TEXT NOT NULL REFERENCES users (id),
  kind TEXT NOT NULL,
  sealed_key BLOB NOT NULL,
  created_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX import_keys_by_user ON import_keys (user_id, kind);
`
