/**
 * The tables of the first version. Every credential, wallet and key has its organization's id, so that no query reads across
 * organizations by mistake.
 */
export const firstSchema = `
  CREATE TABLE meta (
    name TEXT PRIMARY KEY,
    value BLOB NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE organizations (
    id TEXT PRIMARY KEY,
    parent_id TEXT REFERENCES organizations (id),
    name TEXT NOT NULL,
    quorum_threshold INTEGER NOT NULL,
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX organizations_by_parent ON organizations (parent_id, id);

  CREATE TABLE users (
    id TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    name TEXT NOT NULL,
    email TEXT,
    phone_number TEXT,
    tags TEXT NOT NULL,
    in_root_quorum INTEGER NOT NULL,
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX users_by_organization ON users (organization_id);

  CREATE TABLE api_keys (
    id TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    user_id TEXT NOT NULL REFERENCES users (id),
    name TEXT NOT NULL,
    public_key TEXT NOT NULL,
    type TEXT NOT NULL,
    expiration_seconds INTEGER,
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX api_keys_by_public_key ON api_keys (public_key, organization_id);
  CREATE INDEX api_keys_by_user ON api_keys (user_id);

  CREATE TABLE authenticators (
    id TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    user_id TEXT NOT NULL REFERENCES users (id),
    name TEXT NOT NULL,
    credential_id TEXT NOT NULL,
    public_key TEXT NOT NULL,
    rp_id_hash BLOB NOT NULL,
    aaguid TEXT NOT NULL,
    attestation_type TEXT NOT NULL,
    transports TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX authenticators_by_credential ON authenticators (credential_id, organization_id);
  CREATE INDEX authenticators_by_user ON authenticators (user_id);

  CREATE TABLE wallets (
    id TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    name TEXT NOT NULL,
    sealed_mnemonic BLOB NOT NULL,
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX wallets_by_name ON wallets (organization_id, name);

  CREATE TABLE wallet_accounts (
    id TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    wallet_id TEXT NOT NULL REFERENCES wallets (id),
    name TEXT,
    curve TEXT NOT NULL,
    path_format TEXT NOT NULL,
    path TEXT NOT NULL,
    address_format TEXT NOT NULL,
    address TEXT NOT NULL,
    public_key TEXT NOT NULL,
    sealed_key BLOB NOT NULL,
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX wallet_accounts_by_address ON wallet_accounts (address, organization_id);
  CREATE UNIQUE INDEX wallet_accounts_by_path ON wallet_accounts (wallet_id, path, curve, address_format);
  CREATE INDEX wallet_accounts_by_organization ON wallet_accounts (organization_id);

  CREATE TABLE private_keys (
    id TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    name TEXT NOT NULL,
    curve TEXT NOT NULL,
    public_key TEXT NOT NULL,
    tags TEXT NOT NULL,
    imported INTEGER NOT NULL,
    sealed_key BLOB NOT NULL,
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX private_keys_by_public_key ON private_keys (organization_id, public_key);
  CREATE UNIQUE INDEX private_keys_by_name ON private_keys (organization_id, name);

  CREATE TABLE private_key_addresses (
    private_key_id TEXT NOT NULL REFERENCES private_keys (id),
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    position INTEGER NOT NULL,
    format TEXT NOT NULL,
    address TEXT NOT NULL,
    PRIMARY KEY (private_key_id, position)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX private_key_addresses_by_address ON private_key_addresses (address, organization_id);

  CREATE TABLE activities (
    id TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    fingerprint TEXT NOT NULL,
    type TEXT NOT NULL,
    body TEXT NOT NULL,
    status TEXT NOT NULL,
    result TEXT,
    failure TEXT,
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX activities_by_fingerprint ON activities (fingerprint, organization_id);
  CREATE INDEX activities_by_organization ON activities (organization_id, id);

  CREATE TABLE votes (
    id TEXT PRIMARY KEY,
    activity_id TEXT NOT NULL REFERENCES activities (id),
    user_id TEXT NOT NULL REFERENCES users (id),
    selection TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    message TEXT NOT NULL,
    public_key TEXT NOT NULL,
    signature TEXT NOT NULL,
    scheme TEXT NOT NULL,
    created_ms INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX votes_by_activity ON votes (activity_id, id);
  CREATE UNIQUE INDEX votes_by_fingerprint ON votes (fingerprint, user_id);
`
