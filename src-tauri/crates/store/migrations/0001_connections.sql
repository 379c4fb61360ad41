-- Times are RFC 3339 text in UTC with nine digits of fraction, so that they sort as text.
-- Nested values are JSON text. What is searched or sorted by has a column of its own.

CREATE TABLE connections (
    id             TEXT    NOT NULL PRIMARY KEY,
    nickname       TEXT    NOT NULL,
    -- The form in which two nicknames are compared; the domain makes it.
    nickname_key   TEXT    NOT NULL UNIQUE,
    description    TEXT    NOT NULL,
    connector      TEXT    NOT NULL,
    -- NULL is org-level.
    folder         TEXT,
    starred        INTEGER NOT NULL,
    environment    TEXT    NOT NULL,
    host           TEXT    NOT NULL,
    settings       TEXT    NOT NULL,
    -- NULL until the first sign-in.
    authorized     TEXT,
    reauthorize_by TEXT,
    state          TEXT    NOT NULL,
    status         TEXT    NOT NULL,
    created_at     TEXT    NOT NULL,
    last_tested_at TEXT
) STRICT;

-- Ciphertext that only the vault opens.
CREATE TABLE sealed_secrets (
    connection_id TEXT    NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
    field         TEXT    NOT NULL,
    generation    INTEGER NOT NULL,
    sealed        BLOB    NOT NULL,
    PRIMARY KEY (connection_id, field)
) STRICT;

-- Where the rotation of a connection's tokens stands. The intent is written before a renewal is
-- sent and cleared with its answer: one that is found at the start was cut short.
CREATE TABLE sessions (
    connection_id     TEXT    NOT NULL PRIMARY KEY REFERENCES connections (id) ON DELETE CASCADE,
    generation        INTEGER NOT NULL,
    access_expires_at TEXT    NOT NULL,
    refreshed_at      TEXT    NOT NULL,
    intent            TEXT
) STRICT;

-- What the console notes about itself: the vault's header, the version that wrote last.
CREATE TABLE console (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

-- What the person prefers: theme, column widths.
CREATE TABLE preferences (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

-- "CNXC". It and the version change in the same transaction as the tables.
PRAGMA application_id = 1129207875;
PRAGMA user_version = 1;
