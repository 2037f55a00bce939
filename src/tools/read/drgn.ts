/** drgn: the live value of a variable or a field, as its prompt and scripts print it. */
import { Mark } from './lines.js';
import type { Notes } from './notes.js';
import type { Reader, Taken } from './reader.js';

/** `>>> prog["sysctl_mount_max"]`, `>>> prog['files_stat'].max_files`. */
const ASKED = /^>>> .{0,100}?prog(?:\.variable\(|\[)["']([A-Za-z_]\w{0,200})["'](?:,.{0,100}\))?\]?(\.[\w.]{1,100})?/;
/** `(unsigned int)100000`, `(int)-28`. */
const VALUE =
  /^\(((?:const |volatile )?(?:unsigned |signed )?[A-Za-z_]\w{0,60}(?: \w{1,20}){0,2}(?: \*)?)\)(-?(?:0x)?[0-9a-f]{1,20})\s*$/;
/** `sysctl_mount_max = (unsigned int)100000`, as a script prints it. */
const NAMED =
  /^([A-Za-z_][\w.>-]{0,200}) = (\((?:unsigned |signed )?[A-Za-z_]\w{0,60}(?: \w{1,20}){0,2}\)-?(?:0x)?[0-9a-f]{1,20})\s*$/;

export function drgnReader(notes: Notes): Reader {
  let asked = '';
  return {
    id: 'drgn',
    open: () => asked !== '',
    read(line, marks): Taken {
      if (line === '') return false;
      if (marks & Mark.arrow && line.startsWith('>>> ')) {
        const [, variable, field = ''] = ASKED.exec(line) ?? [];
        asked = variable === undefined ? '' : variable + field;
        return 'banner';
      }
      if (!(marks & Mark.paren)) return /^drgn \d|^For help, type help\(drgn\)/.test(line) ? 'banner' : false;
      const named = NAMED.exec(line);
      const value = VALUE.exec(named?.[2] ?? line)?.[2];
      if (value === undefined) return false;
      const name = named?.[1] ?? asked;
      notes.variable(name, value);
      if (/^-/.test(value)) notes.event({ tool: 'drgn', value });
      asked = '';
      return 'line';
    },
  };
}
