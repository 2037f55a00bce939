/** Reads the C of one function body (or macro) as the kernel writes it: tolerant, linear in its length, never throwing. */

import {
  addChild,
  clearNodes,
  endOf,
  firstChild,
  Kind,
  kindOf,
  newNode,
  type SyntaxTree,
  setEnd,
  startOf,
  syntaxTree,
} from './syntax-tree.js';
import { Token, type Tokens, tokenize } from './tokens.js';

/**
 * Nesting of statements and expressions beyond which the rest is left out (brackets) or read flat (`else if` chains), so
 * that no input exhausts the stack, here or in value flow.
 */
const MAX_DEPTH = 200;

/** Operators that follow one another on one level (`a + b + c …`) nest to the left, as deep as this. */
const MAX_CHAIN = 500;

/** How tightly binary operators bind; 0 for every other token. */
const PRECEDENCE = new Uint8Array(256);
for (const [level, tokens] of [
  [1, [Token.orOr]],
  [2, [Token.andAnd]],
  [3, [Token.bar]],
  [4, [Token.caret]],
  [5, [Token.ampersand]],
  [6, [Token.equality]],
  [7, [Token.relation]],
  [8, [Token.shift]],
  [9, [Token.plus, Token.minus]],
  [10, [Token.star, Token.slash]],
] as const) {
  for (const token of tokens) PRECEDENCE[token] = level;
}

/** Typedefs of plain numbers, as the kernel spells them: `(u8)-1` is a cast, `(mask) - 1` is not. */
const NUMBER_TYPE = /^(?:[us](?:8|16|32|64)|__(?:u|s|le|be)(?:8|16|32|64)|u(?:int|long|short|char)|\w+_t)$/;

let text = '';
let tokens: Tokens = tokenize('');
let at = 0;
let depth = 0;
/** End of the token consumed last. */
let consumed = 0;

/** Parses a (masked) body: a brace-enclosed block. The tree is valid until the next call. */
export function parseBody(code: string): SyntaxTree {
  text = code;
  tokens = tokenize(code);
  at = 0;
  depth = 0;
  consumed = 0;
  clearNodes();
  const root = newNode(Kind.compound, 0, code.length);
  let last = 0;
  while (peek() !== Token.end) {
    last = statements(root, last);
    // A brace too many ends nothing here.
    if (peek() !== Token.end) advance();
  }
  return syntaxTree(code, root);
}

function peek(): number {
  return tokens.kind[at] as number;
}

function kindAt(index: number): number {
  return index < tokens.count ? (tokens.kind[index] as number) : Token.end;
}

function tokenStart(): number {
  return tokens.start[at] as number;
}

function advance(): void {
  if (peek() === Token.end) return;
  consumed = tokens.end[at] as number;
  at++;
}

function skipTo(index: number): void {
  while (at < index && peek() !== Token.end) at = Math.min(index, tokens.count - 1);
  if (at > 0) consumed = tokens.end[at - 1] as number;
}

/** A leaf for the token at hand, which is consumed. */
function leaf(kind: number): number {
  const node = newNode(kind, tokenStart(), tokens.end[at] as number);
  advance();
  return node;
}

/** A node over what `child` covers so far. */
function around(kind: number, child: number): number {
  const node = newNode(kind, startOf(child), endOf(child));
  addChild(node, 0, child);
  return node;
}

/** Skips a bracket and all in it; the token behind it is next. */
function skipBracket(): void {
  skipTo((tokens.match[at] as number) + 1);
}

/* Statements */

/** Reads statements up to a closing brace or the end, as children of `parent` behind `last`. */
function statements(parent: number, last: number): number {
  let tail = last;
  for (let token = peek(); token !== Token.closeBrace && token !== Token.end; token = peek()) {
    const before = at;
    tail = addChild(parent, tail, statement());
    if (at === before) advance();
  }
  return tail;
}

function statement(): number {
  if (depth >= MAX_DEPTH) return tooDeep();
  depth++;
  const node = readStatement();
  depth--;
  return node;
}

/** Leaves out a statement that is nested too deep; a chain of `else if` goes on behind it. */
function tooDeep(): number {
  const node = newNode(Kind.skipped, tokenStart(), tokenStart());
  for (let token = peek(); token !== Token.end && token !== Token.closeBrace; token = peek()) {
    if (token === Token.semicolon) {
      advance();
      break;
    }
    if (token === Token.openBrace) {
      skipBracket();
      break;
    }
    if (token === Token.openParen || token === Token.openBracket) skipBracket();
    else advance();
  }
  setEnd(node, consumed);
  return node;
}

function readStatement(): number {
  switch (peek()) {
    case Token.openBrace:
      return block();
    case Token.semicolon: {
      const node = newNode(Kind.expressionStatement, tokenStart(), tokens.end[at] as number);
      addChild(node, 0, leaf(Kind.semicolon));
      return node;
    }
    case Token.if:
      return ifStatement();
    case Token.else:
      return elseClause();
    case Token.while:
      return whileStatement();
    case Token.do:
      return doStatement();
    case Token.for:
      return forStatement();
    case Token.switch: {
      const node = newNode(Kind.switch, tokenStart(), 0);
      advance();
      const last = addChild(node, 0, condition());
      addChild(node, last, substatement());
      return finish(node);
    }
    case Token.case:
    case Token.default:
      return caseStatement();
    case Token.return: {
      const node = newNode(Kind.return, tokenStart(), 0);
      advance();
      let last = 0;
      if (peek() !== Token.semicolon && peek() !== Token.closeBrace) {
        last = addChild(node, 0, peek() === Token.openBrace ? initializerList() : expression());
      }
      return finishWithSemicolon(node, last);
    }
    case Token.goto: {
      const node = newNode(Kind.goto, tokenStart(), 0);
      advance();
      return finishWithSemicolon(node, addChild(node, 0, expression()));
    }
    case Token.break:
    case Token.continue: {
      const node = newNode(peek() === Token.break ? Kind.break : Kind.continue, tokenStart(), 0);
      advance();
      return finishWithSemicolon(node, 0);
    }
    case Token.word:
      if (kindAt(at + 1) === Token.colon) return labeledStatement();
      break;
    default:
  }
  return startsDeclaration() ? declaration() : expressionStatement();
}

function finish(node: number): number {
  setEnd(node, Math.max(consumed, startOf(node)));
  return node;
}

function finishWithSemicolon(node: number, last: number): number {
  if (peek() === Token.semicolon) addChild(node, last, leaf(Kind.semicolon));
  return finish(node);
}

function block(): number {
  const node = newNode(Kind.compound, tokenStart(), 0);
  advance();
  statements(node, 0);
  if (peek() === Token.closeBrace) advance();
  return finish(node);
}

/** The statement under `if`, `else`, `for` …; a loop that a macro makes keeps its body. */
function substatement(): number {
  const node = statement();
  if (!isOpenCall(node) || (peek() !== Token.openBrace && !opensLoopBody())) return node;
  const both = around(Kind.compound, node);
  addChild(both, node, statement());
  return finish(both);
}

/** `list_for_each_entry(…)` without a semicolon. */
function isOpenCall(node: number): boolean {
  if (kindOf(node) !== Kind.expressionStatement || text.charCodeAt(endOf(node) - 1) === 59) return false;
  return kindOf(firstChild(node)) === Kind.call;
}

function opensLoopBody(): boolean {
  const token = peek();
  return token === Token.if || token === Token.for || token === Token.while || token === Token.switch;
}

function ifStatement(): number {
  const node = newNode(Kind.if, tokenStart(), 0);
  advance();
  let last = addChild(node, 0, condition());
  if (last === 0) last = addChild(node, 0, newNode(Kind.skipped, consumed, consumed));
  if (peek() !== Token.closeBrace) last = addChild(node, last, substatement());
  if (peek() === Token.else) addChild(node, last, depth >= MAX_DEPTH ? 0 : elseClause());
  return finish(node);
}

function elseClause(): number {
  const node = newNode(Kind.else, tokenStart(), 0);
  advance();
  if (peek() !== Token.closeBrace && peek() !== Token.end) addChild(node, 0, substatement());
  return finish(node);
}

function whileStatement(): number {
  const node = newNode(Kind.while, tokenStart(), 0);
  advance();
  const last = addChild(node, 0, condition());
  if (peek() !== Token.closeBrace) addChild(node, last, substatement());
  return finish(node);
}

function doStatement(): number {
  const node = newNode(Kind.do, tokenStart(), 0);
  advance();
  let last = addChild(node, 0, substatement());
  if (peek() === Token.while) {
    advance();
    last = addChild(node, last, condition());
  }
  return finishWithSemicolon(node, last);
}

/** The parenthesized test of a statement; a macro may bring its own parentheses. */
function condition(): number {
  return peek() === Token.openParen ? parenthesized() : unaryExpression();
}

function forStatement(): number {
  const node = newNode(Kind.for, tokenStart(), 0);
  advance();
  let last = 0;
  if (peek() === Token.openParen) {
    const close = tokens.match[at] as number;
    advance();
    if (startsDeclaration()) last = addChild(node, last, declaration());
    while (at < close && peek() !== Token.end) {
      const before = at;
      last = addChild(node, last, peek() === Token.semicolon ? leaf(Kind.semicolon) : expression());
      if (at === before) advance();
    }
    if (peek() === Token.closeParen) advance();
  }
  if (peek() !== Token.closeBrace) addChild(node, last, substatement());
  return finish(node);
}

function caseStatement(): number {
  const node = newNode(Kind.case, tokenStart(), 0);
  let last = 0;
  if (peek() === Token.default) last = addChild(node, 0, leaf(Kind.default));
  else {
    advance();
    last = addChild(node, 0, conditional());
    if (peek() === Token.ellipsis) {
      advance();
      conditional();
    }
  }
  if (peek() === Token.colon) last = addChild(node, last, leaf(Kind.colon));
  for (let token = peek(); !endsCase(token); token = peek()) {
    const before = at;
    last = addChild(node, last, statement());
    if (at === before) advance();
  }
  return finish(node);
}

function endsCase(token: number): boolean {
  return token === Token.case || token === Token.default || token === Token.closeBrace || token === Token.end;
}

function labeledStatement(): number {
  const node = newNode(Kind.labeled, tokenStart(), 0);
  let last = addChild(node, 0, leaf(Kind.identifier));
  last = addChild(node, last, leaf(Kind.colon));
  if (!endsCase(peek())) addChild(node, last, statement());
  return finish(node);
}

function expressionStatement(): number {
  const node = newNode(Kind.expressionStatement, tokenStart(), 0);
  return finishWithSemicolon(node, addChild(node, 0, expression()));
}

/* Declarations */

function startsDeclaration(): boolean {
  switch (peek()) {
    case Token.aggregate:
    case Token.enum:
    case Token.plainType:
    case Token.typeof:
      return true;
    case Token.qualifier:
      // `static DEFINE_MUTEX(x);` declares by a macro call.
      return !(kindAt(at + 1) === Token.word && kindAt(at + 2) === Token.openParen);
    case Token.word:
      return wordStartsDeclaration();
    default:
      return false;
  }
}

/** `type name`, `type *name =`, `type (*name)(`. */
function wordStartsDeclaration(): boolean {
  let i = at + 1;
  const following = kindAt(i);
  if (following === Token.word || following === Token.qualifier || following === Token.plainType) return true;
  if (following === Token.star) {
    while (kindAt(i) === Token.star || kindAt(i) === Token.qualifier) i++;
    if (kindAt(i) !== Token.word) return false;
    const behind = kindAt(i + 1);
    return (
      behind === Token.assign ||
      behind === Token.semicolon ||
      behind === Token.comma ||
      behind === Token.openBracket ||
      behind === Token.word
    );
  }
  return (
    following === Token.openParen &&
    kindAt(at + 2) === Token.star &&
    kindAt(at + 3) === Token.word &&
    kindAt(at + 4) === Token.closeParen &&
    kindAt(at + 5) === Token.openParen
  );
}

function declaration(): number {
  const node = newNode(Kind.declaration, tokenStart(), 0);
  let last = addChild(node, 0, typeSpecifier());
  for (;;) {
    // Attributes between the type and the name: `struct foo __attr x`.
    while (peek() === Token.qualifier || (peek() === Token.word && kindAt(at + 1) === Token.word)) advance();
    const declarator = readDeclarator();
    if (peek() === Token.assign) {
      const init = declarator ? around(Kind.initDeclarator, declarator) : newNode(Kind.initDeclarator, tokenStart(), 0);
      let tail = addChild(init, declarator, leaf(Kind.operator));
      tail = addChild(init, tail, peek() === Token.openBrace ? initializerList() : assignment());
      last = addChild(node, last, finish(init));
    } else last = addChild(node, last, declarator);
    if (peek() !== Token.comma) break;
    advance();
  }
  return finishWithSemicolon(node, last);
}

/** The type of a declaration: a leaf, or 0 where none is readable. */
function typeSpecifier(): number {
  while (peek() === Token.qualifier) advance();
  const from = tokenStart();
  let kind: number = Kind.type;
  switch (peek()) {
    case Token.aggregate:
    case Token.enum:
      if (peek() === Token.aggregate) kind = Kind.structType;
      advance();
      if (peek() === Token.word) advance();
      if (peek() === Token.openBrace) skipBracket();
      break;
    case Token.typeof:
      advance();
      if (peek() === Token.openParen) skipBracket();
      break;
    case Token.plainType:
      while (peek() === Token.plainType || (peek() === Token.qualifier && kindAt(at + 1) === Token.plainType))
        advance();
      break;
    case Token.word:
      return leaf(Kind.identifier);
    default:
      return 0;
  }
  return newNode(kind, from, consumed);
}

/** A name with what is around it (`*p`, `buf[16]`, `(*fn)(int)`), up to `=`, `,` or `;`. */
function readDeclarator(): number {
  const from = tokenStart();
  const first = at;
  for (let token = peek(); !endsDeclarator(token); token = peek()) {
    if (token === Token.openParen || token === Token.openBracket) skipBracket();
    else advance();
  }
  if (at === first) return 0;
  const single = at === first + 1 && kindAt(first) === Token.word;
  return newNode(single ? Kind.identifier : Kind.declarator, from, consumed);
}

function endsDeclarator(token: number): boolean {
  return (
    token === Token.assign ||
    token === Token.comma ||
    token === Token.semicolon ||
    token === Token.openBrace ||
    token === Token.closeBrace ||
    token === Token.closeParen ||
    token === Token.end ||
    (token >= Token.if && token <= Token.continue)
  );
}

function initializerList(): number {
  const node = newNode(Kind.initializerList, tokenStart(), 0);
  if (depth >= MAX_DEPTH) {
    skipBracket();
    return finish(node);
  }
  depth++;
  const close = tokens.match[at] as number;
  advance();
  let last = 0;
  while (at < close) {
    const before = at;
    if (peek() === Token.comma) {
      advance();
      continue;
    }
    last = addChild(node, last, initializer());
    if (at === before) advance();
  }
  if (peek() === Token.closeBrace) advance();
  depth--;
  return finish(node);
}

function initializer(): number {
  const from = tokenStart();
  let designated = false;
  for (;;) {
    if (peek() === Token.dot && kindAt(at + 1) === Token.word) {
      advance();
      advance();
    } else if (peek() === Token.openBracket) skipBracket();
    else break;
    designated = true;
  }
  if (designated && peek() === Token.assign) advance();
  const value = peek() === Token.openBrace ? initializerList() : assignment();
  if (!designated) return value;
  const node = newNode(Kind.initializerPair, from, 0);
  addChild(node, 0, value);
  return finish(node);
}

/* Expressions */

/** An expression with commas; 0 where there is none. */
function expression(): number {
  const left = assignment();
  if (peek() !== Token.comma || left === 0) return left;
  const node = around(Kind.comma, left);
  let last = left;
  while (peek() === Token.comma) {
    advance();
    last = addChild(node, last, assignment());
  }
  return finish(node);
}

function assignment(): number {
  if (depth >= MAX_DEPTH) return skippedExpression();
  depth++;
  const left = conditional();
  let node = left;
  if (left !== 0 && (peek() === Token.assign || peek() === Token.assignWith)) {
    node = around(Kind.assignment, left);
    const last = addChild(node, left, leaf(Kind.operator));
    addChild(node, last, peek() === Token.openBrace ? initializerList() : assignment());
    finish(node);
  }
  depth--;
  return node;
}

/** Leaves out an expression that is nested too deep. */
function skippedExpression(): number {
  const node = newNode(Kind.skipped, tokenStart(), tokenStart());
  for (let token = peek(); token !== Token.end; token = peek()) {
    if (token === Token.openParen || token === Token.openBracket || token === Token.openBrace) skipBracket();
    else if (endsExpression(token)) break;
    else advance();
  }
  setEnd(node, Math.max(consumed, startOf(node)));
  return node;
}

function endsExpression(token: number): boolean {
  return (
    token === Token.comma ||
    token === Token.semicolon ||
    token === Token.closeParen ||
    token === Token.closeBracket ||
    token === Token.closeBrace ||
    token === Token.end
  );
}

function conditional(): number {
  const test = binary(1);
  if (test === 0 || peek() !== Token.question || depth >= MAX_DEPTH) return test;
  depth++;
  const node = around(Kind.conditional, test);
  let last = addChild(node, test, leaf(Kind.question));
  if (peek() !== Token.colon) last = addChild(node, last, expression());
  if (peek() === Token.colon) {
    last = addChild(node, last, leaf(Kind.colon));
    addChild(node, last, conditional());
  }
  depth--;
  return finish(node);
}

function binary(level: number): number {
  let left = unaryExpression();
  if (left === 0) return 0;
  for (let chain = 0; ; chain++) {
    const precedence = PRECEDENCE[peek()] as number;
    if (precedence < level || precedence === 0) return left;
    const operator = leaf(Kind.operator);
    const right = binary(precedence + 1);
    if (chain >= MAX_CHAIN) continue;
    const node = around(Kind.binary, left);
    const last = addChild(node, left, operator);
    addChild(node, last, right);
    left = finish(node);
  }
}

function unaryExpression(): number {
  switch (peek()) {
    case Token.not:
    case Token.tilde:
    case Token.minus:
    case Token.plus:
      return prefixed(Kind.unary);
    case Token.star:
    case Token.ampersand:
      return prefixed(Kind.pointer);
    case Token.increment:
      return prefixed(Kind.update);
    case Token.andAnd:
      // The address of a label.
      advance();
      return peek() === Token.word ? leaf(Kind.skipped) : 0;
    case Token.extension:
      advance();
      return unaryExpression();
    case Token.sizeof:
      return sizeofExpression();
    case Token.openParen:
      return isCast() ? cast() : postfix(parenthesized());
    default:
      return postfix(primary());
  }
}

/** An operator and its operand. Long runs of operators (`!!!!x`) count as nesting. */
function prefixed(kind: number): number {
  if (depth >= MAX_DEPTH) return skippedExpression();
  depth++;
  const node = newNode(kind, tokenStart(), 0);
  const last = addChild(node, 0, leaf(Kind.operator));
  addChild(node, last, unaryExpression());
  depth--;
  return finish(node);
}

function sizeofExpression(): number {
  const node = newNode(Kind.skipped, tokenStart(), 0);
  advance();
  if (peek() === Token.openParen) skipBracket();
  else if (depth < MAX_DEPTH) {
    depth++;
    unaryExpression();
    depth--;
  }
  return finish(node);
}

/** Whether the parenthesis at hand holds a type. */
function isCast(): boolean {
  const close = tokens.match[at] as number;
  let i = at + 1;
  switch (kindAt(i)) {
    case Token.aggregate:
    case Token.enum:
    case Token.plainType:
    case Token.qualifier:
    case Token.typeof:
      return !holdsStatements(close);
    case Token.word:
      break;
    default:
      return false;
  }
  i++;
  const behind = kindAt(close + 1);
  if (i === close) {
    // `(name)`: a type when a value follows; where an operator could also be binary, the name decides.
    switch (behind) {
      case Token.word:
      case Token.number:
      case Token.string:
      case Token.not:
      case Token.tilde:
      case Token.sizeof:
      case Token.openBrace:
        return true;
      case Token.openParen:
      case Token.minus:
      case Token.plus:
      case Token.star:
      case Token.ampersand:
        return NUMBER_TYPE.test(text.slice(tokens.start[at + 1], tokens.end[at + 1]));
      default:
        return false;
    }
  }
  if (behind === Token.openBrace && kindAt(i) === Token.openBracket) return true;
  if (kindAt(i) === Token.qualifier) return true;
  if (kindAt(i) === Token.openParen) return kindAt(i + 1) === Token.star && kindAt(i + 2) === Token.closeParen;
  if (kindAt(i) !== Token.star) return false;
  while (kindAt(i) === Token.star || kindAt(i) === Token.qualifier) i++;
  return i === close;
}

/** Whether `( … )` is a macro's body that begins with a declaration. */
function holdsStatements(close: number): boolean {
  for (let i = at + 1; i < close; i++) {
    const token = kindAt(i);
    if (token === Token.assign || token === Token.semicolon) return true;
    if (token === Token.openBrace || token === Token.openParen) i = Math.max(i, tokens.match[i] as number);
  }
  return false;
}

function cast(): number {
  const from = tokenStart();
  const close = tokens.match[at] as number;
  advance();
  const typeFrom = tokenStart();
  skipTo(close);
  const type = newNode(Kind.type, typeFrom, Math.max(consumed, typeFrom));
  if (peek() === Token.closeParen) advance();
  if (peek() === Token.openBrace) {
    const node = newNode(Kind.compoundLiteral, from, 0);
    addChild(node, addChild(node, 0, type), initializerList());
    return postfix(finish(node));
  }
  if (endsExpression(peek()) || peek() === Token.colon || depth >= MAX_DEPTH) {
    setEnd(type, consumed);
    return type;
  }
  depth++;
  const node = newNode(Kind.cast, from, 0);
  addChild(node, addChild(node, 0, type), unaryExpression());
  depth--;
  return finish(node);
}

/** `( … )` with an expression or a block in it. */
function parenthesized(): number {
  const node = newNode(Kind.parenthesized, tokenStart(), 0);
  if (depth >= MAX_DEPTH) {
    skipBracket();
    return finish(node);
  }
  depth++;
  const close = tokens.match[at] as number;
  advance();
  if (at < close) addChild(node, 0, peek() === Token.openBrace ? block() : valueUpTo(close));
  skipTo(close);
  if (peek() === Token.closeParen) advance();
  depth--;
  return finish(node);
}

/** An expression; where more than one stands up to the token `close`, a block of statements. */
function valueUpTo(close: number): number {
  const simple = !startsDeclaration() && !isStatementWord(peek());
  const first = simple ? expression() : statement();
  if (at >= close && (simple || kindOf(first) !== Kind.declaration)) return first;
  const node = first ? around(Kind.compound, first) : newNode(Kind.compound, tokenStart(), 0);
  let last = first;
  while (at < close && peek() !== Token.end) {
    const before = at;
    last = addChild(node, last, statement());
    if (at === before) advance();
  }
  return finish(node);
}

function isStatementWord(token: number): boolean {
  return token >= Token.if && token <= Token.continue;
}

function primary(): number {
  switch (peek()) {
    case Token.word:
      if (kindAt(at + 1) === Token.string) return strings();
      return leaf(Kind.identifier);
    case Token.number:
      return leaf(Kind.number);
    case Token.string:
      return strings();
    case Token.asm: {
      const node = newNode(Kind.skipped, tokenStart(), 0);
      advance();
      while (peek() === Token.qualifier || peek() === Token.goto) advance();
      if (peek() === Token.openParen) skipBracket();
      return finish(node);
    }
    case Token.aggregate:
    case Token.enum:
    case Token.plainType:
    case Token.qualifier:
    case Token.typeof:
      return typeArgument();
    default:
      return 0;
  }
}

/** Literals side by side, with the macros between them (`"%" PRIu64 "\n"`). */
function strings(): number {
  const node = newNode(Kind.string, tokenStart(), 0);
  while (
    peek() === Token.string ||
    (peek() === Token.word && (kindAt(at + 1) === Token.string || kindAt(at - 1) === Token.string))
  )
    advance();
  return finish(node);
}

/** A type where a value is expected, as macros take it: a struct is named by its tag. */
function typeArgument(): number {
  const from = tokenStart();
  const named = peek() === Token.aggregate && kindAt(at + 1) === Token.word ? at + 1 : -1;
  for (let token = peek(); !endsExpression(token) && token !== Token.openBrace; token = peek()) {
    if (token === Token.openParen || token === Token.openBracket) skipBracket();
    else advance();
  }
  if (named < 0) return newNode(Kind.type, from, consumed);
  return newNode(Kind.identifier, tokens.start[named] as number, tokens.end[named] as number);
}

/** Calls, indices, fields and `++` behind an operand. */
function postfix(operand: number): number {
  let left = operand;
  if (left === 0) return 0;
  for (let chain = 0; ; chain++) {
    let node: number;
    switch (peek()) {
      case Token.openParen:
        node = around(Kind.call, left);
        addChild(node, left, argumentList());
        break;
      case Token.openBracket:
        node = around(Kind.subscript, left);
        addChild(node, left, index());
        break;
      case Token.dot:
      case Token.arrow:
        advance();
        if (peek() !== Token.word && peek() < Token.if) return left;
        node = around(Kind.field, left);
        addChild(node, left, leaf(Kind.identifier));
        break;
      case Token.increment:
        node = around(Kind.update, left);
        addChild(node, left, leaf(Kind.operator));
        break;
      default:
        return left;
    }
    finish(node);
    if (chain < MAX_CHAIN) left = node;
  }
}

function index(): number {
  const close = tokens.match[at] as number;
  if (depth >= MAX_DEPTH) {
    skipBracket();
    return 0;
  }
  advance();
  const value = expression();
  skipTo(close);
  if (peek() === Token.closeBracket) advance();
  return value;
}

/** The arguments of a call. A macro may be given statements, types and blocks. */
function argumentList(): number {
  const node = newNode(Kind.argumentList, tokenStart(), 0);
  if (depth >= MAX_DEPTH) {
    skipBracket();
    return finish(node);
  }
  depth++;
  const close = tokens.match[at] as number;
  advance();
  let last = 0;
  while (at < close && peek() !== Token.end) {
    const before = at;
    last = addChild(node, last, argument());
    if (at === before) advance();
  }
  if (peek() === Token.closeParen) advance();
  depth--;
  return finish(node);
}

function argument(): number {
  const token = peek();
  if (token === Token.openBrace) return block();
  if (isStatementWord(token)) return statement();
  return assignment();
}
