-- What tests of a connection found, whoever asked for them: the last hundred of each.
CREATE TABLE checks (
    connection_id TEXT    NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
    began_at      TEXT    NOT NULL,
    duration_ms   INTEGER NOT NULL,
    -- The state that the connection was in afterwards, or what kept it from being tested.
    outcome       TEXT    NOT NULL,
    -- In words, where it was refused.
    detail        TEXT,
    background    INTEGER NOT NULL,
    PRIMARY KEY (connection_id, began_at)
) STRICT;

-- Which reminders were shown, so that each is shown once: of this end, so many days before it.
CREATE TABLE reminders (
    connection_id  TEXT    NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
    reauthorize_by TEXT    NOT NULL,
    days           INTEGER NOT NULL,
    shown_at       TEXT    NOT NULL,
    PRIMARY KEY (connection_id, reauthorize_by, days)
) STRICT;

PRAGMA user_version = 4;
