/** `GET /docs`: every call on one page, written from the OpenAPI document; without scripts, and nothing is loaded for it. */
import { z } from '@hono/zod-openapi';
import { html, raw } from 'hono/html';
import type { App } from './app-deps.js';

/** What the page reads of a schema: one of ours, or a part of one. */
const Schema = z.looseObject({
  $ref: z.string().optional(),
  type: z.union([z.string(), z.array(z.string())]).optional(),
  description: z.string().optional(),
  enum: z.array(z.unknown()).optional(),
  default: z.unknown().optional(),
  example: z.unknown().optional(),
  required: z.array(z.string()).optional(),
  get items() {
    return Schema.optional();
  },
  get properties() {
    return z.record(z.string(), Schema).optional();
  },
  get anyOf() {
    return z.array(Schema).optional();
  },
  get oneOf() {
    return z.array(Schema).optional();
  },
});
type Schema = z.infer<typeof Schema>;

const Content = z.record(z.string(), z.looseObject({ schema: Schema.optional() }));
const Parameter = z.looseObject({
  name: z.string(),
  in: z.string(),
  required: z.boolean().optional(),
  description: z.string().optional(),
  schema: Schema,
});
const Call = z.looseObject({
  summary: z.string().optional(),
  description: z.string().optional(),
  /** A whole call, where the examples of what is needed do not make one. */
  'x-example': z.string().optional(),
  parameters: z.array(Parameter).default([]),
  requestBody: z.looseObject({ content: Content }).optional(),
  responses: z.record(z.string(), z.looseObject({ description: z.string(), content: Content.optional() })),
});
type Call = z.infer<typeof Call>;

const Document = z.looseObject({
  info: z.looseObject({ title: z.string(), version: z.string(), description: z.string().optional() }),
  paths: z.record(z.string(), z.record(z.string(), Call)),
  components: z.looseObject({ schemas: z.record(z.string(), Schema) }),
});

/** Any piece of markup; texts in it are escaped by `html`. */
type Markup = ReturnType<typeof html>;

const STYLE = `
body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 60rem; padding: 1rem; color-scheme: light dark; }
code { font: 0.9em ui-monospace, monospace; overflow-wrap: anywhere; }
section { border-top: 1px solid #8888; margin-top: 2rem; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid #8884; padding: 0.25rem 0.75rem 0.25rem 0; text-align: left; vertical-align: top; }
nav ul { columns: 20rem; padding-left: 1.2rem; }
`;

/** Adds the page; it shows the calls that were added before. */
export function docsRoute(app: App, info: { readonly title: string; readonly version: string }): void {
  const page = (): { body: Markup; policy: Promise<string> } => {
    const document = Document.parse(app.getOpenAPI31Document({ openapi: '3.1.0', info }));
    return { body: pageOf(document), policy: stylePolicy() };
  };
  let made: ReturnType<typeof page> | undefined;
  app.get('/docs', async (c) => {
    made ??= page();
    const { body, policy } = made;
    c.header('content-security-policy', await policy);
    return c.html(body);
  });
}

/** Nothing but our own style, known by its hash. */
async function stylePolicy(): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(STYLE));
  const hash = btoa(String.fromCharCode(...new Uint8Array(digest)));
  return `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
}

function pageOf({ info, paths, components }: z.infer<typeof Document>): Markup {
  const calls = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, call]) => ({ path, method: method.toUpperCase(), call })),
  );
  const links = calls.map(
    ({ path, method }) => html`<li><a href="#${anchor(method, path)}"><code>${method} ${path}</code></a></li>`,
  );
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${info.title} ${info.version}: the HTTP API</title>
<style>${raw(STYLE)}</style>
</head>
<body>
<h1>${info.title} ${info.version}</h1>
<p>${info.description ?? ''} The same as a document for programs: <a href="/openapi.json">openapi.json</a>.</p>
<nav aria-label="Calls"><ul>${links}</ul></nav>
<main>
${calls.map(({ path, method, call }) => callSection(method, path, call))}
${Object.entries(components.schemas).map(([name, schema]) => schemaSection(name, schema))}
</main>
</body>
</html>`;
}

function anchor(method: string, path: string): string {
  return `${method}${path}`.replace(/[^\w]+/g, '-').toLowerCase();
}

function callSection(method: string, path: string, call: Call): Markup {
  const example = method === 'GET' ? exampleOf(path, call) : undefined;
  const rows = call.parameters.map(
    (one) => html`<tr><td><code>${one.name}</code></td><td>${one.in}${one.required ? ', needed' : ''}</td>
<td>${typeOf(one.schema)}</td><td>${one.description ?? ''}${initial(one.schema)}</td></tr>`,
  );
  const answers = Object.entries(call.responses).map(
    ([status, { description, content = {} }]) =>
      html`<tr><td>${status}</td><td>${description}</td><td>${bodies(content)}</td></tr>`,
  );
  return html`<section id="${anchor(method, path)}">
<h2><code>${method} ${path}</code></h2>
<p>${call.summary ?? ''}. ${call.description ?? ''}</p>
${example === undefined ? '' : html`<p>Try <a class="example" href="${example}"><code>${example}</code></a></p>`}
${rows.length === 0 ? '' : html`<table><tr><th>parameter</th><th>in</th><th>type</th><th></th></tr>${rows}</table>`}
${call.requestBody === undefined ? '' : html`<p>Body: ${bodies(call.requestBody.content)}</p>`}
<table><tr><th>status</th><th></th><th>body</th></tr>${answers}</table>
</section>`;
}

/** The call with the examples of what it needs; undefined where one has none. */
function exampleOf(path: string, { parameters, 'x-example': whole }: Call): string | undefined {
  if (whole !== undefined) return whole;
  const needed = parameters.filter((one) => one.required === true);
  if (needed.some((one) => typeof one.schema.example !== 'string')) return undefined;
  const value = (one: (typeof needed)[number]): string => encodeURIComponent(String(one.schema.example));
  const query = needed.filter((one) => one.in === 'query').map((one) => `${one.name}=${value(one)}`);
  const filled = needed
    .filter((one) => one.in === 'path')
    .reduce((text, one) => text.replace(`{${one.name}}`, value(one)), path);
  return query.length === 0 ? filled : `${filled}?${query.join('&')}`;
}

function bodies(content: z.infer<typeof Content>): Markup[] {
  return Object.entries(content).map(
    ([type, { schema }]) => html`<code>${type}</code> ${schema === undefined ? '' : typeOf(schema)} `,
  );
}

function schemaSection(name: string, schema: Schema): Markup {
  const rows = Object.entries(schema.properties ?? {}).map(
    ([
      field,
      one,
    ]) => html`<tr><td><code>${field}</code></td><td>${schema.required?.includes(field) ? '' : 'optional'}</td>
<td>${typeOf(one)}</td><td>${one.description ?? ''}${initial(one)}</td></tr>`,
  );
  return html`<section id="schema-${name}"><h3>${name}</h3>
<p>${schema.description ?? ''}</p>
${rows.length === 0 ? html`<p>${typeOf({ ...schema, description: undefined })}</p>` : html`<table>${rows}</table>`}
</section>`;
}

function typeOf(schema: Schema): Markup {
  const name = schema.$ref?.split('/').at(-1);
  if (name !== undefined) return html`<a href="#schema-${name}">${name}</a>`;
  if (schema.enum !== undefined)
    return html`${schema.enum.map((one, i) => html`${i > 0 ? ' or ' : ''}<code>${String(one)}</code>`)}`;
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return html`${choices.map((one, i) => html`${i > 0 ? ' or ' : ''}${typeOf(one)}`)}`;
  if (schema.items !== undefined) return html`list of ${typeOf(schema.items)}`;
  const types = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? ['any']);
  return html`${types.join(' or ')}`;
}

function initial({ default: value }: Schema): string {
  return value === undefined ? '' : ` Default: ${String(value)}.`;
}
