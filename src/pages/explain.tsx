/** Paste what a tool printed, and see the path. */
import type { ExplainPage as Data } from '../schemas/pages.js';
import { Copyable } from './components/copyable.js';
import { Explanation } from './components/explanation.js';
import type { PageFrame } from './layout.js';
import { usePlace } from './place.js';

export function explainFrame({ explanation }: Data): PageFrame {
  return {
    title: 'Explain a trace',
    description:
      'Paste what strace, bpftrace, perf, ftrace, bcc or a program printed: the function where the errno started, the path to it, and what to run next.',
    target: { page: 'explain' },
    ...(explanation !== null && { passing: true as const }),
  };
}

export function ExplainPage({ kernels, arches, output, explanation }: Data) {
  const { href, server } = usePlace();
  if (!server) return <WithoutServer />;
  return (
    <>
      <h1>Explain a trace</h1>
      <p class="lead">
        Paste what strace, bpftrace, perf, trace-cmd, ftrace, a bcc tool, retsnoop, a script of yours, the audit log or
        the program itself printed, in any mixture.
      </p>
      <form class="explain" action={href({ page: 'explain' })} method="post">
        <label for="output">Output</label>
        <textarea id="output" name="output" rows={explanation === null ? 14 : 6} required spellcheck={false}>
          {output}
        </textarea>
        <div class="row">
          <label>
            Kernel{' '}
            <input name="kernel" list="kernels" placeholder="as the output says" maxlength={256} autocomplete="off" />
          </label>
          <datalist id="kernels">
            {kernels.map((one) => (
              <option value={one} />
            ))}
          </datalist>
          <label>
            Arch{' '}
            <select name="arch">
              <option value="">as the output says</option>
              {arches.map((one) => (
                <option value={one}>{one}</option>
              ))}
            </select>
          </label>
          <button type="submit">Explain</button>
        </div>
      </form>
      {explanation !== null && <Explanation answer={explanation} />}
    </>
  );
}

/** What the script of the static site can do: find the failures that an output names. */
function WithoutServer() {
  return (
    <>
      <h1>Explain a trace</h1>
      <p class="lead">
        These pages are files, and no server reads what you paste. The program does it, on your machine, for what
        strace, bpftrace, perf, trace-cmd, ftrace, a bcc tool, retsnoop or a program printed:
      </p>
      <Copyable command="errnopath explain trace.txt" />
      <noscript>
        <p>With JavaScript, the failures that an output names can be looked up here.</p>
      </noscript>
      <form class="explain" hidden>
        <label for="output">Output, to look up the failures that it names. It stays in your browser</label>
        <textarea id="output" rows={10} spellcheck={false} />
        <div class="row">
          <button type="submit">Look up</button>
        </div>
        <div id="named" role="status" />
      </form>
    </>
  );
}
