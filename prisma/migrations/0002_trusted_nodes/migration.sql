-- AlterTable
ALTER TABLE "Class" ADD COLUMN "defaultCredentialKind" TEXT;
ALTER TABLE "Class" ADD COLUMN "defaultCredentialSealed" TEXT;
ALTER TABLE "Class" ADD COLUMN "defaultJumpNodeId" TEXT;
ALTER TABLE "Class" ADD COLUMN "defaultLoginUser" TEXT;
ALTER TABLE "Class" ADD COLUMN "defaultPort" INTEGER;
ALTER TABLE "Class" ADD COLUMN "defaultRootPasswordSealed" TEXT;

-- CreateTable
CREATE TABLE "Operation" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "kind" TEXT NOT NULL,
    "classId" TEXT,
    "createdById" TEXT,
    "state" TEXT NOT NULL,
    "input" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL,
    "endedAt" DATETIME,
    CONSTRAINT "Operation_classId_fkey" FOREIGN KEY ("classId") REFERENCES "Class" ("id") ON DELETE SET NULL ON UPDATE CASCADE,
    CONSTRAINT "Operation_createdById_fkey" FOREIGN KEY ("createdById") REFERENCES "User" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "PanelKey" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "publicKey" TEXT NOT NULL,
    "privateKeySealed" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL
);

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_Node" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "classId" TEXT,
    "host" TEXT NOT NULL,
    "port" INTEGER NOT NULL,
    "loginUser" TEXT NOT NULL,
    "credentialKind" TEXT NOT NULL,
    "credentialSealed" TEXT NOT NULL,
    "rootPasswordSealed" TEXT,
    "jumpNodeId" TEXT,
    "hostKey" TEXT,
    "offeredHostKey" TEXT,
    "state" TEXT NOT NULL,
    "stateReason" TEXT,
    "stateSince" DATETIME NOT NULL,
    "lastSeenAt" DATETIME,
    "dockerFacts" TEXT,
    "rootLogin" TEXT NOT NULL DEFAULT 'none',
    "rootLoginReason" TEXT,
    "rootLoginSince" DATETIME,
    "doctorReport" TEXT,
    "doctorAt" DATETIME,
    "createdAt" DATETIME NOT NULL,
    "updatedAt" DATETIME NOT NULL,
    CONSTRAINT "Node_classId_fkey" FOREIGN KEY ("classId") REFERENCES "Class" ("id") ON DELETE SET NULL ON UPDATE CASCADE,
    CONSTRAINT "Node_jumpNodeId_fkey" FOREIGN KEY ("jumpNodeId") REFERENCES "Node" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);
INSERT INTO "new_Node" ("classId", "createdAt", "credentialKind", "credentialSealed", "dockerFacts", "host", "hostKey", "id", "jumpNodeId", "lastSeenAt", "loginUser", "name", "offeredHostKey", "port", "rootPasswordSealed", "state", "stateReason", "stateSince", "updatedAt") SELECT "classId", "createdAt", "credentialKind", "credentialSealed", "dockerFacts", "host", "hostKey", "id", "jumpNodeId", "lastSeenAt", "loginUser", "name", "offeredHostKey", "port", "rootPasswordSealed", "state", "stateReason", "stateSince", "updatedAt" FROM "Node";
DROP TABLE "Node";
ALTER TABLE "new_Node" RENAME TO "Node";
CREATE UNIQUE INDEX "Node_name_key" ON "Node"("name");
CREATE INDEX "Node_classId_idx" ON "Node"("classId");
CREATE TABLE "new_Job" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "kind" TEXT NOT NULL,
    "nodeId" TEXT NOT NULL,
    "operationId" TEXT,
    "createdById" TEXT,
    "state" TEXT NOT NULL,
    "input" TEXT NOT NULL,
    "progress" TEXT,
    "errorCode" TEXT,
    "errorDetail" TEXT,
    "createdAt" DATETIME NOT NULL,
    "startedAt" DATETIME,
    "endedAt" DATETIME,
    CONSTRAINT "Job_nodeId_fkey" FOREIGN KEY ("nodeId") REFERENCES "Node" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "Job_operationId_fkey" FOREIGN KEY ("operationId") REFERENCES "Operation" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "Job_createdById_fkey" FOREIGN KEY ("createdById") REFERENCES "User" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);
INSERT INTO "new_Job" ("createdAt", "createdById", "endedAt", "errorCode", "errorDetail", "id", "input", "kind", "nodeId", "progress", "startedAt", "state") SELECT "createdAt", "createdById", "endedAt", "errorCode", "errorDetail", "id", "input", "kind", "nodeId", "progress", "startedAt", "state" FROM "Job";
DROP TABLE "Job";
ALTER TABLE "new_Job" RENAME TO "Job";
CREATE INDEX "Job_nodeId_createdAt_idx" ON "Job"("nodeId", "createdAt");
CREATE INDEX "Job_operationId_idx" ON "Job"("operationId");
CREATE INDEX "Job_state_idx" ON "Job"("state");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;

-- CreateIndex
CREATE INDEX "Operation_classId_createdAt_idx" ON "Operation"("classId", "createdAt");

-- CreateIndex
CREATE INDEX "Operation_state_idx" ON "Operation"("state");

