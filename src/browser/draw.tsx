/** Draws what stands in shards, with the components of the pages: a function, a setting, an errno that no manual lists. */
import { nearest } from '../domain/nearest.js';
import { AnswerPage } from '../pages/answer.js';
import { shownDefinition, shownOrigin } from '../pages/brief.js';
import { Link } from '../pages/components/link.js';
import { FunctionPage } from '../pages/function.js';
import { drawPart } from '../pages/part.js';
import {
  type FunctionShard,
  listOf,
  type RestShard,
  type SiteShard,
  shardOf,
  TUNABLE_FILES,
  type TunableShard,
} from '../pages/shards.js';
import { staticPath, staticPlace } from '../pages/static-place.js';
import { TunablePage } from '../pages/tunable.js';
import { namesLike, SAME, type Searched } from './find.js';
import type { Here } from './here.js';
import { load } from './load.js';
import { siteMap } from './site-data.js';

export interface Drawn {
  readonly title: string;
  readonly html: string;
}

/** What the part behind `#` names on this page; undefined where it names nothing that is to be drawn. */
export async function drawn(here: Here, searched: Searched, name: string): Promise<Drawn | undefined> {
  const scope = searched.scopes.find(({ kernel, arch }) => kernel === here.kernel && arch === here.arch);
  if (scope === undefined) return undefined;
  const page = here.path.slice(scope.folder.length + 1);
  const on: On = { here, searched, scope };
  if (page === 'function.html') return drawnFunction(on, name);
  if (page === 'tunable.html') return drawnTunable(on, name);
  const syscall = /^syscall\/([^/]+)\.html$/.exec(page)?.[1];
  return syscall === undefined ? undefined : drawnRest(on, syscall, name);
}

interface On {
  readonly here: Here;
  readonly searched: Searched;
  readonly scope: SiteShard['scopes'][number];
}

/** What all pages about a kernel have. */
function common({ searched, scope: { kernel, arch } }: On) {
  const kernels = [...new Set(searched.scopes.map((one) => one.kernel))];
  const arches = searched.scopes.filter((one) => one.kernel === kernel).map((one) => one.arch);
  return { kernel: { id: kernel, requested: kernel, exact: true }, arch, kernels, arches };
}

async function placeOf({ here, searched, scope }: On) {
  const { path, arch } = here;
  return staticPlace(await siteMap(searched, [scope.folder]), { path, arch, twin: false });
}

async function drawnFunction(on: On, name: string): Promise<Drawn> {
  const { here, scope, searched } = on;
  // What links need to know is read meanwhile.
  const [lists, place] = await Promise.all([searched.functionLists(scope.folder), placeOf(on)]);
  const known = await searched.functions(scope.folder, listOf(lists ?? [], name));
  const at = known?.shards[known.names.indexOf(name)];
  const path = `${scope.folder}/shards/functions/${at}.js`;
  const shard = at === undefined ? undefined : await load<FunctionShard>(here.top, path);
  const found = shard !== undefined && Object.hasOwn(shard.functions, name) ? shard.functions[name] : undefined;
  if (typeof found === 'string' && found !== name) return drawnFunction(on, found);
  const title = `${name}() in Linux ${scope.kernel}`;
  if (shard === undefined || found === undefined || typeof found === 'string') {
    const near = nearest(name, await namesLike(searched, scope.folder, name.slice(0, SAME)));
    return {
      title,
      html: drawPart(place, () => <Unknown what="function" kernel={scope.kernel} name={name} near={near} />),
    };
  }
  const definitions = found.map((one) => shownDefinition(name, one, shard));
  return { title, html: drawPart(place, () => <FunctionPage {...common(on)} function={{ name, definitions }} />) };
}

async function drawnTunable(on: On, name: string): Promise<Drawn> {
  const { here, scope, searched } = on;
  const shard = await load<TunableShard>(
    here.top,
    `${scope.folder}/shards/tunables/${shardOf(name, TUNABLE_FILES)}.js`,
  );
  const found = shard !== undefined && Object.hasOwn(shard, name) ? shard[name] : undefined;
  const place = await placeOf(on);
  const title = `${name} on Linux ${scope.kernel}`;
  if (found === undefined) {
    const near = nearest(name, (await searched.tunables(scope.folder)) ?? []);
    return {
      title,
      html: drawPart(place, () => <Unknown what="tunable" kernel={scope.kernel} name={name} near={near} />),
    };
  }
  const { kernel } = common(on);
  const tunable = { kernel, name, tunables: found };
  return { title, html: drawPart(place, () => <TunablePage {...common(on)} tunable={tunable} />) };
}

async function drawnRest(on: On, syscall: string, name: string): Promise<Drawn | undefined> {
  const { here, scope, searched } = on;
  const shard = await load<RestShard>(here.top, `${scope.folder}/syscall/${syscall}.rest.js`);
  const brief = shard !== undefined && Object.hasOwn(shard.origins, name) ? shard.origins[name] : undefined;
  const errno = shard?.errnos.find(([own]) => own === name);
  if (shard === undefined || brief === undefined || errno === undefined) return toItsPage(on, syscall, name);
  const { kernel, arch, kernels } = common(on);
  const [, number, message] = errno;
  const answer = {
    ...{ kernel, arch, syscall, entry: shard.entry, errno: { name, number, message }, warnings: [] },
    ...{ origins: [shownOrigin(brief, name, shard)], total: null, next_cursor: null },
  };
  const data = { kernel, arch, kernels, arches: [...shard.arches], answer, plan: null, documented: shard.documented };
  // What links of this page lead to, without the names of all that there is.
  const own = { ...scope, syscalls: new Map([[syscall, new Map([[name, false]])]]), errnos: new Set([name]) };
  const { scopes } = await siteMap(searched, []);
  const site = { scopes: scopes.map((one) => (one.folder === scope.folder ? own : one)) };
  const html = drawPart(staticPlace(site, { path: here.path, arch: here.arch, twin: false }), () => (
    <AnswerPage {...data} />
  ));
  return { title: `${syscall} ${name} on Linux ${scope.kernel}`, html };
}

/** A link from another kernel does not know whether this one has a page of a failure. */
async function toItsPage({ here, scope, searched }: On, syscall: string, errno: string): Promise<undefined> {
  const map = await siteMap(searched, [scope.folder]);
  if (!map.scopes.some((one) => one.folder === scope.folder && one.syscalls.get(syscall)?.get(errno))) return;
  const target = { page: 'answer', kernel: scope.kernel, arch: scope.arch, syscall, errno } as const;
  location.replace(`${here.top}${staticPath(map, target, scope.arch)}`);
}

interface UnknownProps {
  readonly what: 'function' | 'tunable';
  readonly kernel: string;
  readonly name: string;
  readonly near: readonly string[];
}

function Unknown({ what, kernel, name, near }: UnknownProps) {
  return (
    <>
      <h1>Unknown {what === 'function' ? 'function' : 'setting'}</h1>
      <p class="lead">
        Nothing is known of <code>{name}</code> on Linux {kernel}.
        {what === 'function' && ' Functions that hand no errno on are not listed.'}
      </p>
      {near.length > 0 && (
        <ul class="choices">
          {near.map((one) => (
            <li>
              <Link to={{ page: what, kernel, name: one }}>{one}</Link>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
