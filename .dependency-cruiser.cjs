/** The dependency law: which folder may import which. Type imports count. */
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'core-is-pure',
      severity: 'error',
      from: { path: '^core/' },
      to: { pathNot: '^(core|ports)/' },
    },
    {
      name: 'vocabulary-is-a-leaf',
      severity: 'error',
      from: { path: '^core/vocabulary/' },
      to: { pathNot: '^core/vocabulary/' },
    },
    {
      name: 'ports-are-interfaces',
      severity: 'error',
      from: { path: '^ports/' },
      to: { pathNot: '^(ports|core/vocabulary)/' },
    },
    {
      name: 'adapters-know-ports',
      severity: 'error',
      from: { path: '^adapters/([^/]+)/' },
      to: {
        path: '^(core|adapters|hosts)/',
        pathNot: '^(core/vocabulary|adapters/wire|adapters/$1)/',
      },
    },
    {
      name: 'client-and-server-apart',
      severity: 'error',
      from: { path: '^core/client/' },
      to: { path: '^core/(?!client/|vocabulary/)' },
    },
    {
      name: 'server-and-client-apart',
      severity: 'error',
      from: { path: '^core/(?!client/)' },
      to: { path: '^core/client/' },
    },
    {
      name: 'audit-knows-nobody',
      severity: 'error',
      from: { path: '^core/audit/background/' },
      to: { path: '^core/(?!audit/background/|vocabulary/)' },
    },
    {
      name: 'doctor-knows-no-audit',
      severity: 'error',
      from: { path: '^core/audit/(?!background/)' },
      to: { path: '^core/audit/background/' },
    },
    {
      name: 'audit-asks-for-itself',
      severity: 'error',
      from: { path: '^adapters/sqlite/(audit-view|queries/audit)\\.ts$' },
      to: {
        path: '^adapters/sqlite/',
        pathNot: '^adapters/sqlite/(query|scope|queries/audit)\\.ts$',
      },
    },
    {
      name: 'hosts-apart',
      severity: 'error',
      from: { path: '^hosts/(?!cli/)([^/]+)/' },
      to: { path: '^hosts/', pathNot: '^hosts/($1|setup|embed)/' },
    },
    {
      name: 'cli-starts-hosts-by-main',
      severity: 'error',
      from: { path: '^hosts/cli/' },
      to: { path: '^hosts/(?!cli/|setup/|embed/)', pathNot: '/main\\.ts$' },
    },
    {
      name: 'model-is-alone',
      severity: 'error',
      from: { path: '^hosts/simulator/model/' },
      to: { pathNot: '^(hosts/simulator/model|core/vocabulary)/' },
    },
    {
      name: 'container-only-in-hosts',
      severity: 'error',
      from: { pathNot: '^(hosts/[^/]+/container\\.ts$|node_modules)' },
      to: { path: 'node_modules/(tsyringe|reflect-metadata)/' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: '^test/',
  },
};
