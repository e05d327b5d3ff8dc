import { route } from '@/app/_server/route';
import packageJson from '@/package.json';

export const GET = route('GET /health', async () => ({ status: 'ok' as const, version: packageJson.version }));
