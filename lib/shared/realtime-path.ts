/** The path of the only WebSocket endpoint; every other upgrade is refused. Alone here, so that browsers load no schemas for it. */
export const realtimePath = '/realtime';
