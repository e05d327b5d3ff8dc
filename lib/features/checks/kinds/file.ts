import { defineKind } from '../kind';
import { errored } from '../conclusions';

/** A file of the node, of a container or of a layer. */
export const file = defineKind<'file', unknown>({
  is: 'file',
  hears: ['terminal', 'container'],
  channel: 'F',
  ask: async () => ({}),
  conclude: () => errored('unreadable'),
});
