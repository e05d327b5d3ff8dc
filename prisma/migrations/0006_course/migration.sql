-- CreateTable
CREATE TABLE "CourseVersion" (
    "hash" TEXT NOT NULL PRIMARY KEY,
    "courseId" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "origin" TEXT NOT NULL,
    "files" BLOB NOT NULL,
    "trustedAt" DATETIME,
    "withdrawnAt" DATETIME,
    "createdAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "Rehearsal" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "courseHash" TEXT NOT NULL,
    "store" TEXT NOT NULL,
    "nodeName" TEXT NOT NULL,
    "passed" BOOLEAN NOT NULL,
    "report" TEXT NOT NULL,
    "at" DATETIME NOT NULL,
    CONSTRAINT "Rehearsal_courseHash_fkey" FOREIGN KEY ("courseHash") REFERENCES "CourseVersion" ("hash") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "LessonStart" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "classId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "nodeId" TEXT NOT NULL,
    "lessonId" TEXT NOT NULL,
    "facts" TEXT NOT NULL,
    "at" DATETIME NOT NULL,
    CONSTRAINT "LessonStart_classId_fkey" FOREIGN KEY ("classId") REFERENCES "Class" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "LessonStart_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "StepPass" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "classId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "lessonId" TEXT NOT NULL,
    "stepId" TEXT NOT NULL,
    "round" INTEGER NOT NULL,
    "how" TEXT NOT NULL,
    "nodeId" TEXT,
    "courseHash" TEXT NOT NULL,
    "byId" TEXT,
    "at" DATETIME NOT NULL,
    CONSTRAINT "StepPass_classId_fkey" FOREIGN KEY ("classId") REFERENCES "Class" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "StepPass_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "StepReset" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "classId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "lessonId" TEXT NOT NULL,
    "stepId" TEXT NOT NULL,
    "round" INTEGER NOT NULL,
    "byId" TEXT,
    "at" DATETIME NOT NULL,
    CONSTRAINT "StepReset_classId_fkey" FOREIGN KEY ("classId") REFERENCES "Class" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "StepReset_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "StepTry" (
    "classId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "lessonId" TEXT NOT NULL,
    "stepId" TEXT NOT NULL,
    "round" INTEGER NOT NULL,
    "verdict" TEXT NOT NULL,
    "reason" TEXT,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "latched" TEXT NOT NULL DEFAULT '[]',
    "level" INTEGER NOT NULL DEFAULT 0,
    "levelAt" DATETIME,
    "firstAt" DATETIME NOT NULL,
    "at" DATETIME NOT NULL,

    PRIMARY KEY ("classId", "userId", "lessonId", "stepId", "round"),
    CONSTRAINT "StepTry_classId_fkey" FOREIGN KEY ("classId") REFERENCES "Class" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "StepTry_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "StepNote" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "classId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "lessonId" TEXT NOT NULL,
    "stepId" TEXT NOT NULL,
    "round" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "checkId" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "at" DATETIME NOT NULL,
    CONSTRAINT "StepNote_classId_fkey" FOREIGN KEY ("classId") REFERENCES "Class" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "StepNote_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Evidence" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "classId" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "userId" TEXT NOT NULL,
    "userName" TEXT NOT NULL,
    "nodeId" TEXT NOT NULL,
    "lessonId" TEXT NOT NULL,
    "stepId" TEXT NOT NULL,
    "round" INTEGER NOT NULL,
    "checkId" TEXT NOT NULL,
    "verdict" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "courseHash" TEXT NOT NULL,
    "record" TEXT NOT NULL,
    "previous" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "count" INTEGER NOT NULL DEFAULT 1,
    "at" DATETIME NOT NULL,
    CONSTRAINT "Evidence_classId_fkey" FOREIGN KEY ("classId") REFERENCES "Class" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "HelpRequest" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "classId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "lessonId" TEXT,
    "stepId" TEXT,
    "reason" TEXT,
    "message" TEXT,
    "snapshot" TEXT NOT NULL,
    "openKey" TEXT,
    "claimedById" TEXT,
    "claimedAt" DATETIME,
    "answer" TEXT,
    "answeredAt" DATETIME,
    "endedAt" DATETIME,
    "createdAt" DATETIME NOT NULL,
    CONSTRAINT "HelpRequest_classId_fkey" FOREIGN KEY ("classId") REFERENCES "Class" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "HelpRequest_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Announcement" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "classId" TEXT NOT NULL,
    "lessonId" TEXT,
    "audience" TEXT,
    "text" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "byId" TEXT,
    "byName" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL,
    "endedAt" DATETIME,
    CONSTRAINT "Announcement_classId_fkey" FOREIGN KEY ("classId") REFERENCES "Class" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- AlterTable
ALTER TABLE "Class" ADD COLUMN "courseHash" TEXT;
ALTER TABLE "Class" ADD COLUMN "courseOpenedAt" DATETIME;
ALTER TABLE "Class" ADD COLUMN "openUpTo" TEXT;
-- Written by hand: SQLite adds a column with a default in place, without making the table anew.
ALTER TABLE "Class" ADD COLUMN "ownValues" BOOLEAN NOT NULL DEFAULT false;


-- CreateIndex
CREATE INDEX "CourseVersion_courseId_createdAt_idx" ON "CourseVersion"("courseId", "createdAt");

-- CreateIndex
CREATE INDEX "Rehearsal_courseHash_store_idx" ON "Rehearsal"("courseHash", "store");

-- CreateIndex
CREATE INDEX "LessonStart_classId_userId_lessonId_at_idx" ON "LessonStart"("classId", "userId", "lessonId", "at");

-- CreateIndex
CREATE INDEX "StepPass_classId_at_idx" ON "StepPass"("classId", "at");

-- CreateIndex
CREATE UNIQUE INDEX "StepPass_classId_userId_lessonId_stepId_round_key" ON "StepPass"("classId", "userId", "lessonId", "stepId", "round");

-- CreateIndex
CREATE UNIQUE INDEX "StepReset_classId_userId_lessonId_stepId_round_key" ON "StepReset"("classId", "userId", "lessonId", "stepId", "round");

-- CreateIndex
CREATE INDEX "StepNote_classId_userId_lessonId_stepId_round_idx" ON "StepNote"("classId", "userId", "lessonId", "stepId", "round");

-- CreateIndex
CREATE INDEX "Evidence_classId_userId_lessonId_stepId_idx" ON "Evidence"("classId", "userId", "lessonId", "stepId");

-- CreateIndex
CREATE UNIQUE INDEX "Evidence_classId_seq_key" ON "Evidence"("classId", "seq");

-- CreateIndex
CREATE UNIQUE INDEX "HelpRequest_openKey_key" ON "HelpRequest"("openKey");

-- CreateIndex
CREATE INDEX "HelpRequest_classId_endedAt_createdAt_idx" ON "HelpRequest"("classId", "endedAt", "createdAt");

-- CreateIndex
CREATE INDEX "Announcement_classId_endedAt_idx" ON "Announcement"("classId", "endedAt");

