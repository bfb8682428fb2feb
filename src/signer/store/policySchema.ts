/**
 * Policies, and what becomes of them at each vote. A policy's versions are only appended, and so are the sets: a set has the
 * versions that are in force at once, in the order of their creation. So an evaluation, which names its set, can be explained
 * after the policies have changed.
 */
export const policySchema = `
  CREATE TABLE policy_versions (
    version INTEGER PRIMARY KEY,
    policy_id TEXT NOT NULL,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    name TEXT NOT NULL,
    effect TEXT NOT NULL,
    condition TEXT,
    consensus TEXT,
    time TEXT,
    notes TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX policy_versions_by_policy ON policy_versions (policy_id);

  CREATE TABLE policy_sets (
    id TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    versions TEXT NOT NULL,
    created_ms INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX policy_sets_by_organization ON policy_sets (organization_id);

  -- One letter for each policy of the set, in its order. The facts are what the request says nothing about: the key that
  -- signs, the interface of the contract, and how far the history of users had come.
  CREATE TABLE policy_evaluations (
    id TEXT PRIMARY KEY,
    activity_id TEXT NOT NULL REFERENCES activities (id),
    vote_id TEXT NOT NULL REFERENCES votes (id),
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    set_id TEXT NOT NULL REFERENCES policy_sets (id),
    outcome TEXT NOT NULL,
    outcomes TEXT NOT NULL,
    facts TEXT NOT NULL,
    created_ms INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX policy_evaluations_by_activity ON policy_evaluations (activity_id);
  CREATE INDEX policy_evaluations_by_organization ON policy_evaluations (organization_id);

  CREATE TABLE user_tags (
    id TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    name TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL,
    deleted_ms INTEGER
  ) STRICT;
  CREATE INDEX user_tags_by_organization ON user_tags (organization_id) WHERE deleted_ms IS NULL;

  -- What a user was until a change. An evaluation knows which changes came after it.
  CREATE TABLE user_history (
    version INTEGER PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id),
    name TEXT NOT NULL,
    email TEXT,
    tags TEXT NOT NULL
  ) STRICT;
  CREATE INDEX user_history_by_user ON user_history (user_id);

  -- Never changed, and kept when deleted, because evaluations refer to them.
  CREATE TABLE smart_contract_interfaces (
    id TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    address TEXT NOT NULL,
    type TEXT NOT NULL,
    interface TEXT NOT NULL,
    label TEXT NOT NULL,
    notes TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    deleted_ms INTEGER
  ) STRICT;
  CREATE INDEX smart_contract_interfaces_by_address ON smart_contract_interfaces (organization_id, address COLLATE NOCASE)
    WHERE deleted_ms IS NULL;
`
