/** Patterns of messages: literal text with `*` for whatever a program fills in. */

/**
 * Whether a text holds what a pattern describes: its literal parts, in their order. Case does not matter, nor how much
 * white space there is. The cost is linear in the text for each part, whatever is sent.
 */
export function matchesPattern(pattern: string, text: string): boolean {
  const where = normalised(text);
  let at = 0;
  for (const part of literalParts(pattern)) {
    const found = where.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return true;
}

/** The literal parts of a pattern, as they are compared: how long they are tells how much a match says. */
export function literalParts(pattern: string): readonly string[] {
  return normalised(pattern)
    .split('*')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function normalised(text: string): string {
  return text.toLowerCase().replace(/\s+/g, ' ');
}
