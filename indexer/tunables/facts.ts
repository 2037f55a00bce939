/** What one file says of a kernel's tunables. Plain JSON, a part of `FileFacts`. */

/**
 * Where a setting is kept: `G:sysctl_mount_max`, `G:files_stat.max_files` (a global and its fields), `S:tag.field` (a
 * field of a struct), `K:UCOUNT_INOTIFY_WATCHES` (a constant that selects it in an array of limits).
 */
export type Place = string;

/** Kept in jiffies and shown as seconds, milliseconds, or ticks of `USER_HZ`. */
export type TunableUnit = 's' | 'ms' | 'userhz';

/** An element of a sysctl table. */
export interface SysctlEntry {
  /** The file's name; `*` where it is only known at run time. */
  readonly name: string;
  /** Its permissions, such as 0o644; undefined where they are not a number. */
  readonly mode?: number;
  readonly places: readonly Place[];
  /** What its file shows, where that is another unit than the one it is kept in. */
  readonly unit?: TunableUnit;
  /** Where its place is not told, or may be a struct whole: the handler that keeps it, and the functions of other files that this hands it to. */
  readonly through?: readonly string[];
  /** The bounds, as written (`extra1`, `extra2`). */
  readonly min?: string;
  readonly max?: string;
  /** The table that stands below it, in releases up to 6.4. */
  readonly child?: string;
  readonly line: number;
}

/** A setting with a name of its own. */
export interface KnobFacts {
  readonly kind: 'module' | 'boot' | 'proc' | 'core' | 'sysfs';
  readonly name: string;
  readonly places: readonly Place[];
  readonly mode?: number;
  /** Where a file of sysfs lies, if the text tells. */
  readonly path?: string;
  readonly line: number;
}

/** A file of a control group; its name without that of the controller. */
export interface CgroupFileFacts {
  readonly name: string;
  readonly places: readonly Place[];
  /** Functions of other files that it hands its value to. */
  readonly through?: readonly string[];
  readonly writable: boolean;
  readonly line: number;
}

export interface MountOptionFacts {
  readonly name: string;
  readonly places: readonly Place[];
  /** What a mount starts with that does not say. */
  readonly initial?: string;
  /** The function that computes it. */
  readonly by?: string;
  readonly line: number;
}

export interface TunableFacts {
  /** Variable of a table (`template.member` where it stands in a struct) → its elements. */
  readonly tables?: readonly (readonly [variable: string, entries: readonly SysctlEntry[]])[];
  /** `fs/inotify` → variable, or `f()` for the table that function f gives. */
  readonly registered?: readonly (readonly [path: string, table: string])[];
  /** The table that a function gives. */
  readonly gives?: readonly (readonly [fn: string, table: string])[];
  readonly knobs?: readonly KnobFacts[];
  /** What replaces the module's name before its parameters (`MODULE_PARAM_PREFIX`). */
  readonly prefix?: string;
  readonly cgroupFiles?: readonly (readonly [variable: string, files: readonly CgroupFileFacts[]])[];
  /** What functions that others may hand a value to write. */
  readonly setters?: readonly (readonly [fn: string, places: readonly Place[]])[];
  /** Controller → variables of its files. */
  readonly controllers?: readonly (readonly [name: string, variables: readonly string[]])[];
  readonly mountOptions?: readonly (readonly [variable: string, options: readonly MountOptionFacts[]])[];
  /** File system → variable of its mount options. */
  readonly fileSystems?: readonly (readonly [name: string, variable: string])[];
  /** Variables of this file alone among those that places name, and tables. */
  readonly statics?: readonly string[];
  /** Initialisers: `variable` or `variable.field` → text. */
  readonly values?: readonly (readonly [variable: string, text: string])[];
  /** What code that sets a namespace or the like up puts into a field: place → text. */
  readonly settings?: readonly (readonly [place: Place, text: string])[];
  /** Fields that such code computes: place → function. */
  readonly computed?: readonly (readonly [place: Place, fn: string])[];
  /** What code that runs once, at boot, puts into a variable: text, '' where it is computed, and the function. */
  readonly boot?: readonly (readonly [variable: string, text: string, fn: string])[];
  /** Macros that stand for an element of a field: `#define sc_semmns sem_ctls[1]`. */
  readonly members?: readonly (readonly [name: string, field: string])[];
  /** Object-like macros with a number, or with what may be one. */
  readonly constants?: readonly (readonly [name: string, text: string])[];
}
