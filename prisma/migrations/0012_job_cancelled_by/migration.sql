-- AlterTable: a column that may be null needs no new table, also where it refers to another (SQLite, "ALTER TABLE ADD COLUMN").
ALTER TABLE "Job" ADD COLUMN "cancelledById" TEXT REFERENCES "User" ("id") ON DELETE SET NULL ON UPDATE CASCADE;
