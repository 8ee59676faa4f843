CREATE TABLE IF NOT EXISTS "__EFMigrationsHistory" (
    "MigrationId" TEXT NOT NULL CONSTRAINT "PK___EFMigrationsHistory" PRIMARY KEY,
    "ProductVersion" TEXT NOT NULL
);

BEGIN TRANSACTION;
CREATE TABLE "policy_revision" (
    "number" INTEGER NOT NULL CONSTRAINT "PK_policy_revision" PRIMARY KEY,
    "yaml" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "author" TEXT NOT NULL,
    "note" TEXT NULL,
    "created_at" INTEGER NOT NULL
);

INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261124230740_Initial', '10.0.15');

INSERT INTO "policy_revision" VALUES (1, 'rules: []', 'hash', 'wanda', 'kept since version 1', 1772600767089);

COMMIT;
