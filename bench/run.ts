import { Command } from 'commander';
import { measureBoard } from './board';
import { measureCheckSweep } from './check-sweep';
import { measureBoardScroll } from './board-scroll';
import { measureClickCost } from './click-cost';
import { measureDockerApi } from './docker-api';
import { measureEventToRow } from './event-to-row';
import { measureFiles } from './files';
import { measureFleetConnect } from './fleet-connect';
import { measureGreenAfterEvent } from './green-after-event';
import { measureIdleClick } from './idle-click';
import { measureInterrupt } from './interrupt';
import { measureLogs } from './logs';
import { measureNodeMemory } from './node-memory';
import { measureNodeSweep } from './node-sweep';
import { measureNodesPage } from './nodes-page';
import { measurePageWeight } from './page-weight';
import { measureProgressWrite } from './progress-write';
import { measurePullProgress } from './pull-progress';
import { hasPassed, jsonOf, type Measure, tableOf } from './report';
import { measureTerminalEcho } from './terminal-echo';

/** Calls a block (there are four), unless told otherwise. */
const measures: Record<
  string,
  { samples: number; least: number; run: (samples: number, say: (line: string) => void) => Promise<Measure> }
> = {
  board: { samples: 15, least: 3, run: measureBoard },
  'check-sweep': { samples: 3, least: 3, run: measureCheckSweep },
  'board-scroll': { samples: 5, least: 1, run: measureBoardScroll },
  'click-cost': { samples: 5, least: 1, run: measureClickCost },
  'docker-api': { samples: 30, least: 30, run: measureDockerApi },
  'event-to-row': { samples: 20, least: 5, run: measureEventToRow },
  files: { samples: 2, least: 1, run: measureFiles },
  'fleet-connect': { samples: 4, least: 3, run: measureFleetConnect },
  'green-after-event': { samples: 20, least: 5, run: measureGreenAfterEvent },
  'idle-click': { samples: 1, least: 1, run: measureIdleClick },
  interrupt: { samples: 5, least: 1, run: measureInterrupt },
  logs: { samples: 5, least: 1, run: measureLogs },
  'node-memory': { samples: 3, least: 2, run: measureNodeMemory },
  'node-sweep': { samples: 3, least: 3, run: measureNodeSweep },
  'nodes-page': { samples: 7, least: 1, run: measureNodesPage },
  'page-weight': { samples: 1, least: 1, run: measurePageWeight },
  'progress-write': { samples: 5, least: 1, run: measureProgressWrite },
  'pull-progress': { samples: 5, least: 1, run: measurePullProgress },
  'terminal-echo': { samples: 1_000, least: 30, run: measureTerminalEcho },
};

const program = new Command('bench')
  .description('Measure the panel and its peers, on a real lab node or on fake ones. Exits with status 1 if a goal is missed')
  .argument('<measure>', `One of: ${Object.keys(measures).join(', ')}`)
  .option('--json', 'Output as one line of JSON')
  .option('--samples <n>', 'Number of samples: calls in each of four blocks, or page loads, clicks or ends, by measure')
  .action(async (name: string, options: { json?: boolean; samples?: string }) => {
    const measure = measures[name];
    if (!measure) return program.error(`There is no measure named ${name}. Choose one of: ${Object.keys(measures).join(', ')}`);
    const samples = options.samples === undefined ? measure.samples : Number(options.samples);
    if (!Number.isInteger(samples) || samples < measure.least)
      return program.error(`--samples is a whole number of at least ${measure.least}.`);
    // Progress goes where it does not mix with the answer.
    const result = await measure.run(samples, (line) => console.error(line));
    console.log(options.json ? jsonOf(result) : tableOf(result));
    process.exit(hasPassed(result) ? 0 : 1);
  });

program.parseAsync().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(2);
});
