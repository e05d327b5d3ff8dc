// Holds the direction of imports: doors → features → fleet → gateways → core → shared (docs/architecture.md). The rules speak of layers
// only, so a new folder in a layer needs no rule of its own.
const tests = '\\.(test|int\\.test|spec)\\.tsx?$|/_testing/|^lib/testing/|^e2e/|^bench/|^lab/';
const composition = '^(server|lib/start-runtime)\\.ts$';
const layers = ['^app/', '^lib/doors/', '^lib/features/', '^lib/fleet/', '^lib/gateways/', '^lib/core/', '^lib/shared/'];
/** A layer knows the layers below it, and never the composition root. */
const above = (layer) => [...layers.slice(0, layers.indexOf(`^${layer}/`)), composition];
const upward = ['lib/features', 'lib/fleet', 'lib/gateways', 'lib/core'].map((layer) => ({
  name: `${layer.slice('lib/'.length)}-knows-nothing-above`,
  severity: 'error',
  from: { path: `^${layer}/`, pathNot: tests },
  to: { path: above(layer) },
}));
/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: { pathNot: tests }, to: { circular: true } },
    ...upward,
    {
      name: 'shared-knows-nobody',
      comment: 'lib/shared is the contract of both sides: zod and itself.',
      severity: 'error',
      from: { path: '^lib/shared/', pathNot: tests },
      to: { pathNot: ['^lib/shared/', 'node_modules/(zod|use-intl)/'], dependencyTypesNot: ['core'] },
    },
    {
      name: 'doors-know-no-gateway',
      comment: 'Pages, routes and sockets ask features, which apply the policy; neither door knows the other.',
      severity: 'error',
      from: { path: '^(app|lib/doors)/', pathNot: tests },
      to: { path: ['^lib/(fleet|gateways)/', composition] },
    },
    { name: 'app-knows-no-other-door', severity: 'error', from: { path: '^app/', pathNot: tests }, to: { path: '^lib/doors/' } },
    { name: 'doors-know-no-page', severity: 'error', from: { path: '^lib/doors/', pathNot: tests }, to: { path: '^app/' } },
    {
      name: 'lib-is-in-a-layer',
      comment: 'A file of lib/ lies in one of the layers; the composition root stands above them.',
      severity: 'error',
      from: {},
      to: { path: '^lib/(?!(doors|features|fleet|gateways|core|shared|testing)/|start-runtime\\.ts$)' },
    },
    {
      name: 'ssh-knows-no-docker',
      severity: 'error',
      from: { path: '^lib/gateways/ssh/', pathNot: tests },
      to: { path: '^lib/gateways/docker/' },
    },
    {
      name: 'browser-knows-no-server',
      comment:
        'Browser code (app/**/_components, _api, _realtime) sees lib/shared alone; app/browser-code.test.ts holds that it lies there.',
      severity: 'error',
      from: { path: ['^app/.*(_components|_api|_realtime)/', '^app/error\\.tsx$'], pathNot: tests },
      to: { path: ['^lib/(?!shared/)', '^app/_server/'] },
    },
    {
      name: 'pages-share-by-components',
      comment: 'What two parts of the site use lies in app/_components.',
      severity: 'error',
      from: { path: '^app/([a-z][^/]*)/', pathNot: tests },
      to: { path: '^app/[a-z]', pathNot: '^app/$1/' },
    },
    {
      name: 'scripts-are-no-library',
      comment: 'The command line and the start-up use the product; the product does not use them.',
      severity: 'error',
      from: { path: '^(app|lib|server\\.ts)', pathNot: tests },
      to: { path: '^(scripts|prisma)/' },
    },
    {
      name: 'scripts-know-no-door',
      severity: 'error',
      from: { path: '^(scripts|prisma)/', pathNot: tests },
      to: { path: ['^app/', '^lib/doors/', '^e2e/', '^bench/'] },
    },
    {
      name: 'lab-knows-gateways-at-most',
      comment: 'Lab nodes are made without the product; the farm of fake nodes speaks SSH with what the product speaks it.',
      severity: 'error',
      from: { path: '^lab/', pathNot: '\\.(test|int\\.test)\\.ts$' },
      to: { path: ['^app/', '^lib/(?!(gateways|core|shared)/)', '^(scripts|e2e|bench)/'] },
    },
    {
      name: 'ssh2-only-in-ssh',
      severity: 'error',
      from: { path: '^(lib|app|server)', pathNot: `^lib/gateways/ssh/|${tests}` },
      to: { path: 'node_modules/ssh2/' },
    },
    {
      name: 'dockerode-only-in-docker',
      severity: 'error',
      from: { path: '^(lib|app|server)', pathNot: `^lib/gateways/docker/|${tests}` },
      to: { path: 'node_modules/(dockerode|docker-modem)/' },
    },
    {
      name: 'prisma-only-in-features-and-db',
      severity: 'error',
      from: { path: '^(app|server|lib/(doors|core))', pathNot: tests },
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
