import { z } from 'zod';
import { setupSchema, userSchema } from '../accounts';
import { errorCodes } from '../error-codes';
import { defineEndpoints } from './endpoint';

/** All that a stranger learns of the panel. */
const healthSchema = z.object({
  /** `degraded`: it answers, and cannot do everything. */
  status: z.enum(['ok', 'degraded']),
  version: z.string(),
  /** Error codes of the table. */
  problems: z.array(z.enum(errorCodes)),
});

export const panelEndpoints = defineEndpoints({
  'GET /health': {
    summary: 'The panel answers.',
    tag: 'panel',
    auth: 'public',
    status: 200,
    response: healthSchema,
    problems: [],
  },
  'GET /openapi.json': {
    summary: 'This document.',
    tag: 'panel',
    auth: 'public',
    status: 200,
    response: z.looseObject({ openapi: z.string() }),
    problems: [],
  },
  'GET /setup': {
    summary: 'Whether the first account is still to be created.',
    tag: 'panel',
    auth: 'public',
    status: 200,
    response: z.object({ needed: z.boolean() }),
    problems: [],
  },
  'POST /setup': {
    summary: 'Creates the first account with the token printed on the console of the panel.',
    tag: 'panel',
    auth: 'public',
    body: setupSchema,
    status: 201,
    response: userSchema,
    problems: ['setup_token_invalid', 'setup_done'],
  },
});
