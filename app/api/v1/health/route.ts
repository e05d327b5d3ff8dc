import { route } from '@/app/_server/route';
import { panelHealth } from '@/lib/features/panel-health';
import packageJson from '@/package.json';

export const GET = route('GET /health', async (ctx) => ({ ...(await panelHealth(ctx)), version: packageJson.version }));
