-- CreateTable
CREATE TABLE "RegistryPush" (
    "classId" TEXT NOT NULL,
    "repository" TEXT NOT NULL,
    "tag" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "nodeName" TEXT NOT NULL,
    "userId" TEXT,
    "at" DATETIME NOT NULL,

    PRIMARY KEY ("classId", "repository", "tag"),
    CONSTRAINT "RegistryPush_classId_fkey" FOREIGN KEY ("classId") REFERENCES "Class" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "RegistryPush_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);

