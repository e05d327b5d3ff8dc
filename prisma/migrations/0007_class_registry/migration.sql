-- AlterTable
ALTER TABLE "Class" ADD COLUMN "registryNodeId" TEXT;
ALTER TABLE "Class" ADD COLUMN "registrySignInSealed" TEXT;
ALTER TABLE "Class" ADD COLUMN "registryUrl" TEXT;
