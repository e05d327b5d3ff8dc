import { QueryClient } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import { nodeKeys } from '@/app/_api/hooks/keys';
import { render } from '@/app/_testing/render';
import { webContainer } from '@/lib/testing/fleet-double';
import { InspectPart } from './inspect-part';

test('each branch can be copied by itself, and a value that is none has no button', () => {
  const client = new QueryClient();
  const said = { Id: 'c1', State: { Status: 'running', Health: { Log: [] } }, Args: ['-c'], Empty: {} };
  client.setQueryData(nodeKeys.container('n', webContainer.id, 'inspect'), said);
  const html = render(<InspectPart nodeId="n" container={webContainer} />, 'en', client);
  const names = [...html.matchAll(/<button[^>]*aria-label="Copy (\S+) as JSON"/g)].map(([, name]) => name);
  expect(names.sort()).toEqual(['Args', 'Health', 'State']);
});
