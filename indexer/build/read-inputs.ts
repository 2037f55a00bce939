/** Reads everything that was given of one compiled kernel, file by file. */

import type { Arch } from '../../src/domain/arch.js';
import { IndexError } from '../index-error.js';
import { type Btf, isBtf, readBtf } from './btf.js';
import { type BuildInput, type InputFile, openBuildInput } from './build-input.js';
import { isElf, readElf } from './elf.js';
import { findBanner } from './kernel-banner.js';
import { openKernelImage } from './kernel-image.js';
import { type ImageSymbols, imageSymbols } from './kernel-symbols.js';
import { type ModuleFile, readModule } from './module-symbols.js';
import { isText, type ListedSymbol, readSymbolText } from './symbol-text.js';
import { unpackBytes } from './unpack-bytes.js';

/** What the inputs say, not yet put together. */
export interface Findings {
  /** Names of the inputs, and versions of those that are packages. */
  readonly names: string[];
  readonly versions: string[];
  /** Each release that a file says to be of, with that file. */
  readonly releases: Map<string, string>;
  readonly arches: Map<Arch, string>;
  /** The upstream point release, as the banner tells it. */
  kernel: string | null;
  image: ImageSymbols | null;
  /** Why an image gave no symbols. */
  imageError: IndexError | null;
  readonly modules: ModuleFile[];
  readonly listed: ListedSymbol[];
  readonly traceable: Map<string, number>;
  readonly options: Map<string, string>;
  readonly btf: { readonly name: string; readonly btf: Btf }[];
}

/**
 * @param release only files of this release, where the inputs hold several; null for all
 * @throws IndexError when an input cannot be read or is damaged
 */
export async function readInputs(paths: readonly string[], release: string | null): Promise<Findings> {
  const findings: Findings = {
    names: [],
    versions: [],
    releases: new Map(),
    arches: new Map(),
    kernel: null,
    image: null,
    imageError: null,
    modules: [],
    listed: [],
    traceable: new Map(),
    options: new Map(),
    btf: [],
  };
  let files = 0;
  for (const path of paths) {
    const input = await openBuildInput(path);
    findings.names.push(input.name);
    if (input.version !== null) findings.versions.push(input.version);
    files += await readFiles(input, findings, release);
  }
  if (files > 0) return findings;
  throw new IndexError(
    `${findings.names.join(', ')}: no kernel image, configuration or module in there`,
    'give the packages with vmlinuz and lib/modules: linux-image-* (since Debian 14 linux-binary-*, linux-base-* and ' +
      'linux-modules-*), kernel-core and kernel-modules-core',
  );
}

/** Gives the number of files that were looked at: a package may hold none, and only depend on others. */
async function readFiles(input: BuildInput, findings: Findings, release: string | null): Promise<number> {
  let files = 0;
  for await (const file of input.files) {
    files++;
    const named = releaseOfPath(file.path);
    if (release !== null && named !== null && named !== release) continue;
    if (named !== null) note(findings.releases, named, file.path);
    await readFile(file, findings);
  }
  return files;
}

/** The release in `lib/modules/<release>/…`, `boot/vmlinuz-<release>`, or the name of a file that was given alone. */
function releaseOfPath(path: string): string | null {
  return (
    /(?:^|\/)lib\/modules\/([^/]+)\//.exec(path)?.[1] ??
    /(?:^|\/)(?:vmlinu[xz]|config|System\.map)-(\d[^/]*?)(?:\.gz)?$/.exec(path)?.[1] ??
    null
  );
}

async function readFile({ path, bytes: packed }: InputFile, findings: Findings): Promise<void> {
  const bytes = await unpackBytes(packed, path);
  if (isRelocatable(bytes, path)) readModuleFile(bytes, path, findings);
  else if (isBtf(bytes)) findings.btf.push({ name: path, btf: readBtf(bytes, path) });
  else if (isText(bytes)) readText(bytes, findings);
  else await readImage(bytes, path, findings);
}

const RELOCATABLE = 1;

function isRelocatable(bytes: Uint8Array, path: string): boolean {
  return isElf(bytes) && readElf(bytes, path).view.u16(16) === RELOCATABLE;
}

function readModuleFile(bytes: Uint8Array, path: string, findings: Findings): void {
  const module = readModule(bytes, path);
  findings.modules.push(module);
  if (module.release !== null) note(findings.releases, module.release, path);
  if (module.arch !== null) note(findings.arches, module.arch, path);
}

function readText(bytes: Uint8Array, { listed, traceable, options }: Findings): void {
  const text = readSymbolText(bytes);
  for (const symbol of text.symbols) listed.push(symbol);
  for (const [key, times] of text.traceable) traceable.set(key, (traceable.get(key) ?? 0) + times);
  for (const [option, value] of text.options) options.set(option, value);
}

async function readImage(bytes: Uint8Array, path: string, findings: Findings): Promise<void> {
  const image = await openKernelImage(bytes, path);
  note(findings.arches, image.arch, path);
  const banner = findBanner(image.bytes);
  if (banner !== null) note(findings.releases, banner.release, path);
  findings.kernel ??= banner?.kernel ?? null;
  try {
    findings.image ??= imageSymbols(image);
  } catch (error) {
    if (!(error instanceof IndexError)) throw error;
    findings.imageError = error; // another input may have the symbols
  }
}

/** The first file that says something. */
function note<T>(said: Map<T, string>, what: T, path: string): void {
  if (!said.has(what)) said.set(what, path);
}
