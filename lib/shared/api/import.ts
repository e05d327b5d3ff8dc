import { z } from 'zod';
import { classRegistrySchema, setClassRegistrySchema } from '../class-registry';
import { idSchema, listSchema } from '../common';
import {
  approvedHostKeySchema,
  approveHostKeysSchema,
  classDefaultsSchema,
  exportedFileSchema,
  exportFormatSchema,
  importNodesSchema,
  importResultSchema,
  offeredKeySchema,
  setClassDefaultsSchema,
} from '../node-import';
import { testedNodeSchema, testNodeSchema } from '../node-test';
import { defineEndpoints } from './endpoint';

const cls = z.object({ class: idSchema });

/** Nodes by the dozen: what a class's nodes have in common, a text that names them, their host keys. */
export const importEndpoints = defineEndpoints({
  'POST /connection-test': {
    summary: 'Tries a connection and reports each stage; stores nothing, and logs in only past a host key that was confirmed.',
    tag: 'nodes',
    auth: 'required',
    body: testNodeSchema,
    status: 200,
    response: testedNodeSchema,
    problems: ['forbidden', 'not_found'],
  },
  'GET /classes/{class}/defaults': {
    summary: 'The defaults for new nodes of a class. Of secrets only whether they are set.',
    tag: 'classes',
    auth: 'required',
    params: cls,
    status: 200,
    response: classDefaultsSchema,
    problems: ['not_found'],
  },
  'PUT /classes/{class}/defaults': {
    summary: 'Sets the defaults for new nodes of a class. A secret that is left out is kept; null deletes it.',
    tag: 'classes',
    auth: 'required',
    params: cls,
    body: setClassDefaultsSchema,
    status: 200,
    response: classDefaultsSchema,
    problems: ['not_found'],
  },
  'GET /classes/{class}/registry': {
    summary: 'The registry that nodes of a class reach as localhost:5000. Of its sign-in only whether there is one.',
    tag: 'classes',
    auth: 'required',
    params: cls,
    status: 200,
    response: classRegistrySchema,
    problems: ['not_found'],
  },
  'PUT /classes/{class}/registry': {
    summary:
      'Sets the registry of a class: an address, or a node that has it on its own loopback. The panel forwards localhost:5000 of each node to it.',
    tag: 'classes',
    auth: 'required',
    params: cls,
    body: setClassRegistrySchema,
    status: 200,
    response: classRegistrySchema,
    problems: ['not_found', 'forbidden', 'address_refused'],
  },
  'DELETE /classes/{class}/registry': {
    summary: 'The class has no registry any more; nothing of its images is deleted.',
    tag: 'classes',
    auth: 'required',
    params: cls,
    status: 204,
    response: null,
    problems: ['not_found'],
  },
  'POST /classes/{class}/nodes/import': {
    summary:
      'Imports nodes from a range, a CSV or an ssh_config; with dryRun it reports what would change. Invalid lines are named, the others are saved.',
    tag: 'classes',
    auth: 'required',
    params: cls,
    body: importNodesSchema,
    status: 200,
    response: importResultSchema,
    problems: ['not_found'],
  },
  'GET /classes/{class}/nodes/export': {
    summary: 'The nodes of a class as a CSV or an ssh_config, without secrets.',
    tag: 'classes',
    auth: 'required',
    params: cls,
    query: z.object({ format: exportFormatSchema.default('csv') }),
    status: 200,
    response: exportedFileSchema,
    download: ['text/csv', 'text/plain'],
    problems: ['not_found'],
  },
  'GET /classes/{class}/host-keys': {
    summary: 'The host keys of a class that wait for approval.',
    tag: 'classes',
    auth: 'required',
    params: cls,
    status: 200,
    response: listSchema(offeredKeySchema),
    problems: ['not_found'],
  },
  'POST /classes/{class}/host-keys': {
    summary:
      'Approves many first host keys, each named by the fingerprint that was compared. A changed key is approved at its node only.',
    tag: 'classes',
    auth: 'required',
    params: cls,
    body: approveHostKeysSchema,
    status: 200,
    response: listSchema(approvedHostKeySchema),
    problems: ['not_found'],
  },
});
