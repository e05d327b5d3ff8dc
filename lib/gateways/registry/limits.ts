/** What the panel reads of a registry, which may be anybody's. */
export const registryLimits = {
  /** Of one answer. A manifest has at most 4 MiB (OCI distribution specification, "Pushing Manifests"); one of an image has some KiB. */
  answerMaxBytes: 1024 * 1024,
  answerMs: 5_000,
  /** Asked for at once, of a catalog and of a list of tags. */
  pageSize: 100,
  repositories: 300,
  tagsPerRepository: 100,
  /** Of the repository that an image is deleted from: each that leads to it is named before. */
  tagsToDelete: 1_000,
  /** Tags that are looked at, of all repositories. */
  images: 500,
  platforms: 64,
  layers: 256,
  /** Questions in flight, of one list. */
  atOnce: 8,
  /** After that, what was not looked at yet is listed without its size. */
  listMs: 15_000,
} as const;
