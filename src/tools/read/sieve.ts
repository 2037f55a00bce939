/** Which lines of a long output need not be read, as others that look like them were. */
import { type Alike, alikeTable, endingOf } from './alike.js';
import type { Line } from './lines.js';

/** Of lines that look the same so many are read; those after are counted as they were. */
const READ_OF_A_SHAPE = 64;
const READ_OF_A_FORM = 512;

/**
 * Once so many lines were read, those that end like others are counted as these, too; after more, nothing else is read of what is
 * not the end of the text.
 */
const MOST_READ = 8_000;
const MOST_READ_AT_ALL = 12_000;
const READ_OF_AN_ENDING = 32;
/** The end is read as the beginning is: it is what was printed last before somebody looked. */
const END = 128 * 1024;

export interface Sieve {
  /** Whether the end of a long text has begun. */
  isEnd(end: number): boolean;
  /**
   * What lines like this one told, or that it is passed over; undefined where it is to be read.
   * @param alone - whether the line is no part of something longer
   */
  sift(line: Line, alone: boolean): Alike | 'over' | undefined;
  /** Counts a line that was read. */
  readOne(): void;
  /** Remembers what the line that was sifted last told. */
  remember(line: Line, told: Omit<Alike, 'times'>): void;
}

/** @param text - all of it */
export function sieve(text: string): Sieve {
  const shapes = alikeTable(text.length);
  const forms = alikeTable(text.length);
  const endings = alikeTable(text.length);
  const lastPart = text.length - END;
  let read = 0;
  let thinned = false;
  let ending = 0;
  let sameShape: Alike | undefined;
  let sameForm: Alike | undefined;
  let sameEnding: Alike | undefined;
  return {
    isEnd: (end) => end >= lastPart,
    sift({ start, end, shape, second, form, below }, alone) {
      sameShape = shapes.find(shape, second);
      sameForm = forms.find(form, 0);
      thinned = read >= MOST_READ && end < lastPart && alone;
      if (thinned) {
        ending = endingOf(text, start, end);
        sameEnding = endings.find(ending, below);
      }
      const known = enough(sameShape, READ_OF_A_SHAPE) ?? enough(sameForm, READ_OF_A_FORM);
      if (known !== undefined || !thinned) return known;
      if (read < MOST_READ_AT_ALL) return enough(sameEnding, READ_OF_AN_ENDING);
      return sameEnding ?? 'over';
    },
    readOne() {
      read++;
    },
    remember({ shape, second, form, below }, told) {
      if (sameShape !== undefined) sameShape.times++;
      else shapes.add(shape, second, { times: 1, ...told });
      if (thinned) {
        if (sameEnding !== undefined) sameEnding.times++;
        else endings.add(ending, below, { times: 1, ...told });
      }
      if (sameForm !== undefined) sameForm.times++;
      // What a program says can hold an errno as a positive number.
      else if (!(told.id === 'application' || told.id === 'printed' || told.id === 'dmesg'))
        forms.add(form, 0, { times: 1, ...told });
    },
  };
}

/** Those that look the same, if enough of them were read. */
function enough(alike: Alike | undefined, times: number): Alike | undefined {
  return alike !== undefined && alike.times >= times ? alike : undefined;
}
