import createNextIntlPlugin from 'next-intl/plugin';

// Messages are compiled when the pages are built: no browser loads a parser for them.
const withNextIntl = createNextIntlPlugin({
  requestConfig: './app/_i18n/request.ts',
  experimental: { messages: { path: './lib/shared/messages', format: 'json', locales: ['en', 'ko'], precompile: true } },
});

/** @type {import('next').NextConfig} */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  // `npm test` looks at the types in a stage of its own, which is red when they are wrong; whoever builds by hand has them looked at here.
  typescript: { ignoreBuildErrors: process.env.TYPES_CHECKED === '1' },
  // Native parts and packages that read their own files at run time are required, not bundled.
  serverExternalPackages: ['ssh2', 'dockerode', '@prisma/client', '@prisma/driver-adapter-utils', '@node-rs/argon2', 'pino'],
  experimental: {
    // Whoever builds again is spared much by the cache; a machine that builds once only spends a quarter of the build on writing it.
    turbopackFileSystemCacheForBuild: !process.env.CI,
    optimizePackageImports: ['@mantine/core', '@mantine/hooks', 'lucide-react'],
    // The same for scripts: a merged file compresses better than its parts, and the first page is what a room waits for.
    turbopackChunking: { minChunkSize: 200_000, requestCost: 1_000_000, firstPageLoadPriority: 0.8 },
    // Few requests before small files: all styles together are a tenth of the scripts, and a room of thirty loads a page at once.
    cssChunking: { type: 'graph', requestCost: 3_000_000, weightDistribution: 0.9 },
  },
};

export default withNextIntl(config);
