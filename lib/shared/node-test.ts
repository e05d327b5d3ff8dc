import { z } from 'zod';

/** What an attempt to reach a node goes through, in order; `docker` is looked for over the connection. */
export const connectStages = ['address', 'port', 'banner', 'algorithms', 'host_key', 'login', 'docker'] as const;
export const connectStageSchema = z.enum(connectStages);
export type ConnectStage = z.infer<typeof connectStageSchema>;
