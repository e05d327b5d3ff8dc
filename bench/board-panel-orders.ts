import type { Turned } from './class-at-work';

/** What bench/board.ts and its panel, a process of its own, say to each other. */
export const size = { students: 200, lessons: 3, stepsOfLesson: 10, viewers: 50, changesASecond: 100 } as const;

export interface Ready {
  port: number;
  peerPort: number;
  origin: string;
  /** One for each viewer. */
  cookies: string[];
  classId: string;
}
/** `stored`: each change goes through the writer of progress, as a judgement does; else it is only told of on the bus, as after that. */
export interface Order {
  seconds: number;
  stored: boolean;
}
export interface Done {
  /** Of each second. */
  cpuMs: number[];
  wireKb: number[];
  /** 0 where changes are not stored. */
  loopP99Ms: number;
  changes: Turned[];
}
