import { limits as shared } from '@/lib/shared/limits';
import type { SkimLimits } from './skim';

/** Limits of the terminals of one panel. Units are in the names. */
export interface TerminalLimits extends SkimLimits {
  perUser: number;
  ringMaxBytes: number;
  highWaterBytes: number;
  lowWaterBytes: number;
  /** Output under way to one viewer and not acknowledged. */
  inFlightBytes: number;
  /** The most output one message carries. */
  frameMaxBytes: number;
  /** A viewer that holds up the source and says nothing for this long no longer counts. */
  stallMs: number;
  /** How long the program's output is held for a page that lost its connection, before it is overwritten in the ring. */
  awayMs: number;
  /** For so long after its program was held up a page counts as behind. */
  behindMs: number;
  coalesceMs: number;
  coalesceMaxBytes: number;
  /** Input that waits for the program to read it. */
  inputQueueMaxBytes: number;
  /** How fast a program may write while nobody looks: what is written is overwritten in the ring. */
  unattendedBytesPerSecond: number;
  /** How long a terminal lives without a viewer. */
  detachedMs: number;
  /** How long a terminal that ended still tells how, and its last output. */
  closedKeptMs: number;
  /** Of one person's terminals that ended so many keep their last output. */
  endedKeptPerUser: number;
}

export const defaultTerminalLimits: TerminalLimits = {
  perUser: shared.terminalsPerUser,
  ringMaxBytes: shared.terminalRingMaxBytes,
  highWaterBytes: shared.terminalHighWaterBytes,
  lowWaterBytes: shared.terminalLowWaterBytes,
  inFlightBytes: shared.terminalInFlightBytes,
  frameMaxBytes: shared.terminalFrameMaxBytes,
  stallMs: 30_000,
  awayMs: 60_000,
  behindMs: 1_000,
  coalesceMs: shared.terminalCoalesceMs,
  coalesceMaxBytes: shared.terminalCoalesceMaxBytes,
  skimKeptBytes: 32 * 1024,
  skimQuietMs: 100,
  skimMaxMs: 2_000,
  skimMaxBytes: 8 * 1024 * 1024,
  inputQueueMaxBytes: 1024 * 1024,
  unattendedBytesPerSecond: 1024 * 1024,
  detachedMs: shared.terminalDetachedMs,
  closedKeptMs: 5 * 60_000,
  endedKeptPerUser: 4,
};
