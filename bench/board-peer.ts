import type { Server as HttpServer } from 'node:http';
import { Server } from 'socket.io';
import type { Runtime } from '@/lib/core/runtime';
import { loadBoard } from '@/lib/features/board/load-board';
import { presentColumn, presentReason, rowOf, sayRow } from '@/lib/features/board/present-board';
import { handshakeLocale } from '@/lib/doors/realtime/handshake';
import type { Locale } from '@/lib/shared/common';
import { realtimePath } from '@/lib/shared/realtime-path';
import { realtimeParser } from '@/lib/shared/realtime-parser';

const pauseMs = 100;

/**
 * The peer of bench/board.ts: keeps the same board in memory, and sends all of it to every viewer each 100 ms in which something moved.
 * Made once for each language; the same frames, the same parser, nobody is asked who they are.
 */
export async function serveWholeBoard(server: HttpServer, runtime: Runtime, classId: string): Promise<void> {
  const io = new Server(server, { path: realtimePath, parser: realtimeParser, transports: ['websocket'], serveClient: false });
  const { board, className } = await loadBoard(runtime, classId);
  let isDue = false;

  function whole(locale: Locale) {
    const at = Date.now();
    const columns = board.columns(at);
    const rows = board.rows(columns, at);
    return {
      ...{ classId, className, at: new Date(at).toISOString() },
      columns: columns.map((statistics, column) => presentColumn(board, column, statistics, locale)),
      rows: rows.map((row) => sayRow(rowOf(runtime, row), locale)),
      cells: Buffer.from(board.cells(at)).toString('base64'),
      reasons: board.reasons(rows).map((group) => presentReason(group, locale)),
    };
  }
  function send(): void {
    isDue = false;
    for (const locale of ['ko', 'en'] as const)
      if ((io.of('/').adapter.rooms.get(locale)?.size ?? 0) > 0) io.to(locale).emit('board:whole', whole(locale));
  }
  io.on('connection', (socket) => {
    socket.on('board:watch', async (_: unknown, answered: (answer: unknown) => void) => {
      await socket.join(handshakeLocale(socket.handshake));
      answered({ ok: true, value: whole(handshakeLocale(socket.handshake)) });
    });
  });
  runtime.bus.subscribe('progress.changed', ({ userId, record }) => {
    board.take(userId, record);
    if (isDue) return;
    isDue = true;
    setTimeout(send, pauseMs);
  });
}
