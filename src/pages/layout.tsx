/** What all pages share: head, search, navigation, foot. */
import type { PropsWithChildren } from 'hono/jsx';
import { VERSION } from '../version.js';
import { SearchBox } from './components/search-box.js';
import { type Place, PlaceProvider, type Target } from './place.js';

export interface PageFrame {
  readonly title: string;
  /** A sentence for search engines and previews. */
  readonly description: string;
  /** The page itself, with the kernel's id where it was asked for by another name. */
  readonly target: Target;
  /** What a question is about where it does not say. */
  readonly kernel?: string;
  readonly arch?: string;
  /** Kept out of search engines: what somebody asked, and errors. */
  readonly passing?: true;
}

/** What a server says in a header; `frame-ancestors` means nothing in a page. */
const STATIC_POLICY =
  "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'";

const SECTIONS = [
  ['causes', 'Causes'],
  ['explain', 'Explain'],
  ['about', 'About'],
] as const;

export function Layout({
  place,
  frame,
  children,
}: PropsWithChildren<{ readonly place: Place; readonly frame: PageFrame }>) {
  const { title, description, target, kernel, arch, passing } = frame;
  const { page } = target;
  const canonical = place.canonical(target);
  const whole = page === 'home' ? title : `${title} · errnopath`;
  return (
    <PlaceProvider value={place}>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          {!place.server && <meta http-equiv="content-security-policy" content={STATIC_POLICY} />}
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <title>{whole}</title>
          <meta name="description" property="og:description" content={description} />
          <meta name="color-scheme" content="light dark" />
          <meta name="referrer" content="no-referrer" />
          {passing && <meta name="robots" content="noindex" />}
          {canonical !== undefined && <link rel="canonical" href={canonical} />}
          <meta property="og:title" content={whole} />
          <meta property="og:type" content="website" />
          <meta property="og:site_name" content="errnopath" />
          {canonical?.includes('://') && <meta property="og:url" content={canonical} />}
          <meta name="twitter:card" content="summary" />
          <link rel="icon" href={place.file('assets/icon.svg')} type="image/svg+xml" />
          <link rel="stylesheet" href={place.file('assets/page.css')} />
          {place.twin !== undefined && <link rel="alternate" type="application/json" href={place.twin} />}
          <script src={place.file('assets/page.js')} defer />
          {!place.server && <script src={place.file('assets/site.js')} />}
        </head>
        <body>
          <a class="skip" href="#main">
            Skip to the content
          </a>
          <header class="top">
            <a class="brand" href={place.href({ page: 'home' })}>
              errno<b>path</b>
            </a>
            {page !== 'home' && <SearchBox kernel={kernel} arch={arch} />}
            <nav aria-label="Sections">
              {SECTIONS.map(([name, words]) => (
                <a href={place.href({ page: name })} aria-current={name === page ? 'page' : undefined}>
                  {words}
                </a>
              ))}
            </nav>
          </header>
          <main id="main">{children}</main>
          <footer>
            {place.twin !== undefined && <a href={place.twin}>This page as JSON</a>}
            <span>errnopath {VERSION}</span>
            <span>Nothing is loaded from elsewhere, and nothing is stored.</span>
          </footer>
        </body>
      </html>
    </PlaceProvider>
  );
}
