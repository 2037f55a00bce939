/** Where chats bring their questions: whatever happens, there is something to say. */
import { commandsReply, type Reply, replyOf, type View } from '../../chat/reply.js';
import { MAX_QUESTION } from '../../schemas/ask.js';
import type { AnswerQuestion } from '../ask.js';
import { ProblemError } from '../problems.js';

export type Desk = (question: string, view?: View) => Promise<Reply>;

export function desk(answer: AnswerQuestion, onError: (error: Error) => void): Desk {
  return async (text, view = 'answer') => {
    const question = text.trim().slice(0, MAX_QUESTION);
    if (question === '' || question.toLowerCase() === 'help') return HELP;
    try {
      if (view !== 'commands') return replyOf(await answer({ q: question }), view);
      const plan = await answer({ q: `commands to prove ${question}` });
      return plan.answer?.kind === 'plan' ? commandsReply(plan) : said('There are no commands for that.', question);
    } catch (error) {
      const known = error instanceof ProblemError ? error.status : 500;
      if (known >= 500) onError(error instanceof Error ? error : new Error(String(error)));
      if (error instanceof ProblemError && known !== 500) return said(error.message, question);
      return said('The service failed to answer; the question itself may be right.', question);
    }
  };
}

function said(text: string, question: string): Reply {
  return { parts: [{ kind: 'lines', lines: [[text]] }], question: question.slice(0, 200), buttons: [], choices: [] };
}

const EXAMPLES = [
  'mount ENOSPC',
  '-28',
  'bash: fork: retry: Resource temporarily unavailable',
  'is do_new_mount probeable on 6.1',
];

const HELP: Reply = {
  parts: [
    {
      kind: 'lines',
      lines: [
        ['Name an errno, best with the syscall that fails, or paste what a program or strace printed:'],
        ...EXAMPLES.map((one) => ['• ', { code: one }]),
      ],
    },
  ],
  question: '',
  buttons: [],
  choices: [],
};
