/** Where the tree's own Documentation speaks of a setting. */

/** A file of the tree and the anchor in its HTML form; of what has no headings the text to look for. */
export interface Documented {
  readonly file: string;
  readonly anchor: string;
}

/** Files that are read for it (5.10 to 7.3). */
const READ =
  /^Documentation\/(?:admin-guide\/(?:sysctl\/\w+\.rst|kernel-parameters\.txt|cgroup-v2\.rst|cgroup-v1\/\w[\w-]*\.rst|ext4\.rst|xfs\.rst)|networking\/(?:ip|nf_conntrack)-sysctl\.rst|filesystems\/(?:proc|tmpfs|overlayfs|ramfs-rootfs-initramfs|fuse|nfs)\.rst|ABI\/(?:stable|testing)\/sysfs-[\w.-]+)$/;

const PARAMETERS = 'Documentation/admin-guide/kernel-parameters.txt';
const SYSCTLS = 'Documentation/admin-guide/sysctl';

export function documentationPaths(path: string): boolean {
  return READ.test(path);
}

export interface Documentation {
  /** Of `net.ipv4.tcp_syncookies`. */
  readonly sysctl: (name: string) => Documented | undefined;
  /** Of a parameter of the boot line, `nr_cpus` or `loop.max_loop`; `value` tells that it is written with `=`. */
  readonly parameter: (name: string) => (Documented & { readonly value: boolean }) | undefined;
  readonly cgroupFile: (name: string) => (Documented & { readonly initial: string }) | undefined;
  /** Of an attribute of sysfs that a source file makes: by its name, and by words that file and path share. */
  readonly attribute: (name: string, file: string) => Documented | undefined;
  /** Of `/proc/PID/name`. */
  readonly process: (name: string) => Documented | undefined;
  readonly mountOption: (fs: string, name: string) => Documented | undefined;
}

/** @param texts - by path; others than those of {@link documentationPaths} are passed over */
export function documentation(texts: ReadonlyMap<string, string>): Documentation {
  /** `file word` → anchor */
  const words = new Map<string, string>();
  const parameters = new Map<string, boolean>();
  const attributes = new Map<string, Documented[]>();
  const initials = new Map<string, string>();
  const note = (file: string, word: string, anchor: string): void => {
    const key = `${file} ${word}`;
    if (word !== '' && !words.has(key)) words.set(key, anchor);
  };
  for (const [file, text] of texts) {
    if (!documentationPaths(file)) continue;
    if (file === PARAMETERS) readParameters(text, parameters);
    else if (file.startsWith(ABI)) readAttributes(text, file, attributes);
    else readSections(text, (word, anchor) => note(file, word, anchor));
    if (/cgroup-v2/.test(file)) readInitials(text, initials);
  }
  const at = (file: string, word: string): Documented | undefined => {
    const anchor = words.get(`${file} ${word}`);
    return anchor === undefined ? undefined : { file, anchor };
  };
  const cgroupFiles = [...texts.keys()].filter((file) => /cgroup-v/.test(file)).sort((a, b) => (a > b ? -1 : 1));
  return {
    sysctl: (name) => {
      const leaf = name.slice(name.lastIndexOf('.') + 1);
      return sysctlFiles(name).flatMap((file) => at(file, leaf) ?? [])[0];
    },
    parameter: (name) => {
      const plain = name.replaceAll('-', '_');
      const value = parameters.get(plain);
      return value === undefined ? undefined : { file: PARAMETERS, anchor: value ? `${plain}=` : plain, value };
    },
    cgroupFile: (name) => {
      const found = cgroupFiles.flatMap((file) => at(file, name) ?? [])[0];
      return found && { ...found, initial: initials.get(name) ?? '' };
    },
    attribute: (name, file) => nearest(attributes.get(name) ?? [], file),
    process: (name) => at('Documentation/filesystems/proc.rst', `/proc/<pid>/${name}`),
    mountOption: (fs, name) =>
      [
        `Documentation/filesystems/${fs}.rst`,
        `Documentation/filesystems/${fs}fs.rst`,
        `Documentation/admin-guide/${fs}.rst`,
      ].flatMap((file) => at(file, name) ?? [])[0],
  };
}

function sysctlFiles(name: string): readonly string[] {
  const [top = '', second = ''] = name.split('.');
  if (top !== 'net') return [`${SYSCTLS}/${top}.rst`];
  const own = `${SYSCTLS}/net.rst`;
  if (second === 'netfilter') return ['Documentation/networking/nf_conntrack-sysctl.rst', own];
  const protocols = 'Documentation/networking/ip-sysctl.rst';
  return second === 'core' ? [own, protocols] : [protocols, own];
}

const ABI = 'Documentation/ABI/';

/** `What:\t\t/sys/block/<disk>/queue/nr_requests`, by the last part. */
function readAttributes(text: string, file: string, attributes: Map<string, Documented[]>): void {
  for (const [, path = ''] of text.matchAll(/^(?:What:)?[ \t]+(\/sys\/[^\s]*[\w-])[ \t]*$/gm)) {
    const leaf = path.slice(path.lastIndexOf('/') + 1);
    if (!/^[\w-]+$/.test(leaf)) continue;
    const known = attributes.get(leaf) ?? [];
    known.push({ file, anchor: path });
    attributes.set(leaf, known);
  }
}

/** Words of paths that say little of what they are about. */
const COMMON = /^(?:sys|sysfs|drivers|kernel|core|main|class|devices|base|c|h)$/;

/** The path that has most words of a source file's; undefined where none has any. */
function nearest(paths: readonly Documented[], file: string): Documented | undefined {
  const words = (text: string): string[] => text.split(/[^a-z0-9]+/i).filter((word) => word && !COMMON.test(word));
  // A folder of drivers says nothing of each.
  const wanted = new Set(words(file.replace(/^drivers\/\w+\//, '')));
  let best: Documented | undefined;
  let most = 0;
  for (const one of paths) {
    const shared = new Set(words(one.anchor).filter((word) => wanted.has(word))).size;
    if (shared > most || (shared === most && best && one.anchor.length < best.anchor.length)) {
      if (shared > 0) best = one;
      most = shared;
    }
  }
  return best;
}

/** `  pids.max` and, in what stands below it, `The default is "max".` */
function readInitials(text: string, initials: Map<string, string>): void {
  for (const part of text.split(/^(?= {2}[a-z_]+(?:\.[a-z_0-9]+)+\s*$)/m)) {
    const name = /^ {2}([a-z_0-9.]+)\s*$/m.exec(part)?.[1];
    const initial = /\b[Tt]he\s+default(?:\s+value)?\s+is\s+"([^"\n]{1,40})"/.exec(part)?.[1];
    if (name !== undefined && initial !== undefined && !initials.has(name)) initials.set(name, initial);
  }
}

/** Parameters stand behind one tab: `\tname=\t[ARCH] …`. */
function readParameters(text: string, parameters: Map<string, boolean>): void {
  for (const [, name = '', value] of text.matchAll(/^\t([A-Za-z_][\w.-]*)(=)?/gm)) {
    const plain = name.replaceAll('-', '_');
    if (!parameters.has(plain) || value !== undefined) parameters.set(plain, value !== undefined);
  }
}

/** The words that headings, and definitions below them, are about. */
function readSections(text: string, note: (word: string, anchor: string) => void): void {
  const lines = text.split('\n');
  let anchor = '';
  lines.forEach((line, i) => {
    const next = lines[i + 1] ?? '';
    if (/\w/.test(line) && /^([=\-~^"'`#*+.])\1{2,}\s*$/.test(next) && next.trim().length + 3 >= line.trim().length) {
      anchor = slug(line);
      for (const word of line.trim().split(/\s*(?:&|,|\band\b)\s*|\s+-\s.*|-\s.*|\s*\(.*|:$|^\d[\d.]*\s+/))
        note((word ?? '').replace(/[`"]/g, '').trim(), anchor);
      return;
    }
    // `tcp_syncookies - INTEGER`, `  pids.max`, `memory.limit_in_bytes  set limit`, `size   The limit of …`
    const defined =
      /^\s{0,4}``?([\w./-]+)(?:=[^`]*)?``?|^([\w/-]+) - [A-Z]|^\s{1,2}([a-z_]+(?:\.[a-z_0-9]+)+)\b|^([\w-]+)(?:=\S*)?\s{2,}\S/.exec(
        line,
      );
    const word = defined?.[1] ?? defined?.[2] ?? defined?.[3] ?? defined?.[4];
    if (word !== undefined && anchor !== '') note(word.replace(/^.*\//, ''), anchor);
  });
}

/** The id that docutils gives a heading. */
function slug(title: string): string {
  return title
    .trim()
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[-0-9]+|-+$/g, '');
}
