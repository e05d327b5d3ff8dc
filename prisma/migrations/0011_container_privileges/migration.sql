-- AlterTable
ALTER TABLE "Class" ADD COLUMN "containerPrivileges" BOOLEAN NOT NULL DEFAULT false;
