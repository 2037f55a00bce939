/** A line of an event as ftrace, trace-cmd and perf script write it: the task, then the event's name and its fields. */

export interface TraceLine {
  readonly form: 'ftrace' | 'perf';
  readonly comm: string;
  readonly pid: number | undefined;
  readonly tid: number;
  /** With its group, where that is written: `probe:foo__return`. */
  readonly event: string;
  readonly fields: string;
}

/** `           mount-221     [000] .N...    75.610164: count_mounts: (…) arg1=-28`, also with a column for the process. */
const FTRACE =
  /^(.{1,16}?)-(\d{1,8})\s{1,9}(?:\(\s{0,7}([\d-]{1,8})\)\s{1,3})?\[(?:\d{3,4})\]\s{1,5}(?:[.\w#]{4,9}\s{1,5})?\d{1,12}\.\d{1,9}: {1,40}(?:([\w:/.$-]{1,200}):|(?=<stack trace>)) ?(.*)$/;

/** `mount   280 [000]   145.123516: probe:count_mounts__return: (…) ret=-28`; the CPU is left out of recordings of one task. */
const PERF =
  /^(\S.{0,15}?)\s{1,16}(\d{1,8})(?:\/(\d{1,8}))?\s{1,5}(?:\[\d{3,4}\]\s{1,20})?\d{1,12}\.\d{1,9}:\s{1,60}(?:\d{1,12}\s{1,5})?([\w:.$-]{1,200}):\s{0,40}(.*)$/;

export function traceLine(whole: string): TraceLine | undefined {
  const line = whole.trimStart();
  const ftrace = FTRACE.exec(line);
  if (ftrace !== null) {
    const [, comm = '', tid = '', tgid, event = '', fields = ''] = ftrace;
    const pid = tgid !== undefined && /^\d+$/.test(tgid) ? Number(tgid) : undefined;
    return { form: 'ftrace', comm: comm.trim(), pid, tid: Number(tid), event, fields: fields.trimStart() };
  }
  const perf = PERF.exec(line);
  if (perf === null) return undefined;
  const [, comm = '', first = '', tid, event = '', fields = ''] = perf;
  const pid = tid === undefined ? undefined : Number(first);
  return { form: 'perf', comm: comm.trim(), pid, tid: Number(tid ?? first), event, fields };
}
