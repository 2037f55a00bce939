/** The columns of sites (`number-coder.ts`). */

import { type BitCoder, codeNumber, NUMBER_CONTEXTS } from './bit-coder.js';
import { type Likeness, rowMatcher } from './likeness.js';
import type { NumberBase, NumberColumns } from './number-columns.js';
import {
  CLASSES,
  classOf,
  codeSigned,
  ERRNO,
  GUARD_LINE,
  KIND,
  LIKE,
  OTHER_SITES,
  SITE_LINE,
  SITE_MATCH,
  TRAITS,
} from './number-contexts.js';
import { GUARD_LINE_OFFSET } from './schema.js';

export function codeSites(bits: BitCoder, columns: NumberColumns, like: Likeness, base: NumberBase | undefined): void {
  const { site_function: owner, site_line: line, site_kind: kind, site_errno: errno, site_guard_line: guard } = columns;
  const { function_lines: lines, function_line: start, site_count: count, site_traits: traits } = columns;
  const matcher = rowMatcher(bits, SITE_MATCH);
  let site = 0;
  let [kindBefore, errnoBefore, guardBefore] = [0, 0, 0];
  for (let fn = 0; fn < lines.length; fn++) {
    let own = 0;
    while (owner[site + own] === fn && !bits.decoding) own++;
    // Mostly those of the function's node.
    const usual = count[fn] as number;
    own = usual + codeSigned(bits, OTHER_SITES + Math.min(3, usual), own - usual);
    const length = classOf(lines[fn] as number);
    const baseFunction = base?.functionOf[fn] ?? -1;
    matcher.startRange(base?.siteStart[baseFunction] ?? 0, base?.siteStart[baseFunction + 1] ?? 0);
    /** How far lines lie from those of the base. */
    let shift = (start[fn] as number) - (base?.columns.function_line[baseFunction] ?? 0);
    for (const first = site; site < first + own; site++) {
      owner[site] = fn;
      const from = site === first ? (start[fn] as number) : (line[site - 1] as number);
      const context = SITE_LINE + (site === first ? 0 : CLASSES) + length;
      const codeLine = (): number => from + codeSigned(bits, context, (line[site] as number) - from);
      const match = baseFunction < 0 ? -1 : matcher.code(base?.siteOf[site] ?? -1);
      if (base && match >= 0) {
        base.siteOf[site] = match;
        const its = base.columns;
        like.startRow();
        const expected = (its.site_line[match] as number) + shift;
        line[site] = like.is(LIKE.site_line, expected, line[site] as number) ? expected : codeLine();
        shift = (line[site] as number) - (its.site_line[match] as number);
        kind[site] = kindBefore = its.site_kind[match] as number;
        errno[site] = errnoBefore = base.errnoFor[its.site_errno[match] as number] as number;
        const guardLine = its.site_guard_line[match] as number;
        if (like.is(LIKE.guard_line, guardLine, guard[site] as number)) {
          guard[site] = guardLine;
          guardBefore = classOf(foldedGuardLine(guardLine));
        } else guardBefore = codeGuardLine(bits, Math.min(15, kindBefore) * CLASSES + guardBefore, guard, site);
        const trait = its.site_traits[match] as number;
        traits[site] = like.is(LIKE.traits, trait, traits[site] as number) ? trait : codeTraits();
        continue;
      }
      if (base) base.siteOf[site] = -1;
      line[site] = codeLine();
      kindBefore = codeNumber(bits, (KIND + Math.min(15, kindBefore)) * NUMBER_CONTEXTS, kind[site] as number);
      kind[site] = kindBefore;
      errnoBefore = codeNumber(bits, (ERRNO + errnoBefore) * NUMBER_CONTEXTS, errno[site] as number);
      errno[site] = errnoBefore;
      guardBefore = codeGuardLine(bits, Math.min(15, kindBefore) * CLASSES + guardBefore, guard, site);
      traits[site] = codeTraits();
    }
  }
  function codeTraits(): number {
    const traitContext = TRAITS + Math.min(15, kindBefore) * 2 + Math.min(1, guardBefore);
    return codeNumber(bits, traitContext * NUMBER_CONTEXTS, traits[site] as number);
  }
  if (site !== owner.length) throw new RangeError('the sites do not stand in the order of their functions');
}

/** The line of a guard is stored relative to its site; 0 for none. Returns the class of what was coded. */
function codeGuardLine(bits: BitCoder, context: number, column: Int32Array, site: number): number {
  const folded = foldedGuardLine(column[site] as number);
  const got = codeNumber(bits, (GUARD_LINE + context) * NUMBER_CONTEXTS, folded);
  column[site] = got === 0 ? 0 : got % 2 ? GUARD_LINE_OFFSET + (got - 1) / 2 : GUARD_LINE_OFFSET - got / 2;
  return classOf(got);
}

function foldedGuardLine(value: number): number {
  const offset = value - GUARD_LINE_OFFSET;
  return value === 0 ? 0 : offset >= 0 ? 1 + 2 * offset : -2 * offset;
}
