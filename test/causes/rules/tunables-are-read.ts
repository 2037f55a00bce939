/** The value of every sysctl and limit that a cause names is read by one of its checks. */
import type { Rule } from '../rule.js';

const SYSCTL = /^(?:abi|debug|dev|fs|kernel|net|sunrpc|user|vm)\./;

export const tunablesAreRead: Rule = {
  name: 'reads the sysctls and limits that it names',
  problems: ({ tunables, checks }) => {
    const text = checks.map(({ command }) => `${command}\n`).join('');
    return tunables.flatMap((name) => {
      if (name.startsWith('RLIMIT_')) return /\/limits\b|prlimit/.test(text) ? [] : [`no check reads ${name}`];
      if (!SYSCTL.test(name)) return [];
      const named = [name, name.replaceAll('.', '/'), ...prefixes(name).map((prefix) => `sysctl ${prefix}`)];
      return named.some((each) => isWritten(each, text)) ? [] : [`no check reads ${name}`];
    });
  },
};

/** `a` and `a.b` of `a.b.c`: what sysctl(8) prints with all below it, where it ends the command. */
function prefixes(name: string): readonly string[] {
  const parts = name.split('.');
  return parts.slice(0, -1).map((_, count) => `${parts.slice(0, count + 1).join('.')}\n`);
}

/** Whether a text has a name, with anything in the place of `*`. */
function isWritten(name: string, text: string): boolean {
  const pattern = name.replace(/[.\\/]/g, '\\$&').replaceAll('*', '[^./\\s]+');
  return new RegExp(pattern).test(text);
}
