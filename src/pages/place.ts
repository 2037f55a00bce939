/** Where a page stands: the addresses of all others as seen from it, on the server or in a folder of files. */
import { createContext, useContext } from 'hono/jsx';

/** A page, by what it is about. `arch` is left out where the page's own holds. */
export type Target =
  | { readonly page: 'home'; readonly q?: string }
  | { readonly page: 'kernel'; readonly kernel: string; readonly arch?: string }
  | { readonly page: 'errno'; readonly kernel: string; readonly errno: string; readonly arch?: string }
  | { readonly page: 'syscall'; readonly kernel: string; readonly syscall: string; readonly arch?: string }
  | {
      readonly page: 'answer';
      readonly kernel: string;
      readonly syscall: string;
      readonly errno: string;
      readonly arch?: string;
      /** What else is known of the failure. */
      readonly given?: Given;
    }
  | { readonly page: 'function'; readonly kernel: string; readonly name: string; readonly arch?: string }
  | { readonly page: 'tunable'; readonly kernel: string; readonly name: string; readonly arch?: string }
  | {
      readonly page: 'diff';
      readonly from: string;
      readonly to: string;
      readonly syscall?: string;
      readonly errno?: string;
    }
  | { readonly page: 'causes'; readonly id?: string }
  | { readonly page: 'explain' }
  | { readonly page: 'about' };

/** What narrows the origins of a failure: as parameters of the API. */
interface Given {
  readonly cmd?: string;
  readonly family?: string;
  readonly fs?: string;
}

/** The path of a page below the top, without the query: `k/6.1.192/syscall/mount/ENOSPC`; `` of the start page. */
export function pathOf(target: Target): string {
  switch (target.page) {
    case 'home':
      return '';
    case 'kernel':
      return joined('k', target.kernel);
    case 'errno':
      return joined('k', target.kernel, 'errno', target.errno);
    case 'syscall':
      return joined('k', target.kernel, 'syscall', target.syscall);
    case 'answer':
      return joined('k', target.kernel, 'syscall', target.syscall, target.errno);
    case 'function':
      return joined('k', target.kernel, 'function', target.name);
    case 'tunable':
      return joined('k', target.kernel, 'tunable', target.name);
    case 'diff':
      return joined('diff', target.from, target.to);
    default:
      return target.page;
  }
}

function joined(...parts: readonly string[]): string {
  return parts.map(encodeURIComponent).join('/');
}

export interface Place {
  /** The address of a page; undefined where the site has none. */
  readonly href: (target: Target) => string | undefined;
  /** The address of a file of {@link ASSETS}, of the icon, or of the API. */
  readonly file: (name: string) => string;
  /** The address of this page's JSON twin; undefined where it has none. */
  readonly twin: string | undefined;
  /** Whether a server answers what is asked there; else the script of the static site does what it can. */
  readonly server: boolean;
  /** The one address that a page should be known by; undefined where the site does not know its own. */
  readonly canonical: (target: Target) => string | undefined;
}

const Here = createContext<Place | undefined>(undefined);

export const PlaceProvider = Here.Provider;

/** The place of the page that is being drawn. */
export function usePlace(): Place {
  const place = useContext(Here);
  if (place === undefined) throw new Error('a page is drawn inside a PlaceProvider');
  return place;
}

/**
 * The place of a page on a server.
 * @param path - of the page, as {@link pathOf} gives it
 * @param query - what the request asked with; its arch is kept
 */
export function livePlace(path: string, query: Readonly<Record<string, string>>): Place {
  const href = (target: Target, arch: string | undefined): string => {
    const anchor = target.page === 'causes' && target.id !== undefined ? `#${target.id}` : '';
    return `${withQuery(`/${pathOf(target)}`, queryOf(target, arch))}${anchor}`;
  };
  return {
    href: (target) => href(target, query.arch),
    file: (name) => `/${name}`,
    server: true,
    twin: withQuery(`/${path === '' ? 'index' : path}.json`, query),
    canonical: (target) => href(target, query.arch),
  };
}

type Fields = Readonly<Record<string, string | undefined>>;

function queryOf(target: Target, arch: string | undefined): Fields {
  switch (target.page) {
    case 'home':
      return { q: target.q };
    case 'diff':
      return { errno: target.errno, syscall: target.syscall, arch };
    case 'answer':
      return { ...target.given, arch: target.arch ?? arch };
    case 'causes':
    case 'explain':
    case 'about':
      return {};
    default:
      return { arch: target.arch ?? arch };
  }
}

function withQuery(base: string, fields: Fields): string {
  const set = Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return set.length === 0 ? base : `${base}?${new URLSearchParams(set)}`;
}
