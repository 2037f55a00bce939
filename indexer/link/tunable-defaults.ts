/** What settings start with: initialisers, what code sets at boot or for a namespace, in the unit that their file shows. */

import { constantValue, type Definitions } from '../tunables/constant-value.js';
import type { Place, TunableUnit } from '../tunables/facts.js';
import { type GatheredTunables, meant } from './tunable-facts.js';
import { placeKeys } from './tunable-places.js';
import type { TypeTable } from './type-table.js';

/** A default: '' where it is not known. */
interface Default {
  readonly value: string;
  /** As the code has it, where the value depends on the configuration. */
  readonly written: string;
  /** The function that computes it. */
  readonly setBy: string;
}

export interface TunableDefaults {
  readonly initial: (asked: {
    /** The place that it is kept in, '' for none. */
    readonly first: Place;
    readonly own: string | undefined;
    /** The function that computes it, where that is known beforehand. */
    readonly by: string | undefined;
    readonly unit: TunableUnit | undefined;
    readonly file: number;
    /** It is a file of numbers: what is true reads 1 there. */
    readonly isFile: boolean;
  }) => Default;
  /** A bound where it can be told, else the expression; '' for none. */
  readonly shown: (text: string, file: number) => string;
  /** The value of a constant expression of a file; undefined for none, or one that the configuration decides. */
  readonly constant: (text: string, file: number) => string | undefined;
}

/** Structs of which each namespace has a copy that begins with nothing in it. */
const BEGINS_EMPTY = /^(?:net|netns_\w+|\w+_namespace)\.\w+$/;

/** What jiffies are multiplied with to be shown: kernel/sysctl.c, and `USER_HZ` of include/asm-generic/param.h. */
const IN_UNIT: Readonly<Record<TunableUnit, (text: string) => string>> = {
  s: (text) => `(${text}) / HZ`,
  ms: (text) => `(${text}) * 1000L / HZ`,
  userhz: (text) => `(${text}) * 100L / HZ`,
};

/** @param numbers - those of the configuration, by `CONFIG_…` */
export function tunableDefaults(
  gathered: GatheredTunables,
  types: TypeTable,
  numbers: ReadonlyMap<string, string>,
): TunableDefaults {
  const settings = byKeys(gathered, types, gathered.settings);
  const computed = byKeys(gathered, types, gathered.computed);
  /** Names are looked up where a file sees them; `asked` is told of those that the configuration gives. */
  const definitions = (file: number, asked: (name: string) => void): Definitions => {
    return (name) => {
      const number = numbers.get(name);
      if (number !== undefined) asked(name);
      return number ?? (meant(gathered.constants, name, file) ?? meant(gathered.values, name, file))?.facts;
    };
  };
  const plain = (text: string, file: number): string | undefined => {
    let configured = false;
    const value = constantValue(
      text,
      definitions(file, () => {
        configured = true;
      }),
    );
    return configured ? undefined : value;
  };
  const told = (text: string, file: number, unit: TunableUnit | undefined): Default => {
    if (text === '') return NONE;
    let configured = false;
    const known = definitions(file, () => {
      configured = true;
    });
    const parts = text.split(',').flatMap((part) => part.trim() || []);
    const values = parts.map((part) => constantValue(unit === undefined ? part : IN_UNIT[unit](part), known) ?? part);
    return { value: values.join(' '), written: configured && values.join(', ') !== text ? text : '', setBy: '' };
  };
  return {
    shown: (text, file) => (text === '' ? '' : (plain(text, file) ?? text)),
    constant: plain,
    initial: ({ first, own, by, unit, file, isFile }) => {
      if (by !== undefined) return { ...NONE, setBy: by };
      if (own !== undefined) return told(own, file, unit);
      const variable = first.startsWith('G:') ? first.slice(2) : '';
      const atBoot = variable === '' ? undefined : meant(gathered.boot, variable, file)?.facts;
      if (atBoot?.[0] === '') return { ...NONE, setBy: atBoot[1] };
      const keys = first === '' ? [] : placeKeys(types, gathered.members, first, file);
      const text =
        atBoot?.[0] ??
        (variable === '' ? undefined : meant(gathered.values, variable, file)?.facts) ??
        keys.flatMap((key) => settings.get(key) ?? [])[0];
      if (text !== undefined) {
        const found = told(text, file, unit);
        const { value } = found;
        return isFile && /^(?:true|false)$/.test(value) ? { ...found, value: value === 'true' ? '1' : '0' } : found;
      }
      const setBy = keys.flatMap((key) => computed.get(key) ?? [])[0];
      if (setBy !== undefined) return { ...NONE, setBy };
      return isFile && keys.some((key) => BEGINS_EMPTY.test(key)) ? { ...NONE, value: '0' } : NONE;
    },
  };
}

const NONE: Default = { value: '', written: '', setBy: '' };

function byKeys(
  { members }: GatheredTunables,
  types: TypeTable,
  places: ReadonlyMap<Place, string>,
): ReadonlyMap<string, string> {
  const made = new Map<string, string>();
  for (const [place, text] of places)
    for (const key of placeKeys(types, members, place, 0)) {
      const before = made.get(key);
      // Elements of one array, by their own names: `sc_semmsl`, `sc_semmns`.
      if (before === undefined) made.set(key, text);
      else if (members.has(place.slice(place.lastIndexOf('.') + 1))) made.set(key, `${before}, ${text}`);
    }
  return made;
}
