import { z } from 'zod';
import {
  createdTokenSchema,
  createTokenSchema,
  createUserSchema,
  tokenSchema,
  updateUserSchema,
  userSchema,
} from '@/lib/shared/accounts';
import { idSchema, listSchema, pageQuerySchema } from '@/lib/shared/common';
import { defineEndpoints } from './endpoint';

const user = z.object({ user: idSchema });

export const accountEndpoints = defineEndpoints({
  'GET /me': {
    summary: 'Who you are to this panel.',
    tag: 'accounts',
    auth: 'required',
    status: 200,
    response: userSchema,
    problems: [],
  },
  'GET /users': {
    summary: 'The accounts you may see: staff only.',
    tag: 'accounts',
    auth: 'required',
    query: pageQuerySchema,
    status: 200,
    response: listSchema(userSchema),
    problems: ['forbidden'],
  },
  'POST /users': {
    summary: 'Makes an account.',
    tag: 'accounts',
    auth: 'required',
    body: createUserSchema,
    status: 201,
    response: userSchema,
    problems: ['forbidden', 'email_taken'],
  },
  'PATCH /users/{user}': {
    summary: 'Changes an account. A new password, role or a disabling ends its sessions.',
    tag: 'accounts',
    auth: 'required',
    params: user,
    body: updateUserSchema,
    status: 200,
    response: userSchema,
    problems: ['forbidden', 'not_found', 'conflict'],
  },
  'GET /tokens': {
    summary: 'Your personal tokens; their text is never shown again.',
    tag: 'accounts',
    auth: 'required',
    status: 200,
    response: listSchema(tokenSchema),
    problems: [],
  },
  'POST /tokens': {
    summary: 'Makes a personal token and shows it this once.',
    tag: 'accounts',
    auth: 'required',
    body: createTokenSchema,
    status: 201,
    response: createdTokenSchema,
    problems: [],
  },
  'DELETE /tokens/{token}': {
    summary: 'Ends one of your tokens.',
    tag: 'accounts',
    auth: 'required',
    params: z.object({ token: idSchema }),
    status: 204,
    response: null,
    problems: ['not_found'],
  },
});
