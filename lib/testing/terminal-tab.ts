import type { TerminalEnd } from '@/lib/shared/realtime';
import type { Terminals, TerminalViewer } from '@/lib/features/terminals/terminals';

/** A browser tab: keeps the bytes in the order they came and knows where it is. */
export function createTab(terminals: Terminals, userId: string, id: string, options: { acks: boolean } = { acks: true }) {
  const tab = {
    seq: 0,
    received: Buffer.alloc(0),
    gaps: 0,
    ended: null as { reason: TerminalEnd; exitCode: number | null } | null,
    attached: false,
    viewer: null as TerminalViewer | null,
    attach() {
      const viewer: TerminalViewer = {
        output(seq, data) {
          if (seq - data.length !== tab.seq) tab.gaps += 1;
          tab.received = Buffer.concat([tab.received, data]);
          tab.seq = seq;
          if (options.acks) terminals.acknowledge(userId, id, viewer, seq);
        },
        ended(reason, exitCode) {
          tab.ended = { reason, exitCode };
        },
      };
      const { startSeq, replay } = terminals.attach(userId, id, tab.seq, viewer);
      if (startSeq !== tab.seq) tab.gaps += 1;
      tab.received = Buffer.concat([tab.received, replay]);
      tab.seq = startSeq + replay.length;
      tab.viewer = viewer;
      tab.attached = true;
      if (options.acks) terminals.acknowledge(userId, id, viewer, tab.seq);
    },
    detach() {
      if (tab.viewer) terminals.detach(userId, id, tab.viewer);
      tab.attached = false;
    },
  };
  return tab;
}
