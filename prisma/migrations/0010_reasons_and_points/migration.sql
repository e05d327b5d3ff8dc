-- AlterTable
ALTER TABLE "StepTry" ADD COLUMN "because" TEXT;

-- AlterTable
ALTER TABLE "Class" ADD COLUMN "solutionHalf" BOOLEAN NOT NULL DEFAULT false;
