import type { Db } from '@/lib/db/db';
import type { Logger } from '@/lib/log';
import type { Audit } from './audit';

export function createAudit(deps: { db: Db; log: Logger; now(): Date; newId(): string }): Audit {
  return {
    async record({ detail, ...entry }) {
      try {
        await deps.db.auditEntry.create({
          data: { id: deps.newId(), at: deps.now(), ...entry, detail: detail ? JSON.stringify(detail) : null },
        });
      } catch (error) {
        deps.log.error({ error, action: entry.action }, 'an audit entry could not be stored');
        throw error;
      }
    },
  };
}
