/**
 * What limits a session or asks a user for more than one credential, and what became of it at each vote. Session profiles never
 * change. MFA policies have versions and sets, as policies do, one set for each user.
 */
export const scopeSchema = `
  CREATE TABLE session_profiles (
    id TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    name TEXT NOT NULL,
    scope TEXT NOT NULL,
    expiration_seconds INTEGER,
    notes TEXT,
    created_ms INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX session_profiles_by_organization ON session_profiles (organization_id);
  ALTER TABLE api_keys ADD COLUMN session_profile_id TEXT;

  CREATE TABLE mfa_policy_versions (
    version INTEGER PRIMARY KEY,
    mfa_policy_id TEXT NOT NULL,
    user_id TEXT NOT NULL REFERENCES users (id),
    name TEXT NOT NULL,
    condition TEXT NOT NULL,
    steps TEXT NOT NULL,
    position INTEGER NOT NULL,
    notes TEXT,
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE mfa_policy_sets (
    id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id),
    versions TEXT NOT NULL,
    created_ms INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX mfa_policy_sets_by_user ON mfa_policy_sets (user_id);

  -- One for each vote that a session with a profile cast, or a user with MFA policies. The facts are those of policies.
  CREATE TABLE limit_evaluations (
    vote_id TEXT PRIMARY KEY REFERENCES votes (id),
    activity_id TEXT NOT NULL REFERENCES activities (id),
    session_profile_id TEXT REFERENCES session_profiles (id),
    is_in_scope INTEGER,
    mfa_set_id TEXT REFERENCES mfa_policy_sets (id),
    mfa_version INTEGER REFERENCES mfa_policy_versions (version),
    satisfied_methods TEXT,
    is_satisfied INTEGER,
    facts TEXT NOT NULL
  ) STRICT;
  CREATE INDEX limit_evaluations_by_activity ON limit_evaluations (activity_id);

  -- A user may cast the same bytes with several keys: MFA policies count votes by key.
  DROP INDEX votes_by_fingerprint;
  CREATE UNIQUE INDEX votes_by_fingerprint ON votes (fingerprint, user_id, public_key);
`
