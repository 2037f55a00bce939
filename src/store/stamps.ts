/** A set of small whole numbers that is emptied often: a number is in it where its stamp is the present one. */

export interface Stamps {
  has(value: number): boolean;
  add(value: number): void;
  clear(): void;
}

/** @param size - the numbers that are expected; larger ones may come */
export function stamps(size: number): Stamps {
  let stampOf = new Uint32Array(Math.max(1, size));
  let present = 1;
  return {
    has: (value) => stampOf[value] === present,
    add: (value) => {
      if (value >= stampOf.length) {
        const larger = new Uint32Array(Math.max(value + 1, 2 * stampOf.length));
        larger.set(stampOf);
        stampOf = larger;
      }
      stampOf[value] = present;
    },
    clear: () => {
      present++;
    },
  };
}
