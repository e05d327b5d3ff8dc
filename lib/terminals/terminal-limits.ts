import { limits as shared } from '@/lib/shared/limits';

/** Limits of the terminals of one panel. Units are in the names. */
export interface TerminalLimits {
  perUser: number;
  ringMaxBytes: number;
  highWaterBytes: number;
  lowWaterBytes: number;
  /** A viewer that holds up the source and says nothing for this long no longer counts. */
  stallMs: number;
  coalesceMs: number;
  coalesceMaxBytes: number;
  /** Input that waits for the program to read it. */
  inputQueueMaxBytes: number;
  /** How fast a program may write while nobody looks: what is written is overwritten in the ring. */
  unattendedBytesPerSecond: number;
  /** How long a terminal lives without a viewer. */
  detachedMs: number;
  /** How long a terminal that ended still answers `terminal_closed` instead of `terminal_not_found`. */
  closedKeptMs: number;
}

export const defaultTerminalLimits: TerminalLimits = {
  perUser: shared.terminalsPerUser,
  ringMaxBytes: shared.terminalRingMaxBytes,
  highWaterBytes: shared.terminalHighWaterBytes,
  lowWaterBytes: shared.terminalLowWaterBytes,
  stallMs: 30_000,
  coalesceMs: shared.terminalCoalesceMs,
  coalesceMaxBytes: shared.terminalCoalesceMaxBytes,
  inputQueueMaxBytes: 1024 * 1024,
  unattendedBytesPerSecond: 1024 * 1024,
  detachedMs: shared.terminalDetachedMs,
  closedKeptMs: 5 * 60_000,
};
