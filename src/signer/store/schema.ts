import { activitySchema } from './activitySchema.js'
import { exchangeSchema } from './exchangeSchema.js'
import { firstSchema } from './firstSchema.js'
import { policySchema } from './policySchema.js'
import { scopeSchema } from './scopeSchema.js'

/** `application_id` of the signer's files: "PKSG". A file with another one belongs to another program. */
export const applicationId = 0x504b5347

/**
 * The migrations, one a schema version. A file's `user_version` is the number of those applied to it. Once released, an entry
 * is never edited: a change is a new entry.
 */
export const migrations: readonly string[] = [
  firstSchema,
  `
  -- Activities and votes refer to them for good, so deleted ones keep their rows.
  ALTER TABLE organizations ADD COLUMN deleted_ms INTEGER;
  ALTER TABLE users ADD COLUMN deleted_ms INTEGER;

  CREATE INDEX organizations_by_name ON organizations (name);
  CREATE INDEX users_by_name ON users (name);
  CREATE INDEX users_by_email ON users (email) WHERE email IS NOT NULL;
  CREATE INDEX users_by_phone_number ON users (phone_number) WHERE phone_number IS NOT NULL;
  `,
  `
  -- Finds waiting and failed activities among few rows. Nearly all activities are completed, and cost this index nothing.
  CREATE INDEX activities_not_completed ON activities (organization_id, id)
    WHERE status <> 'ACTIVITY_STATUS_COMPLETED';
  `,
  `
  -- Microseconds that the signer worked on it. Null for older activities.
  ALTER TABLE activities ADD COLUMN took_us INTEGER;

  -- The console searches by the beginning of names and addresses, in any case.
  DROP INDEX organizations_by_name;
  DROP INDEX users_by_name;
  DROP INDEX users_by_email;
  CREATE INDEX organizations_by_name ON organizations (name COLLATE NOCASE);
  CREATE INDEX users_by_name ON users (name COLLATE NOCASE);
  CREATE INDEX users_by_email ON users (email COLLATE NOCASE) WHERE email IS NOT NULL;
  CREATE INDEX wallet_accounts_by_any_case ON wallet_accounts (address COLLATE NOCASE);
  CREATE INDEX private_key_addresses_by_any_case ON private_key_addresses (address COLLATE NOCASE);
  `,
  `
  -- Uncompressed point of a P-256 key, hex. Parsing it takes no square root. Null for older keys.
  ALTER TABLE api_keys ADD COLUMN point TEXT;
  `,
  `
  -- Finds a passkey that is registered already under another id.
  CREATE INDEX authenticators_by_public_key ON authenticators (public_key, organization_id);
  `,
  `
  -- The vote of a submission had the activity's whole body in it once more. Now its message is null.
  CREATE TABLE short_votes (
    id TEXT PRIMARY KEY,
    activity_id TEXT NOT NULL REFERENCES activities (id),
    user_id TEXT NOT NULL REFERENCES users (id),
    selection TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    message TEXT,
    public_key TEXT NOT NULL,
    signature TEXT NOT NULL,
    scheme TEXT NOT NULL,
    created_ms INTEGER NOT NULL
  ) STRICT;
  INSERT INTO short_votes (id, activity_id, user_id, selection, fingerprint, message, public_key, signature, scheme, created_ms)
    SELECT votes.id, activity_id, user_id, selection, votes.fingerprint,
      CASE WHEN votes.fingerprint = activities.fingerprint THEN NULL ELSE message END,
      public_key, signature, scheme, votes.created_ms
    FROM votes JOIN activities ON activities.id = activity_id ORDER BY votes.rowid;
  DROP TABLE votes;
  ALTER TABLE short_votes RENAME TO votes;
  CREATE INDEX votes_by_activity ON votes (activity_id, id);
  CREATE UNIQUE INDEX votes_by_fingerprint ON votes (fingerprint, user_id);

  -- Filters by type and status read this index alone, and no long bodies.
  DROP INDEX activities_by_organization;
  CREATE INDEX activities_by_organization ON activities (organization_id, id, type, status);

  -- Pages of a wallet's accounts are in the order of rowids, which every index has at its end.
  CREATE INDEX wallet_accounts_by_wallet ON wallet_accounts (wallet_id);
  `,
  `
  -- Filters of list_activities read one index each, in the order of the page. Ids are UUIDv7: they end with the newest.
  DROP INDEX activities_by_organization;
  DROP INDEX activities_not_completed;
  CREATE INDEX activities_by_organization ON activities (organization_id, id);
  CREATE INDEX activities_by_type ON activities (organization_id, type, status, id);

  -- The same for list_suborgs: a name may be that of a hundred thousand users. The others ignore case, for the console.
  DROP INDEX organizations_by_parent;
  CREATE INDEX organizations_by_parent ON organizations (parent_id, id) WHERE deleted_ms IS NULL;
  CREATE INDEX organizations_by_creation ON organizations (parent_id) WHERE deleted_ms IS NULL;
  CREATE INDEX organizations_by_exact_name ON organizations (parent_id, name, id) WHERE deleted_ms IS NULL;
  CREATE INDEX users_by_exact_name ON users (name, organization_id) WHERE deleted_ms IS NULL;
  CREATE INDEX users_by_exact_email ON users (email, organization_id) WHERE email IS NOT NULL AND deleted_ms IS NULL;
  DROP INDEX users_by_phone_number;
  CREATE INDEX users_by_phone_number ON users (phone_number, organization_id)
    WHERE phone_number IS NOT NULL AND deleted_ms IS NULL;

  -- What has been deleted is not found, and not looked at.
  DROP INDEX organizations_by_name;
  DROP INDEX users_by_organization;
  DROP INDEX users_by_name;
  DROP INDEX users_by_email;
  CREATE INDEX organizations_by_name ON organizations (name COLLATE NOCASE) WHERE deleted_ms IS NULL;
  CREATE INDEX users_by_organization ON users (organization_id) WHERE deleted_ms IS NULL;
  CREATE INDEX users_by_name ON users (name COLLATE NOCASE) WHERE deleted_ms IS NULL;
  CREATE INDEX users_by_email ON users (email COLLATE NOCASE) WHERE email IS NOT NULL AND deleted_ms IS NULL;
  `,
  exchangeSchema,
  policySchema,
  scopeSchema,
  activitySchema,
  `
  -- The oldest of the sub-organizations that share a key or a passkey, in order: every index has the rowids at its end.
  CREATE INDEX api_keys_by_age ON api_keys (public_key);
  CREATE INDEX authenticators_by_age ON authenticators (credential_id);
  `,
]
