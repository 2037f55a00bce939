/** A build comes out of its bytes as it went in, and damaged bytes are refused. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ATTACH_KINDS, type Attach, type Build, type BuildSymbol } from '../../src/domain/build.js';
import { decodeBuild, encodeBuild } from '../../src/domain/build-body.js';

/** A build with its symbols as an array, which tests compare. */
interface Listed extends Omit<Build, 'symbols'> {
  readonly symbols: readonly BuildSymbol[];
}

function decode(bytes: Uint8Array): Listed {
  const build = decodeBuild(bytes);
  return { ...build, symbols: [...build.symbols] };
}

const small: Listed = {
  release: '6.1.0-56-amd64',
  kernel: '6.1.192',
  arch: 'x86_64',
  source: 'linux-image-6.1.0-56-amd64 6.1.192-2',
  options: new Map([
    ['CONFIG_EXT4_FS', 'm'],
    ['CONFIG_LOCALVERSION', '""'],
    ['CONFIG_MMU', 'y'],
  ]),
  modules: new Set(['ext4', 'xfs']),
  calls: new Map([
    ['compat_sys_mount', []],
    ['sys_mount', ['do_mount', 'start_kernel']],
  ]),
  symbols: [
    { name: 'do_mount', module: null, attach: 'traced' },
    { name: 'do_mount.cold', module: null, attach: 'untraced' },
    { name: 'do_mount.cold', module: null, attach: 'untraced' },
    { name: 'do_mount.cold', module: null, attach: 'refused' },
    { name: 'start_kernel', module: null, attach: 'init' },
    { name: 'init_once', module: 'ext4', attach: 'traced' },
    { name: 'init_once', module: 'ext4', attach: 'unknown' },
  ],
};

const word = fc.oneof(
  fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_.]{0,12}$/),
  fc.stringMatching(/^_{0,2}(do|sys)(_open|__x){0,3}(\.(cold|isra\.0))?$/),
);
const anyBuild = fc
  .record({
    options: fc.dictionary(fc.stringMatching(/^[A-Z][A-Z0-9_]{0,10}$/), fc.stringMatching(/^[^\n\r]{0,10}$/)),
    modules: fc.uniqueArray(fc.stringMatching(/^[a-z0-9_]{1,8}$/), { maxLength: 4 }),
    symbols: fc.array(fc.tuple(word, fc.nat(4), fc.constantFrom(...ATTACH_KINDS)), { maxLength: 40 }),
    calls: fc.dictionary(fc.stringMatching(/^(compat_)?sys_[a-z0-9_]{1,8}$/), fc.array(fc.nat(39), { maxLength: 5 })),
  })
  .map(
    ({ options, modules, symbols, calls }): Listed => ({
      ...small,
      options: new Map(Object.entries(options).map(([name, value]) => [`CONFIG_${name}`, value])),
      modules: new Set(modules),
      calls: new Map(
        Object.entries(calls)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([body, at]) => [body, calledIn(symbols, modules, at)]),
      ),
      symbols: symbols.map(([name, place, attach]) => ({ name, module: modules[place] ?? null, attach })),
    }),
  );

/** Names of the kernel's own at some places, as a build gives them back; the rare parts of functions are never called. */
function calledIn(
  symbols: readonly (readonly [name: string, place: number, attach: Attach])[],
  modules: readonly string[],
  at: readonly number[],
): readonly string[] {
  const names = at.flatMap((i) => {
    const [name = '', place = 0] = symbols[i] ?? [];
    return name === '' || name.endsWith('.cold') || modules[place] !== undefined ? [] : [name];
  });
  return [...new Set(names)].sort();
}

function rows(build: Listed): readonly string[] {
  return build.symbols.map(({ name, module, attach }) => `${module} ${name} ${attach}`).sort();
}

describe('body of a build', () => {
  test('a build is read back as it was, sorted by module and name', () => {
    expect(decode(encodeBuild({ ...small, symbols: small.symbols.toReversed() }))).toEqual(small);
  });

  test('any build is read back, and its order leaves no trace in the bytes', () => {
    fc.assert(
      fc.property(anyBuild, (build) => {
        const bytes = encodeBuild(build);
        const back = decode(bytes);
        expect(rows(back)).toEqual(rows(build));
        expect(encodeBuild(back)).toEqual(bytes);
        expect(back.options).toEqual(new Map([...build.options].sort()));
        expect(back.modules).toEqual(new Set([...build.modules].sort()));
        expect(encodeBuild({ ...build, symbols: build.symbols.toReversed() })).toEqual(bytes);
      }),
    );
  });

  test('every body that is cut short or has a byte too many is refused', () => {
    const bytes = encodeBuild(small);
    for (let length = 0; length < bytes.length; length++) {
      expect(() => decode(bytes.subarray(0, length))).toThrow(/^the build is damaged: /);
    }
    expect(() => decode(Uint8Array.of(...bytes, 1))).toThrow(/^the build is damaged: /);
  });

  test('altered bytes give another build or one clear error, never another one', () => {
    const bytes = encodeBuild(small);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { maxLength: 4 }), (changes) => {
        const altered = bytes.slice();
        for (const [at, byte] of changes) altered[at] = byte;
        try {
          decode(altered);
        } catch (error) {
          expect(String(error)).toMatch(/^Error: the build is damaged: /);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('what no kernel has is not written', () => {
    expect(() => encodeBuild({ ...small, symbols: [{ name: '$(x)', module: null, attach: 'traced' }] })).toThrow(
      '"$(x)"',
    );
    expect(() => encodeBuild({ ...small, modules: new Set(['../x']) })).toThrow('of a module that the build has not');
    expect(() => encodeBuild({ ...small, release: '../6.1' })).toThrow('uname -r');
  });
});
