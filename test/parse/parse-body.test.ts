/** The shape that bodies get: what value flow relies on, also where the text is no C. */

import { describe, expect, test } from 'vitest';
import { parseBody } from '../../indexer/parse/syntax/parse-body.js';
import { Kind } from '../../indexer/parse/syntax/syntax-tree.js';

const NAMES = new Map<number, string>(Object.entries(Kind).map(([name, kind]) => [kind, name]));

/** Leaves are written as their text. */
function shape(code: string): string {
  const tree = parseBody(code);
  const show = (node: number): string => {
    const parts: string[] = [];
    for (let child = tree.first[node] as number; child; child = tree.next[child] as number) parts.push(show(child));
    if (parts.length === 0)
      return tree.text.slice(tree.start[node], tree.end[node]) || `<${NAMES.get(tree.kind[node] ?? 0)}>`;
    return `(${NAMES.get(tree.kind[node] as number)} ${parts.join(' ')})`;
  };
  const parts: string[] = [];
  for (let child = tree.first[tree.root] as number; child; child = tree.next[child] as number) parts.push(show(child));
  return parts.join(' ');
}

describe('expressions', () => {
  test.each([
    ['a + b * c;', '(expressionStatement (binary a + (binary b * c)) ;)'],
    ['a * b + c;', '(expressionStatement (binary (binary a * b) + c) ;)'],
    ['a = b = c;', '(expressionStatement (assignment a = (assignment b = c)) ;)'],
    ['a ? b : c ? d : e;', '(expressionStatement (conditional a ? b : (conditional c ? d : e)) ;)'],
    ['a ?: b;', '(expressionStatement (conditional a ? : b) ;)'],
    ['x = -EIO;', '(expressionStatement (assignment x = (unary - EIO)) ;)'],
    [
      '*p = &q->r[3].s;',
      '(expressionStatement (assignment (pointer * p) = (pointer & (field (subscript (field q r) 3) s))) ;)',
    ],
    [
      'f(a, g(b))(c);',
      '(expressionStatement (call (call f (argumentList a (call g (argumentList b)))) (argumentList c)) ;)',
    ],
    ['i++, --j;', '(expressionStatement (comma (update i ++) (update -- j)) ;)'],
    [
      'x = ({ f(); y; });',
      '(expressionStatement (assignment x = (parenthesized (compound (expressionStatement (call f ()) ;) (expressionStatement y ;)))) ;)',
    ],
    ['printk(KERN_ERR "a" "b", x);', '(expressionStatement (call printk (argumentList KERN_ERR "a" "b" x)) ;)'],
    [
      'x = sizeof(struct a) + sizeof *p;',
      '(expressionStatement (assignment x = (binary sizeof(struct a) + sizeof *p)) ;)',
    ],
  ])('%s', (code, expected) => {
    expect(shape(code)).toBe(expected);
  });
});

describe('casts, where C cannot tell them from expressions without a list of types', () => {
  test.each([
    ['x = (struct a *)p;', '(cast struct a * p)'],
    ['x = (foo_t)-1;', '(cast foo_t (unary - 1))'],
    ['x = (mask) - 1;', '(binary (parenthesized mask) - 1)'],
    ['x = (u32)(y);', '(cast u32 (parenthesized y))'],
    ['x = (fn)(y);', '(call (parenthesized fn) (argumentList y))'],
    ['x = (type *)y;', '(cast type * y)'],
    ['x = (a * b);', '(parenthesized (binary a * b))'],
    ['x = (struct a){ .b = c };', '(compoundLiteral struct a (initializerList (initializerPair c)))'],
    ['x = (int (*)(void))y;', '(cast int (*)(void) y)'],
  ])('%s', (code, expected) => {
    expect(shape(code)).toBe(`(expressionStatement (assignment x = ${expected}) ;)`);
  });
});

describe('declarations', () => {
  test.each([
    ['int a, *b = c;', '(declaration int a (initDeclarator *b = c) ;)'],
    ['const struct a *b = c;', '(declaration struct a (initDeclarator *b = c) ;)'],
    ['foo_t *a;', '(declaration foo_t *a ;)'],
    ['int (*fn)(int) = g;', '(declaration int (initDeclarator (*fn)(int) = g) ;)'],
    [
      'unsigned long long a[4] = { 1, f() };',
      '(declaration unsigned long long (initDeclarator a[4] = (initializerList 1 (call f ()))) ;)',
    ],
    ['typeof(*p) a = *p;', '(declaration typeof(*p) (initDeclarator a = (pointer * p)) ;)'],
    ['struct { int x; } a;', '(declaration struct { int x; } a ;)'],
    ['DEFINE_WAIT(wait);', '(expressionStatement (call DEFINE_WAIT (argumentList wait)) ;)'],
  ])('%s', (code, expected) => {
    expect(shape(code)).toBe(expected);
  });
});

describe('statements', () => {
  test.each([
    [
      'if (a) b(); else if (c) d();',
      '(if (parenthesized a) (expressionStatement (call b ()) ;) (else (if (parenthesized c) (expressionStatement (call d ()) ;))))',
    ],
    [
      'for (int i = 0; i < n; i++) f(i);',
      '(for (declaration int (initDeclarator i = 0) ;) (binary i < n) ; (update i ++) (expressionStatement (call f (argumentList i)) ;))',
    ],
    ['for (;;) break;', '(for ; ; (break ;))'],
    ['do f(); while (a);', '(do (expressionStatement (call f ()) ;) (parenthesized a) ;)'],
    [
      'switch (a) { case 1: case 2: f(); default: g(); }',
      '(switch (parenthesized a) (compound (case 1 :) (case 2 : (expressionStatement (call f ()) ;)) (case default : (expressionStatement (call g ()) ;))))',
    ],
    ['goto out; out: return a;', '(goto out ;) (labeled out : (return a ;))'],
    ['{ out: }', '(compound (labeled out :))'],
    [
      'list_for_each(p, l) { f(p); }',
      '(expressionStatement (call list_for_each (argumentList p l))) (compound (expressionStatement (call f (argumentList p)) ;))',
    ],
    [
      'if (a) list_for_each(p, l) { f(p); }',
      '(if (parenthesized a) (compound (expressionStatement (call list_for_each (argumentList p l))) (compound (expressionStatement (call f (argumentList p)) ;))))',
    ],
    [
      'wait(a, if (b) c(););',
      '(expressionStatement (call wait (argumentList a (if (parenthesized b) (expressionStatement (call c ()) ;)))) ;)',
    ],
  ])('%s', (code, expected) => {
    expect(shape(code)).toBe(expected);
  });
});

describe('broken text', () => {
  test('a brace too many does not hide what follows', () => {
    expect(shape('{ a(); } } b();')).toContain('(call b ())');
  });

  test('an open parenthesis ends with its block', () => {
    expect(shape('{ { a(b; } c(); }')).toContain('(call c ())');
  });

  test('an else without its if keeps its statement', () => {
    expect(shape('else return -EIO;')).toContain('(unary - EIO)');
  });

  test('offsets stay within the text and children within their parents', () => {
    for (const code of [
      '{ if (a',
      'f(',
      'x = (',
      'for (;',
      'case',
      'return',
      'a ?',
      'struct',
      '({',
      '"',
      "'\\",
      'sizeof',
      '(int)',
      'a->',
      '.',
      'do',
    ]) {
      const tree = parseBody(code);
      const visit = (node: number): void => {
        expect(tree.start[node]).toBeGreaterThanOrEqual(0);
        expect(tree.end[node]).toBeGreaterThanOrEqual(tree.start[node] as number);
        expect(tree.end[node]).toBeLessThanOrEqual(code.length);
        for (let child = tree.first[node] as number; child; child = tree.next[child] as number) visit(child);
      };
      visit(tree.root);
    }
  });
});
