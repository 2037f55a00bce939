/** Every kind of page: what it is drawn from, and how. */
import type { Child } from 'hono/jsx';
import type { z } from 'zod';
import * as schemas from '../schemas/pages.js';
import type { Problem } from '../schemas/problem.js';
import { AboutPage, aboutFrame } from './about.js';
import { AnswerPage, answerFrame } from './answer.js';
import { CausesPage, causesFrame } from './causes.js';
import { DiffPage, diffFrame } from './diff.js';
import { ErrnoPage, errnoFrame } from './errno.js';
import { ExplainPage, explainFrame } from './explain.js';
import { FunctionPage, functionFrame } from './function.js';
import { HomePage, homeFrame } from './home.js';
import { KernelPage, kernelFrame } from './kernel.js';
import { Layout, type PageFrame } from './layout.js';
import type { Place, Target } from './place.js';
import { ProblemPage, problemFrame } from './problem.js';
import { type ShellKind, ShellPage, shellFrame } from './shell.js';
import { SyscallPage, syscallFrame } from './syscall.js';
import { TunablePage, tunableFrame } from './tunable.js';

export interface Page<Data> {
  /** Of the JSON twin. */
  readonly schema: z.ZodType<Data>;
  /** The HTML document. */
  readonly draw: (data: Data, place: Place) => string;
}

function page<Data extends object>(
  schema: z.ZodType<Data>,
  frame: (data: Data) => PageFrame,
  view: (data: Data) => Child,
): Page<Data> {
  return { schema, draw: (data, place) => documentOf(place, frame(data), () => view(data)) };
}

/** The content is drawn inside of the layout, where the place is known. */
function documentOf(place: Place, frame: PageFrame, View: () => Child): string {
  const html = `${(
    <Layout place={place} frame={frame}>
      <View />
    </Layout>
  )}`;
  return `<!doctype html>\n${html.replace(EMPTY_MARKS, '/>')}\n`;
}

/** The ends of what drawings hold hundreds of, which SVG writes shorter. A `<` in a text is escaped. */
const EMPTY_MARKS = /><\/(?:circle|path|rect)>/g;

/** The page of the static site that its script draws functions, or settings, into. */
export function drawShell(kind: ShellKind, kernel: string, arch: string, place: Place): string {
  return documentOf(place, shellFrame(kind, kernel, arch), () => <ShellPage kind={kind} kernel={kernel} />);
}

/** By the page's name in a {@link Target}. */
export const PAGES = {
  home: page(schemas.HomePage, homeFrame, HomePage),
  kernel: page(schemas.KernelPage, kernelFrame, KernelPage),
  errno: page(schemas.ErrnoPage, errnoFrame, ErrnoPage),
  syscall: page(schemas.SyscallPage, syscallFrame, SyscallPage),
  answer: page(schemas.AnswerPage, answerFrame, AnswerPage),
  function: page(schemas.FunctionPage, functionFrame, FunctionPage),
  tunable: page(schemas.TunablePage, tunableFrame, TunablePage),
  diff: page(schemas.DiffPage, diffFrame, DiffPage),
  causes: page(schemas.CausesPage, causesFrame, CausesPage),
  explain: page(schemas.ExplainPage, explainFrame, ExplainPage),
  about: page(schemas.AboutPage, aboutFrame, AboutPage),
} satisfies Record<Target['page'], unknown>;

/** @param near - the address of the page that is meant where a name is another one */
export function drawProblem(problem: Problem, place: Place, near: (name: string) => string | undefined): string {
  return documentOf(place, problemFrame(problem), () => <ProblemPage problem={problem} near={near} />);
}
