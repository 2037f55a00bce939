/** A function that calls a field of the table it is given returns, for each caller, what that caller's table holds. */

import { expect, test } from 'vitest';
import { factsOf, factsStore } from '../../indexer/link/facts-store.js';
import { gatherHeads } from '../../indexer/link/gather-heads.js';
import { linkKernel } from '../../indexer/link/link.js';
import { encodeFacts } from '../../indexer/parse/encode-facts.js';
import { extractFile } from '../../indexer/parse/extract-file.js';
import { documentation } from '../../indexer/tunables/documentation.js';
import { VIAS } from '../../src/domain/graph.js';

/** `caller > callee` for the callback edges between functions of some files. */
function callbacks(files: Readonly<Record<string, string>>): string[] {
  const entries = Object.entries(files).map(([path, source]) => {
    return { path, ...encodeFacts(extractFile(path, Buffer.from(source))) };
  });
  const facts = factsStore(factsOf(entries));
  const kernel = linkKernel(facts, gatherHeads(facts), {
    errnoIds: new Map([['EIO', 1]]),
    untraced: () => false,
    bodies: new Set(),
    documents: documentation(new Map()),
    numbers: new Map([['CONFIG_HZ', '250']]),
    moduleOf: () => null,
  });
  const { graph, functions } = kernel;
  const found: string[] = [];
  let edge = 0;
  graph.edgeCount.forEach((count, node) => {
    for (const end = edge + count; edge < end; edge++) {
      if (VIAS[graph.edgeVia[edge] as number] !== 'callback') continue;
      found.push(`${functions[node]?.name} > ${functions[graph.edgeTarget[edge] as number]?.name}`);
    }
  });
  return found;
}

const HEADER = `
struct shop_ops {
	int (*open)(int key);
	int (*close)(int key);
	const char *name;
};
int visit(int key, const struct shop_ops *ops);
`;
const VISIT = `
int visit(int key, const struct shop_ops *ops)
{
	int err = ops->open(key);

	if (err)
		return err;
	ops->close(key);
	return 0;
}
int visit_twice(int key, const struct shop_ops *ops)
{
	visit(key, ops);
	return visit(key + 1, ops);
}
`;
const handler = (name: string): string => `static int ${name}(int key)\n{\n\treturn key ? -EIO : 0;\n}\n`;

function shop(body: string): string[] {
  const functions = ['open_a', 'close_a', 'open_b', 'close_b'].map(handler).join('');
  const tables = `
static const struct shop_ops a_ops = { .open = open_a, .close = close_a, .name = "a" };
static const struct shop_ops b_ops = { open_b, close_b };
`;
  return callbacks({
    'include/linux/shop.h': HEADER,
    'lib/visit.c': VISIT,
    'net/shop.c': `${functions}${tables}${body}`,
    // The same name in another file is another table.
    'net/other.c': `${handler('open_c')}static const struct shop_ops a_ops = { .open = open_c };\n`,
  });
}

test('of a table of the file only the field that is called and returned counts', () => {
  expect(shop('int go(int key)\n{\n\treturn visit(key, &a_ops);\n}\n')).toEqual(['go > open_a']);
  expect(shop('int go(int key)\n{\n\treturn visit(key, &b_ops);\n}\n')).toEqual(['go > open_b']);
});

test('a table is followed through functions that hand it on', () => {
  expect(shop('int go(int key)\n{\n\treturn visit_twice(key, &b_ops);\n}\n')).toEqual(['go > open_b']);
});

test('both tables of a choice, and one that stands in a local', () => {
  const body = `
int go(int key)
{
	const struct shop_ops *ops = &a_ops;

	if (key > 3)
		return visit(key, ops);
	return visit(key, key ? &a_ops : &b_ops);
}
`;
  expect(shop(body)).toEqual(['go > open_a', 'go > open_b']);
});

test("a function's own table is meant before one of the file, and not by its neighbours", () => {
  const body = `
int go(int key)
{
	static const struct shop_ops a_ops = { .open = open_b };

	return visit(key, &a_ops);
}
int stay(int key)
{
	return visit(key, &a_ops);
}
`;
  expect(shop(body)).toEqual(['go > open_b', 'stay > open_a']);
});

test('a result that is dropped brings nothing', () => {
  expect(shop('int go(int key)\n{\n\tvisit(key, &a_ops);\n\treturn open_b(key);\n}\n')).toEqual([]);
});
