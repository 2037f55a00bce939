/** What clang prints when BCC compiles its program against the kernel's headers: warnings, which harm nothing. */
import { Mark } from './lines.js';
import type { Reader, Taken } from './reader.js';

const START = /^In file included from |^(?:\/?[\w<>./+-]{1,200}):\d{1,6}:\d{1,5}: (?:warning|note): |^<built-in>:\d/;
const END = /^\d{1,5} warnings? generated\.$/;
/** Lines of code below a warning. */
const MOST_BELOW = 8;

export function compilerReader(): Reader {
  let below = 0;
  return {
    id: 'compiler-warnings',
    repeats: true,
    open: () => below > 0,
    read(line, marks): Taken {
      if (line === '') return false;
      if (marks & (Mark.colon | Mark.digit) && (START.test(line) || END.test(line))) {
        below = END.test(line) ? 0 : MOST_BELOW;
        return 'line';
      }
      if (below === 0) return false;
      below--;
      return /^(?:note: \(skipping|\s|#\s?define|extern |static |[\w*]{1,40} )/.test(line) ? 'line' : false;
    },
  };
}
