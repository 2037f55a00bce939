/** The line of code of a Python traceback that the error below it comes from. */

/** `  File "/srv/app.py", line 3, in <module>`; the line of code stands below it. */
const PLACE = /^\s{2,40}File "[^"]{1,300}", line \d{1,7}, in /;
/** `    ~~~~~~~~^^^^`, which Python prints below the code since 3.11. */
const POINTER = /^\s*[~^][\s~^]*$/;
/** Functions of the modules that make calls of the system, methods of sockets, and what subprocess makes its children by. */
const CALLS =
  /\b(?:os|fcntl|mmap|resource|select|signal|socket)\.[a-z_]\w{1,40}\(|\.(?:bind|connect|listen|accept|send(?:to|all|msg)?|recv(?:from|msg)?|setsockopt)\(|\b_fork_exec\(/;

export interface PythonCode {
  /** Gives the line, behind the code that it tells about where it is an error of a traceback. */
  with(line: string): string;
}

export function pythonCode(): PythonCode {
  let follows = false;
  let code = '';
  return {
    with(line) {
      if (PLACE.test(line)) {
        follows = true;
        code = '';
        return line;
      }
      if (follows) {
        follows = false;
        code = line.trim();
        return line;
      }
      if (code === '' || POINTER.test(line)) return line;
      const told = CALLS.test(code) ? `${code}: ${line.trim()}` : line;
      code = '';
      return told;
    },
  };
}
