import { auditEntrySchema, auditFilterSchema, auditQuerySchema } from '../audit';
import { listSchema } from '../common';
import { exportedFileSchema } from '../node-import';
import { defineEndpoints } from './endpoint';

export const auditEndpoints = defineEndpoints({
  'GET /audit': {
    summary:
      'Who did what, the newest first: everything for administrators, their classes and their own entries for instructors.',
    tag: 'audit',
    auth: 'required',
    query: auditQuerySchema,
    status: 200,
    response: listSchema(auditEntrySchema),
    problems: ['forbidden'],
  },
  'GET /audit/export': {
    summary: 'The same as a CSV file, up to 10,000 entries.',
    tag: 'audit',
    auth: 'required',
    query: auditFilterSchema,
    status: 200,
    response: exportedFileSchema,
    download: ['text/csv'],
    problems: ['forbidden'],
  },
});
