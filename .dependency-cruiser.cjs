// Holds the direction of the house: doors → features → gateways → shared (docs/architecture.md).
const features =
  '^lib/(accounts|classes|class-life|nodes|containers|images|layers|terminals|jobs|provision|doctor|root-login|health|cards|course|checks|progress|keys)/';
const gateways = '^lib/(docker|ssh|secrets|db|bus|data-directory)/';
const tests = '\\.(test|int\\.test|spec)\\.tsx?$|^lib/testing/|^e2e/|^bench/|^lab/';
/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: { pathNot: tests }, to: { circular: true } },
    {
      name: 'shared-knows-nobody',
      comment: 'lib/shared is the contract of both sides: zod and itself.',
      severity: 'error',
      from: { path: '^lib/shared/', pathNot: tests },
      to: { pathNot: ['^lib/shared/', 'node_modules/(zod|use-intl)/'], dependencyTypesNot: ['core'] },
    },
    {
      name: 'gateways-know-no-features',
      severity: 'error',
      from: { path: gateways, pathNot: tests },
      to: { path: [features, '^lib/(policy|audit|realtime)/', '^app/'] },
    },
    { name: 'ssh-knows-no-docker', severity: 'error', from: { path: '^lib/ssh/', pathNot: tests }, to: { path: '^lib/docker/' } },
    {
      name: 'lib-knows-no-door',
      severity: 'error',
      from: { path: '^lib/', pathNot: `${tests}|^lib/(realtime|http)/` },
      to: { path: ['^app/', '^lib/(realtime|http)/', '^server\\.ts$'] },
    },
    {
      name: 'realtime-knows-no-gateway',
      severity: 'error',
      from: { path: '^lib/(realtime|http)/', pathNot: tests },
      to: { path: ['^lib/(docker|ssh|db|secrets)/', '^app/'] },
    },
    {
      name: 'doors-know-no-gateway',
      severity: 'error',
      from: { path: '^app/', pathNot: tests },
      to: { path: ['^lib/(docker|ssh|db|secrets|bus|realtime)/'] },
    },
    {
      name: 'browser-knows-no-server',
      comment: 'Browser code (app/**/_components, _api, _realtime, *.client.tsx) sees lib/shared alone.',
      severity: 'error',
      from: { path: '^app/.*(_components|_api|_realtime)/', pathNot: tests },
      to: { path: '^lib/(?!shared/)' },
    },
    {
      name: 'ssh2-only-in-ssh',
      severity: 'error',
      from: { path: '^(lib|app|server)', pathNot: `^lib/ssh/|${tests}` },
      to: { path: 'node_modules/ssh2/' },
    },
    {
      name: 'dockerode-only-in-docker',
      severity: 'error',
      from: { path: '^(lib|app|server)', pathNot: `^lib/docker/|${tests}` },
      to: { path: 'node_modules/(dockerode|docker-modem)/' },
    },
    {
      name: 'prisma-only-in-lib',
      severity: 'error',
      from: { path: '^(app|server|lib/realtime)', pathNot: tests },
      to: { path: 'node_modules/@prisma/' },
    },
    {
      name: 'product-needs-no-tests',
      severity: 'error',
      from: { path: '^(lib|app|server)', pathNot: tests },
      to: { path: tests },
    },
    { name: 'declared-packages-only', severity: 'error', from: {}, to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] } },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '^(server-only|\\.next)' } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(\\.next|node_modules/.*/node_modules)' },
    // After compilation: `import type` is erased, so a type may be named across any border; values may not.
    tsPreCompilationDeps: false,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.cjs', '.json', '.d.ts'],
    },
    skipAnalysisNotInRules: false,
  },
};
