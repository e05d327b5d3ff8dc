-- AlterTable
ALTER TABLE "User" ADD COLUMN "lastSeenAt" DATETIME;

-- AlterTable
ALTER TABLE "Node" ADD COLUMN "setAsideAt" DATETIME;
ALTER TABLE "Node" ADD COLUMN "setAsideNote" TEXT;

-- AlterTable
ALTER TABLE "Class" ADD COLUMN "nodePasswordsOnCards" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "ClassJoin" (
    "classId" TEXT NOT NULL PRIMARY KEY,
    "codeSealed" TEXT NOT NULL,
    "endsAt" DATETIME NOT NULL,
    "createdById" TEXT,
    "createdAt" DATETIME NOT NULL,
    CONSTRAINT "ClassJoin_classId_fkey" FOREIGN KEY ("classId") REFERENCES "Class" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
