-- Connections that are to be signed in to again, one after another; how each stands is JSON text.
-- No secret is here. There is no reference, so that one which is deleted meanwhile can be told.
CREATE TABLE reauthorize_queue (
    position      INTEGER NOT NULL PRIMARY KEY,
    connection_id TEXT    NOT NULL UNIQUE,
    item          TEXT    NOT NULL
) STRICT;

-- While a client's secret is being replaced, the one of the two that a connection does not use: the
-- new one before it is switched over, the old one after. Ciphertext that only the vault opens.
CREATE TABLE other_secrets (
    connection_id TEXT    NOT NULL PRIMARY KEY REFERENCES connections (id) ON DELETE CASCADE,
    field         TEXT    NOT NULL,
    generation    INTEGER NOT NULL,
    sealed        BLOB    NOT NULL,
    -- JSON text: what goes with the secret, and how far the connection is.
    change        TEXT    NOT NULL
) STRICT;

PRAGMA user_version = 5;
