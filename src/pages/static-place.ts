/** The place of a page in a folder of files: links are relative, so that they work from any folder, and without a server. */
import type { Place, Target } from './place.js';

/** The pages of a kernel on an arch. */
export interface SiteScope {
  readonly kernel: string;
  readonly arch: string;
  /** Of the site, without `/` at its end. */
  readonly folder: string;
  /** By syscall its errnos, and whether the pair has a page of its own; else it has a row on the page of the syscall. */
  readonly syscalls: ReadonlyMap<string, ReadonlyMap<string, boolean>>;
  readonly errnos: ReadonlySet<string>;
  /** Undefined where that is not known: then a name counts as one that is there. */
  readonly functions?: { has(name: string): boolean };
  readonly tunables?: { has(name: string): boolean };
}

export interface SiteMap {
  /** A kernel's own arch before others. */
  readonly scopes: readonly SiteScope[];
  /** Where the site will be, with `/` at its end; undefined where it is not told. */
  readonly base?: string | undefined;
}

/** Where a page is in the folder. */
export interface StaticPage {
  /** `k/6.1.192/syscall/mount.html` */
  readonly path: string;
  /** Of the kernel that it is about. */
  readonly arch?: string | undefined;
  /** Whether it has a JSON twin beside it. */
  readonly twin: boolean;
}

/** The folder of a scope: arches beside a kernel's own have one of their own. */
export function scopeFolder(kernel: string, arch: string, own: string): string {
  return `${arch === own ? '' : `${arch}/`}k/${kernel}`;
}

export function staticPlace(site: SiteMap, { path, arch, twin }: StaticPage): Place {
  const file = (name: string): string => relative(path, name);
  return {
    href: (target) => {
      const found = staticPath(site, target, arch);
      return found === undefined ? undefined : file(found);
    },
    file,
    server: false,
    twin: twin ? file(path.replace(/html$/, 'json')) : undefined,
    canonical: () => (site.base === undefined ? undefined : `${site.base}${path === 'index.html' ? '' : path}`),
  };
}

/** One path below the top as seen from another: without the folders that they share. */
function relative(from: string, to: string): string {
  const folders = from.split('/').slice(0, -1);
  const parts = to.split('/');
  let same = 0;
  while (same < parts.length - 1 && folders[same] !== undefined && folders[same] === parts[same]) same++;
  return '../'.repeat(folders.length - same) + parts.slice(same).join('/');
}

/** The path of a page below the top of the site, with what is behind `#`; undefined where the site has none. */
export function staticPath({ scopes }: SiteMap, target: Target, arch: string | undefined): string | undefined {
  switch (target.page) {
    case 'home':
      return target.q === undefined ? 'index.html' : `index.html?${new URLSearchParams({ q: target.q })}`;
    case 'diff': {
      const there = (kernel: string): boolean => scopes.some((one) => one.kernel === kernel);
      return there(target.from) && there(target.to) && target.from !== target.to
        ? `diff/${target.from}/${target.to}.html`
        : undefined;
    }
    case 'causes':
      return `causes.html${target.id === undefined ? '' : `#${target.id}`}`;
    case 'explain':
    case 'about':
      return `${target.page}.html`;
    default: {
      const wanted = target.arch ?? arch;
      const own = scopes.filter(({ kernel }) => kernel === target.kernel);
      const scope = own.find((one) => one.arch === wanted) ?? (target.arch === undefined ? own[0] : undefined);
      return scope && pathInScope(scope, target);
    }
  }
}

type Scoped = Extract<Target, { readonly kernel: string }>;

function pathInScope({ folder, syscalls, errnos, functions, tunables }: SiteScope, target: Scoped): string | undefined {
  switch (target.page) {
    case 'kernel':
      return `${folder}.html`;
    case 'errno':
      return errnos.has(target.errno) ? `${folder}/errno/${target.errno}.html` : undefined;
    case 'syscall':
      return syscalls.has(target.syscall) ? `${folder}/syscall/${target.syscall}.html` : undefined;
    case 'answer': {
      const page = syscalls.get(target.syscall)?.get(target.errno);
      if (page === undefined) return undefined;
      return `${folder}/syscall/${target.syscall}${page ? `/${target.errno}.html` : `.html#${target.errno}`}`;
    }
    case 'function':
      return functions?.has(target.name) === false ? undefined : `${folder}/function.html#${hashOf(target.name)}`;
    case 'tunable':
      return tunables?.has(target.name) === false ? undefined : `${folder}/tunable.html#${hashOf(target.name)}`;
  }
}

function hashOf(name: string): string {
  return encodeURIComponent(name);
}
