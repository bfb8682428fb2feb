/**
 * An activity and the vote of its submission in one row, with ids and hashes as bytes: one row and three indexes instead of two
 * rows and seven. Votes that come later, and evaluations, refer to it by its bytes.
 *
 * Its organization and its user are not foreign keys, because the signer has just read both and never deletes their rows.
 * Evaluations name a vote that may be in either table.
 */
export const activitySchema = `
  CREATE TABLE short_activities (
    id BLOB PRIMARY KEY,
    organization_id BLOB NOT NULL,
    fingerprint BLOB NOT NULL,
    type TEXT NOT NULL,
    status TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL,
    took_us INTEGER,
    -- The vote of the submission, an approval with the same fingerprint.
    vote_id BLOB,
    user_id BLOB,
    public_key TEXT,
    signature TEXT,
    scheme TEXT,
    voted_ms INTEGER,
    body TEXT NOT NULL,
    result TEXT,
    failure TEXT
  ) STRICT;
  INSERT INTO short_activities (id, organization_id, fingerprint, type, status, created_ms, updated_ms, took_us, vote_id,
      user_id, public_key, signature, scheme, voted_ms, body, result, failure)
    SELECT unhex(activities.id, '-'), unhex(organization_id, '-'), unhex(substr(activities.fingerprint, 8)), type, status,
      activities.created_ms, updated_ms, took_us, unhex(votes.id, '-'), unhex(user_id, '-'), public_key, signature, scheme,
      votes.created_ms, body, result, failure
    FROM activities LEFT JOIN votes ON votes.rowid = (
      SELECT min(own.rowid) FROM votes AS own
      WHERE own.activity_id = activities.id AND own.fingerprint = activities.fingerprint
    ) ORDER BY activities.rowid;

  CREATE TABLE later_votes (
    id TEXT PRIMARY KEY,
    activity_id BLOB NOT NULL REFERENCES short_activities (id),
    user_id TEXT NOT NULL REFERENCES users (id),
    selection TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    message TEXT NOT NULL,
    public_key TEXT NOT NULL,
    signature TEXT NOT NULL,
    scheme TEXT NOT NULL,
    created_ms INTEGER NOT NULL
  ) STRICT;
  INSERT INTO later_votes (id, activity_id, user_id, selection, fingerprint, message, public_key, signature, scheme, created_ms)
    SELECT votes.id, unhex(activity_id, '-'), user_id, selection, votes.fingerprint, coalesce(message, body), public_key,
      signature, scheme, votes.created_ms
    FROM votes JOIN activities ON activities.id = activity_id
    WHERE unhex(votes.id, '-') IS NOT (
      SELECT vote_id FROM short_activities WHERE short_activities.id = unhex(activity_id, '-')
    ) ORDER BY votes.rowid;

  CREATE TABLE short_policy_evaluations (
    id TEXT PRIMARY KEY,
    activity_id BLOB NOT NULL REFERENCES short_activities (id),
    vote_id TEXT NOT NULL,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    set_id TEXT NOT NULL REFERENCES policy_sets (id),
    outcome TEXT NOT NULL,
    outcomes TEXT NOT NULL,
    facts TEXT NOT NULL,
    created_ms INTEGER NOT NULL
  ) STRICT;
  INSERT INTO short_policy_evaluations (id, activity_id, vote_id, organization_id, set_id, outcome, outcomes, facts, created_ms)
    SELECT id, unhex(activity_id, '-'), vote_id, organization_id, set_id, outcome, outcomes, facts, created_ms
    FROM policy_evaluations ORDER BY rowid;

  CREATE TABLE short_limit_evaluations (
    vote_id TEXT PRIMARY KEY,
    activity_id BLOB NOT NULL REFERENCES short_activities (id),
    session_profile_id TEXT REFERENCES session_profiles (id),
    is_in_scope INTEGER,
    mfa_set_id TEXT REFERENCES mfa_policy_sets (id),
    mfa_version INTEGER REFERENCES mfa_policy_versions (version),
    satisfied_methods TEXT,
    is_satisfied INTEGER,
    facts TEXT NOT NULL
  ) STRICT;
  INSERT INTO short_limit_evaluations (vote_id, activity_id, session_profile_id, is_in_scope, mfa_set_id, mfa_version,
      satisfied_methods, is_satisfied, facts)
    SELECT vote_id, unhex(activity_id, '-'), session_profile_id, is_in_scope, mfa_set_id, mfa_version, satisfied_methods,
      is_satisfied, facts
    FROM limit_evaluations ORDER BY rowid;

  DROP TABLE limit_evaluations;
  DROP TABLE policy_evaluations;
  DROP TABLE votes;
  DROP TABLE activities;
  ALTER TABLE short_activities RENAME TO activities;
  ALTER TABLE later_votes RENAME TO votes;
  ALTER TABLE short_policy_evaluations RENAME TO policy_evaluations;
  ALTER TABLE short_limit_evaluations RENAME TO limit_evaluations;

  CREATE UNIQUE INDEX activities_by_fingerprint ON activities (fingerprint, organization_id);
  -- Lists without a filter merge its types and statuses, of which an organization has few.
  CREATE INDEX activities_by_type ON activities (organization_id, type, status, id);
  CREATE INDEX votes_by_activity ON votes (activity_id, id);
  CREATE UNIQUE INDEX votes_by_fingerprint ON votes (fingerprint, user_id, public_key);
  CREATE INDEX policy_evaluations_by_activity ON policy_evaluations (activity_id);
  CREATE INDEX policy_evaluations_by_organization ON policy_evaluations (organization_id);
  CREATE INDEX limit_evaluations_by_activity ON limit_evaluations (activity_id);
`
