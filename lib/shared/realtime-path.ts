/** The path of the only WebSocket endpoint; every other upgrade is refused. Alone here, so that browsers load no schemas for it. */
export const realtimePath = '/realtime';

/** Stands in each poll of the panel's own pages where WebSocket is blocked (lib/doors/realtime/gate.ts). */
export const pollingHeader = 'x-berth-poll';
