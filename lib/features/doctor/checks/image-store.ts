import { defineCheck, ok, skipped, warn } from '../check';

/** Where images lie, and what that means for the lessons about layers. */
export const imageStore = defineCheck({
  id: 'image_store',
  needs: 'connection',
  ask: () => null,
  conclude(_, { status }) {
    const facts = status.docker;
    if (!facts) return skipped('needs_docker');
    const more = { params: { driver: facts.storageDriver }, evidence: `${facts.storageDriver} · ${facts.rootDir}` };
    if (facts.store === 'overlay2') return ok('store_overlay2', more);
    return facts.store === 'containerd' ? ok('store_containerd', more) : warn('store_other', more);
  },
});
