-- What is waiting is looked for as often as what went wrong: every state but delivered, in which most mail ends.
DROP INDEX recipient_status;
CREATE INDEX recipient_status ON recipient (status) WHERE status <> 2;
CREATE INDEX message_refused ON message (accepted) WHERE accepted = 0;

-- The books of the whole day as they were counted last, status -1 for the accepted; empty since a line was loaded.
CREATE TABLE books (
    status INTEGER PRIMARY KEY,
    recipients INTEGER NOT NULL);
