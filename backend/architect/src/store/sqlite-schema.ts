/** Every step of the embedded database's schema, in order. A released step is never edited. */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE documents (
    id TEXT PRIMARY KEY,
    type TEXT NOT NULL,
    name TEXT NOT NULL,
    category TEXT NOT NULL,
    subcategory TEXT NOT NULL,
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    cache_path TEXT NOT NULL UNIQUE,
    recipe_text TEXT NOT NULL
  ) STRICT;
  CREATE INDEX documents_by_time ON documents (updated_at DESC, id);

  CREATE TABLE outbox (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    timestamp TEXT NOT NULL,
    event TEXT NOT NULL
  ) STRICT;

  CREATE TABLE jobs (
    asset_id TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    priority INTEGER NOT NULL,
    options TEXT NOT NULL,
    forced INTEGER NOT NULL,
    state TEXT NOT NULL,
    token INTEGER NOT NULL,
    owner TEXT,
    lease_until INTEGER,
    attempts INTEGER NOT NULL,
    cancel_requested INTEGER NOT NULL,
    position INTEGER NOT NULL,
    error TEXT
  ) STRICT;
  CREATE INDEX jobs_by_turn ON jobs (state, priority DESC, position);
  CREATE TABLE job_cursor (only INTEGER PRIMARY KEY CHECK (only = 1), sequence INTEGER NOT NULL) STRICT;
  INSERT INTO job_cursor VALUES (1, 0);

  CREATE TABLE builds (
    cache_key TEXT PRIMARY KEY,
    content_hash TEXT NOT NULL,
    size_bytes INTEGER NOT NULL,
    report TEXT NOT NULL,
    used_at INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE asset_builds (
    asset_id TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    cache_key TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    size_bytes INTEGER NOT NULL,
    options TEXT NOT NULL,
    path TEXT NOT NULL
  ) STRICT;
  CREATE INDEX asset_builds_by_hash ON asset_builds (content_hash);
  `,
];
