/** Who may import whom: the rules as data, and the check that holds source files to them. */

import { posix } from 'node:path';

/** A source file, its path from the top of the project with `/`. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** The rooms of the project, most specific first: a file lives in the first one whose prefix its path has. */
const ROOMS = [
  ['pack-file', 'src/node/pack-file.'],
  ['base-pack', 'src/node/base-pack.'],
  ['pack-error', 'src/node/pack-error.'],
  ['atomic-file', 'src/node/atomic-file.'],
  ['build-file', 'src/node/build-file.'],
  ['cache-folder', 'src/node/cache-folder.'],
  ['sqlite', 'src/store/sqlite.'],
  ['manifest', 'src/schemas/manifest.'],
  ['worker', 'src/worker.'],
  ['client', 'src/client/'],
  ['browser', 'src/browser/'],
  ['node', 'src/node/'],
  ['routes', 'src/routes/'],
  ['chat', 'src/chat/'],
  ['pages', 'src/pages/'],
  ['domain', 'src/domain/'],
  ['tools', 'src/tools/'],
  ['schemas', 'src/schemas/'],
  ['store', 'src/store/'],
  ['indexer', 'indexer/'],
  ['version', 'src/version.'],
  ['data', 'data/'],
  ['data', 'package.json'],
  ['stamp', 'dist/build-stamp'],
  ['stamp', 'src/build-stamp.'],
] as const;

type Room = (typeof ROOMS)[number][0];

/** What answers questions without knowing how they arrived. */
const CORE = ['domain', 'tools', 'schemas', 'manifest', 'store', 'version', 'data'] as const satisfies readonly Room[];

/**
 * Where a room's imports may lead, besides itself. The containers (`pack-file`, `base-pack`, `build-file`, `pack-error`) are shared: the
 * indexer writes what the service reads.
 */
const MAY_IMPORT: Readonly<Record<Room, readonly Room[]>> = {
  store: [],
  sqlite: ['store'],
  data: [],
  version: ['data'],
  manifest: ['store'],
  domain: CORE,
  tools: CORE,
  schemas: CORE,
  chat: CORE,
  pages: CORE,
  routes: ['chat', 'pages', ...CORE],
  client: ['schemas', 'manifest'],
  browser: ['pages', ...CORE],
  worker: ['routes', 'chat', 'stamp', ...CORE],
  stamp: [],
  'pack-error': [],
  'atomic-file': ['pack-error'],
  'cache-folder': [],
  'pack-file': ['atomic-file', 'pack-error', 'manifest', 'store'],
  'base-pack': ['pack-file', 'pack-error', 'manifest'],
  'build-file': ['atomic-file', 'pack-error', 'domain', 'schemas'],
  node: [
    'routes',
    'chat',
    'pages',
    'pack-file',
    'base-pack',
    'build-file',
    'atomic-file',
    'cache-folder',
    'pack-error',
    'sqlite',
    ...CORE,
  ],
  indexer: [
    'domain',
    'schemas',
    'store',
    'sqlite',
    'manifest',
    'pack-file',
    'base-pack',
    'build-file',
    'cache-folder',
    'pack-error',
    'version',
    'data',
  ],
};

/** Rooms that run on Node only and may import `node:*`. */
const NODE_ONLY: readonly Room[] = [
  'node',
  'pack-file',
  'base-pack',
  'build-file',
  'atomic-file',
  'cache-folder',
  'pack-error',
  'indexer',
];

/** Packages that need Node, and the rooms that may load them. */
const NODE_PACKAGES: Readonly<Record<string, readonly Room[]>> = {
  'better-sqlite3': ['sqlite', 'node', 'indexer'],
  '@hono/node-server': ['node'],
  commander: ['node', 'indexer'],
  pino: ['node'],
  // Yardsticks of tests, and no dependencies of the program.
  'tree-sitter': [],
  'tree-sitter-c': [],
};

/** Imports that break a rule, each as one line `file imports x: why`. Tests beside the code may import anything. */
export function importViolations(files: readonly SourceFile[]): readonly string[] {
  return files
    .filter((file) => !file.path.endsWith('.test.ts'))
    .flatMap((file) =>
      importsOf(file.text).flatMap((specifier) => {
        const why = objection(file.path, specifier);
        return why === undefined ? [] : [`${file.path} imports ${specifier}: ${why}`];
      }),
    );
}

function objection(path: string, specifier: string): string | undefined {
  const from = roomOf(path);
  if (from === undefined) return 'the file is in no room of the project';
  if (specifier.startsWith('.')) {
    const target = posix.join(posix.dirname(path), specifier);
    const to = roomOf(target);
    if (to === undefined) return `${target} is in no room of the project`;
    return to === from || MAY_IMPORT[from].includes(to) ? undefined : `${from} must not import ${to}`;
  }
  if (specifier.startsWith('node:')) return NODE_ONLY.includes(from) ? undefined : `${from} runs on Workers too`;
  const allowed = NODE_PACKAGES[packageOf(specifier)];
  return allowed === undefined || allowed.includes(from) ? undefined : `only ${allowed.join(', ')} may load it`;
}

function roomOf(path: string): Room | undefined {
  return ROOMS.find(([, prefix]) => path.startsWith(prefix))?.[0];
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** `import … from 'x'`, `export … from 'x'`, `import 'x'`, `import('x')`, `require('x')`, `new URL('./x', import.meta.url)`. */
const IMPORT =
  /\b(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]|\bimport\s*['"]([^'"]+)['"]|\b(?:import|require)\s*\(\s*['"`]([^'"`]+)['"`]|\bnew URL\(\s*['"](\.[^'"]*)['"],\s*import\.meta\.url/g;

function importsOf(text: string): readonly string[] {
  return [...text.matchAll(IMPORT)].map((match) => match.slice(1).find((group) => group !== undefined) ?? '');
}
