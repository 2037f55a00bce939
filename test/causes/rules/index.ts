/** The rules, in the order in which they are worth reading. */
import type { Rule } from '../rule.js';
import { checksOnlyRead } from './checks-only-read.js';
import { commandsParse } from './commands-parse.js';
import { heldEverywhere } from './held-everywhere.js';
import { knownNames } from './known-names.js';
import { knownPlaceholders } from './known-placeholders.js';
import { originsExist } from './origins-exist.js';
import { originsReturnErrno } from './origins-return-errno.js';
import { prose } from './prose.js';
import { tunablesAreRead } from './tunables-are-read.js';
import { tunablesExist } from './tunables-exist.js';

export const RULES: readonly Rule[] = [
  knownNames,
  originsExist,
  originsReturnErrno,
  heldEverywhere,
  tunablesExist,
  tunablesAreRead,
  checksOnlyRead,
  knownPlaceholders,
  commandsParse,
  prose,
];
