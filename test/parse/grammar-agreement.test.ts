/** Holds our parser of bodies against the tree-sitter grammar of C, on C that the grammar reads without an error. */

import Parser from 'tree-sitter';
import C from 'tree-sitter-c';
import { describe, expect, test } from 'vitest';
import { parseBody } from '../../indexer/parse/syntax/parse-body.js';
import { Kind } from '../../indexer/parse/syntax/syntax-tree.js';

const KINDS: Readonly<Record<string, number>> = {
  call_expression: Kind.call,
  return_statement: Kind.return,
  if_statement: Kind.if,
  goto_statement: Kind.goto,
  while_statement: Kind.while,
  do_statement: Kind.do,
  for_statement: Kind.for,
  switch_statement: Kind.switch,
  assignment_expression: Kind.assignment,
  conditional_expression: Kind.conditional,
  field_expression: Kind.field,
  subscript_expression: Kind.subscript,
  unary_expression: Kind.unary,
  cast_expression: Kind.cast,
};

const BODIES: Readonly<Record<string, string>> = {
  'branches and jumps':
    '{ int err = -EIO; if (a && !b(c)) goto out; else if (d) return -EINVAL; err = e(f); out: return err; }',
  loops:
    '{ int i; for (i = 0; i < n; i++) { if (!p[i]) continue; sum = sum + g(p[i]); } while (k--) h(); do { q(); } while (r()); return sum; }',
  'a switch with fall through':
    '{ switch (cmd) { case A: case B: ret = f(x); break; case 3: return -ENOSPC; default: ret = -ENOTTY; } return ret; }',
  'members and calls through them': '{ struct file *f = g(fd); return f->ops->read(f, buf, (unsigned long)len); }',
  conditionals: '{ return a ? b(1) : c ? -EIO : d[2].e; }',
  precedence: '{ x = a + b * c - (d << 2) | e & ~f; y = *p++ == -k && (q->r.s != 0 || !t); return (int)x; }',
  'assignments as values': '{ if ((err = f(&x)) < 0) return err; a = b = c(d = 1, e); return 0; }',
};

type Mark = readonly [kind: number, start: number, end: number];

function ours(text: string): Mark[] {
  const tree = parseBody(text);
  const marks: Mark[] = [];
  const visit = (node: number): void => {
    const kind = tree.kind[node] as number;
    if (Object.values(KINDS).includes(kind)) marks.push([kind, tree.start[node] as number, tree.end[node] as number]);
    for (let child = tree.first[node] as number; child; child = tree.next[child] as number) visit(child);
  };
  visit(tree.root);
  return marks.sort(byPlace);
}

function grammars(text: string): Mark[] {
  const parser = new Parser();
  parser.setLanguage(C as Parser.Language);
  const { rootNode } = parser.parse(text);
  expect(rootNode.hasError).toBe(false);
  return rootNode
    .descendantsOfType(Object.keys(KINDS))
    .map((node): Mark => [KINDS[node.type] ?? -1, node.startIndex, node.endIndex])
    .sort(byPlace);
}

function byPlace(a: Mark, b: Mark): number {
  return a[1] - b[1] || b[2] - a[2] || a[0] - b[0];
}

describe('our parser and the grammar', () => {
  test.each(Object.entries(BODIES))('agree on %s', (_name, text) => {
    const marks = ours(text);
    expect(marks.length).toBeGreaterThan(3);
    expect(marks).toEqual(grammars(text));
  });

  test('differ where a body differs', () => {
    expect(ours('{ return f(a); }')).not.toEqual(grammars('{ return f(b, c); }'));
  });
});
