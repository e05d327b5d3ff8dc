import { openApiDocument } from '@/app/_server/openapi-document';
import { route } from '@/app/_server/route';

export const GET = route('GET /openapi.json', async () => openApiDocument());
