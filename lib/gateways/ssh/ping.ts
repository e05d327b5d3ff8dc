import type { Client } from 'ssh2';

/**
 * What ssh2's client does its own keep-alive with (`sendKA` in its lib/client.js), and keeps to itself: a request, and the list of who
 * waits for an answer. Answers come in the order of the requests and carry no number (RFC 4254 4), so both are used together.
 */
interface GlobalRequests {
  _callbacks: Array<(failed: unknown) => void>;
  _protocol: { ping(): void };
}

/** Sends keepalive@openssh.com. `answered` is called when sshd has said yes or no, or the connection is over. */
export function sendPing(client: Client, answered: () => void): void {
  const requests = client as unknown as GlobalRequests;
  requests._callbacks.push(answered);
  requests._protocol.ping();
}
