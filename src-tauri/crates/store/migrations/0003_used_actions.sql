-- The actions that a person has marked as used with a connection: what its scopes are measured by.
CREATE TABLE used_actions (
    connection_id TEXT NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
    action        TEXT NOT NULL,
    PRIMARY KEY (connection_id, action)
) STRICT;

PRAGMA user_version = 3;
