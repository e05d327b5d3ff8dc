-- CreateTable
CREATE TABLE "RegistrySignIn" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "classId" TEXT,
    "userId" TEXT,
    "host" TEXT NOT NULL,
    "registryUser" TEXT NOT NULL,
    "secretSealed" TEXT NOT NULL,
    "createdById" TEXT,
    "createdAt" DATETIME NOT NULL,
    "lastUsedAt" DATETIME,
    CONSTRAINT "RegistrySignIn_classId_fkey" FOREIGN KEY ("classId") REFERENCES "Class" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "RegistrySignIn_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateIndex
CREATE UNIQUE INDEX "RegistrySignIn_classId_host_key" ON "RegistrySignIn"("classId", "host");

-- CreateIndex
CREATE UNIQUE INDEX "RegistrySignIn_userId_host_key" ON "RegistrySignIn"("userId", "host");

