CREATE TABLE IF NOT EXISTS "__EFMigrationsHistory" (
    "MigrationId" TEXT NOT NULL CONSTRAINT "PK___EFMigrationsHistory" PRIMARY KEY,
    "ProductVersion" TEXT NOT NULL
);

BEGIN TRANSACTION;
CREATE TABLE "quarantine" (
    "mail_id" TEXT NOT NULL,
    "recipient" INTEGER NOT NULL,
    "address" TEXT NOT NULL,
    "address_key" TEXT NOT NULL,
    "sender" TEXT NOT NULL,
    "sender_key" TEXT NOT NULL,
    "subject" TEXT NULL,
    "subject_key" TEXT NULL,
    "area" TEXT NOT NULL,
    "rule" TEXT NULL,
    "reason" TEXT NULL,
    "size" INTEGER NOT NULL,
    "content_key" TEXT NOT NULL,
    "at" INTEGER NOT NULL,
    "expires_at" INTEGER NOT NULL,
    "released_as" TEXT NULL,
    "release_note" TEXT NULL,
    CONSTRAINT "PK_quarantine" PRIMARY KEY ("mail_id", "recipient")
);

CREATE TABLE "quarantine_record" (
    "mail_id" TEXT NOT NULL CONSTRAINT "PK_quarantine_record" PRIMARY KEY,
    "record" TEXT NOT NULL
);

CREATE INDEX "quarantine_address" ON "quarantine" ("address_key", "at");

CREATE INDEX "quarantine_area" ON "quarantine" ("area", "at");

CREATE INDEX "quarantine_at" ON "quarantine" ("at");

CREATE INDEX "quarantine_claim" ON "quarantine" ("released_as");

CREATE INDEX "quarantine_content" ON "quarantine" ("content_key");

CREATE INDEX "quarantine_expiry" ON "quarantine" ("expires_at");

CREATE INDEX "quarantine_sender" ON "quarantine" ("sender_key", "at");

INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261124230754_Initial', '10.0.15');

ALTER TABLE "quarantine" ADD "claim_node" TEXT NULL;

INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261201110701_ClaimNode', '10.0.15');

ALTER TABLE "quarantine" ADD "arriving_on" TEXT NULL;

ALTER TABLE "quarantine" ADD "release_committed" INTEGER NOT NULL DEFAULT 0;

CREATE INDEX "quarantine_arriving" ON "quarantine" ("arriving_on") WHERE arriving_on IS NOT NULL;

INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261201141501_NodesAtWork', '10.0.15');

INSERT INTO "quarantine_record" VALUES ('019CB71F-2C30-7000-8000-000000000001', '{}');
INSERT INTO "quarantine" VALUES ('019CB71F-2C30-7000-8000-000000000001', 0, 'Rita@example.org', 'rita@example.org', '', '', 'Hello', 'hello',
    'default', NULL, 'kept since version 3', 12, '019cb71f2c3070008000000000000001', 1772600767089, 1775192767089, NULL, NULL, NULL, NULL, 0);

COMMIT;
