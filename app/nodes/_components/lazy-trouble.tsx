import dynamic from 'next/dynamic';

/** With a place of their own to wait in: without it the whole page would be hidden until they are there. */
const loading = () => null;

/** {@link NodeRemedy}, loaded by pages that show a node which is not well. */
export const LazyRemedy = dynamic(async () => (await import('./node-remedy')).NodeRemedy, { loading });
/** {@link NodeAway}, loaded by pages that show a list which is not live. */
export const LazyNodeAway = dynamic(async () => (await import('./node-away')).NodeAway, { loading });
