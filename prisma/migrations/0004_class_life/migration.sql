-- DropIndex
DROP INDEX "Node_name_key";

-- DropIndex
DROP INDEX "Node_classId_idx";

-- AlterTable
ALTER TABLE "User" ADD COLUMN "studentNumber" TEXT;

-- AlterTable
ALTER TABLE "Class" ADD COLUMN "closedAt" DATETIME;

-- CreateIndex
CREATE UNIQUE INDEX "Node_classId_name_key" ON "Node"("classId", "name");


-- A unique index holds NULLs apart: what has no class is unique among itself by this one (SQLite and PostgreSQL alike).
CREATE UNIQUE INDEX "Node_name_without_class_key" ON "Node"("name") WHERE "classId" IS NULL;
