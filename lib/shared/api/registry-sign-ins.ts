import { z } from 'zod';
import { idSchema, listSchema } from '../common';
import { registrySignInSchema, savedRegistrySignInSchema, saveRegistrySignInSchema } from '../registry-sign-ins';
import { defineEndpoints } from './endpoint';

const cls = z.object({ class: idSchema });
const signIn = z.object({ signIn: idSchema });
const problems = ['invalid_input', 'registry_credentials_wrong', 'registry_sign_ins_full'] as const;

/** What the panel shows registries where it pulls, pushes and builds. */
export const registrySignInEndpoints = defineEndpoints({
  'GET /registry-sign-ins': {
    summary: 'Your own sign-ins to registries; their passwords are never shown again.',
    tag: 'accounts',
    auth: 'required',
    status: 200,
    response: listSchema(registrySignInSchema),
    problems: [],
  },
  'POST /registry-sign-ins': {
    summary:
      'Stores a sign-in of your own, in place of the one for the same registry. The Docker of a node tries it first; `unchecked` says why it could not. It is used on nodes that are assigned to you.',
    tag: 'accounts',
    auth: 'required',
    body: saveRegistrySignInSchema,
    status: 201,
    response: savedRegistrySignInSchema,
    problems: ['not_found', ...problems],
  },
  'DELETE /registry-sign-ins/{signIn}': {
    summary: 'Deletes a sign-in of your own.',
    tag: 'accounts',
    auth: 'required',
    params: signIn,
    status: 204,
    response: null,
    problems: ['not_found'],
  },
  'GET /classes/{class}/registry-sign-ins': {
    summary: 'The sign-ins of a class to registries.',
    tag: 'classes',
    auth: 'required',
    params: cls,
    status: 200,
    response: listSchema(registrySignInSchema),
    problems: ['not_found'],
  },
  'POST /classes/{class}/registry-sign-ins': {
    summary: 'Stores a sign-in of a class, likewise. It is used on every node of the class, for whoever has none of their own.',
    tag: 'classes',
    auth: 'required',
    params: cls,
    body: saveRegistrySignInSchema,
    status: 201,
    response: savedRegistrySignInSchema,
    problems: ['not_found', ...problems],
  },
  'DELETE /classes/{class}/registry-sign-ins/{signIn}': {
    summary: 'Deletes a sign-in of a class.',
    tag: 'classes',
    auth: 'required',
    params: cls.extend(signIn.shape),
    status: 204,
    response: null,
    problems: ['not_found'],
  },
});
