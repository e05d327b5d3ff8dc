import { expect, test, vi } from 'vitest';
import { startApiPanel } from '@/lib/testing/api-panel';
import { findActorByToken } from './actor';

test('a database that takes no writes locks no script out: that a token is in use is told when it can be', async () => {
  const panel = await startApiPanel();
  try {
    const update = vi.spyOn(panel.runtime.db.apiToken, 'updateMany').mockRejectedValue(new Error('database or disk is full'));
    const [token] = Object.values(panel.tokens);
    expect(await findActorByToken(panel.runtime, token ?? '')).toMatchObject({ id: expect.any(String) });
    expect(update).toHaveBeenCalled();
  } finally {
    await panel.stop();
  }
});
