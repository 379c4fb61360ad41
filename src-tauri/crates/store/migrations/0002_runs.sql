-- What was run, secrets masked. Texts that a connection had at the time stay with its runs: there
-- is no reference, so that they outlive it. What a list shows and asks for is in this table, what
-- an opened run shows is beside it, so that a list never reads past long answers.
CREATE TABLE runs (
    -- When it began, in microseconds of Unix time, or the next that is free: newest first is one
    -- walk along the key, and a page begins where the last one ended.
    position      INTEGER NOT NULL PRIMARY KEY,
    id            TEXT    NOT NULL UNIQUE,
    began_at      TEXT    NOT NULL,
    duration_ms   INTEGER NOT NULL,
    connection_id TEXT    NOT NULL,
    nickname      TEXT    NOT NULL,
    address       TEXT    NOT NULL,
    connector     TEXT    NOT NULL,
    -- NULL where nobody had signed in.
    identity      TEXT,
    action        TEXT    NOT NULL,
    action_name   TEXT    NOT NULL,
    effect        TEXT    NOT NULL,
    outcome       TEXT    NOT NULL,
    -- Which kind of refusal; NULL for none.
    refusal       TEXT,
    status        INTEGER,
    request_id    TEXT,
    -- Both NULL for a run by hand.
    scenario      TEXT,
    step          TEXT,
    -- Bytes, contents and words.
    size          INTEGER NOT NULL
) STRICT;

CREATE INDEX runs_by_connection ON runs (connection_id, position);
CREATE INDEX runs_by_action ON runs (connector, action, position);
CREATE INDEX runs_by_outcome ON runs (outcome, position);
-- Its sum is what the history takes.
CREATE INDEX runs_by_size ON runs (size);

-- JSON text each.
CREATE TABLE run_contents (
    position INTEGER NOT NULL PRIMARY KEY REFERENCES runs (position) ON DELETE CASCADE,
    inputs   TEXT    NOT NULL,
    requests TEXT    NOT NULL,
    answer   TEXT    NOT NULL
) STRICT;

-- What is searched, by the same position as its rowid.
CREATE VIRTUAL TABLE run_words USING fts5 (words, tokenize = 'unicode61 remove_diacritics 2');

PRAGMA user_version = 2;
