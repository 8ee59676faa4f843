-- Every address of the day once: rows stay small, and a pattern is matched against distinct addresses instead of every row.
CREATE TABLE address (
    id INTEGER PRIMARY KEY,
    spelling TEXT NOT NULL UNIQUE,
    key TEXT NOT NULL);
CREATE INDEX address_key ON address (key);

-- logged_at is NULL while only later lines of the message have come. Times are Unix milliseconds; fraction is the rest in ticks.
CREATE TABLE message (
    id INTEGER PRIMARY KEY,
    mail_id BLOB NOT NULL UNIQUE,
    at INTEGER NOT NULL,
    logged_at INTEGER,
    fraction INTEGER,
    session BLOB,
    listener TEXT,
    client TEXT,
    helo TEXT,
    tls TEXT,
    sender INTEGER REFERENCES address (id),
    subject TEXT,
    subject_key TEXT,
    message_id_header TEXT,
    size INTEGER,
    accepted INTEGER,
    reply TEXT,
    recipients INTEGER,
    released_from BLOB);
CREATE INDEX message_sender ON message (sender);
CREATE INDEX message_client ON message (client);
CREATE INDEX message_header ON message (message_id_header);
CREATE VIRTUAL TABLE subject_index USING fts5 (
    subject_key, content = 'message', content_rowid = 'id', tokenize = 'trigram case_sensitive 1', detail = none);

-- Brotli; apart from message, so that a scan of messages does not read them.
CREATE TABLE decision (
    message INTEGER PRIMARY KEY REFERENCES message (id),
    record BLOB NOT NULL);

CREATE TABLE recipient (
    message INTEGER NOT NULL REFERENCES message (id),
    number INTEGER NOT NULL,
    address INTEGER REFERENCES address (id),
    direction INTEGER,
    disposition INTEGER,
    rule TEXT,
    area TEXT,
    status INTEGER,
    status_class INTEGER,
    status_at INTEGER,
    status_rank INTEGER,
    note TEXT,
    PRIMARY KEY (message, number)) WITHOUT ROWID;
CREATE INDEX recipient_address ON recipient (address);
-- Most mail is delivered: what is looked for is the rest, and an index of the rest alone costs next to nothing.
CREATE INDEX recipient_status ON recipient (status) WHERE status NOT IN (0, 2);
CREATE INDEX recipient_disposition ON recipient (disposition) WHERE disposition <> 'deliver';

CREATE TABLE attempt (
    message INTEGER NOT NULL REFERENCES message (id),
    recipient INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    at INTEGER NOT NULL,
    next_hop TEXT NOT NULL,
    outcome TEXT NOT NULL,
    reply TEXT NOT NULL,
    tls TEXT,
    PRIMARY KEY (message, recipient, attempt)) WITHOUT ROWID;

CREATE TABLE refusal (
    session BLOB NOT NULL,
    number INTEGER NOT NULL,
    at INTEGER NOT NULL,
    listener TEXT NOT NULL,
    client TEXT NOT NULL,
    helo TEXT,
    sender INTEGER REFERENCES address (id),
    recipient INTEGER REFERENCES address (id),
    command TEXT NOT NULL,
    reply TEXT NOT NULL,
    mail_id BLOB,
    PRIMARY KEY (session, number)) WITHOUT ROWID;
CREATE INDEX refusal_at ON refusal (at);
CREATE INDEX refusal_client ON refusal (client);
CREATE INDEX refusal_sender ON refusal (sender);
CREATE INDEX refusal_recipient ON refusal (recipient);
