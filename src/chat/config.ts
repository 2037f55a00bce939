/** Which chats are served: those whose secrets the environment holds. */

export const CHATS = ['webhook', 'slack', 'mattermost', 'discord'] as const;

/** The variables that turn a chat on, and those that let it do more. */
export const CHAT_VARIABLES = {
  webhook: 'ERRNOPATH_WEBHOOK_TOKEN',
  slack: 'ERRNOPATH_SLACK_SIGNING_SECRET',
  slackBot: 'ERRNOPATH_SLACK_BOT_TOKEN',
  mattermost: 'ERRNOPATH_MATTERMOST_TOKEN',
  discord: 'ERRNOPATH_DISCORD_PUBLIC_KEY',
} as const;

/** Secrets by chat; one without is off. */
export interface ChatSecrets {
  /** Sent as `Authorization: Bearer …`. */
  readonly webhook?: string;
  /** Signs what Slack sends. */
  readonly slack?: string;
  /** Lets the app answer where it is mentioned. */
  readonly slackBot?: string;
  /** Of the slash command. */
  readonly mattermost?: string;
  /** 64 hexadecimal digits: an Ed25519 key. */
  readonly discord?: string;
}

export interface ChatConfig extends ChatSecrets {
  /** How answers reach a chat later; `fetch` unless told. */
  readonly send?: typeof fetch;
  /** In ms; the clock of this machine unless told. */
  readonly now?: () => number;
  /** In ms: an answer that is not there by then is sent later. */
  readonly soon?: number;
}

/** Bindings of Workers hold other things than texts, too. */
export function chatSecrets(environment: Readonly<Record<string, unknown>>): ChatSecrets {
  const set = Object.entries(CHAT_VARIABLES).flatMap(([name, variable]) => {
    const value = environment[variable];
    return typeof value === 'string' && value.trim() !== '' ? [[name, value.trim()]] : [];
  });
  return Object.fromEntries(set);
}

/** What is on and what is not, and why: a line each. */
export function chatReport(secrets: ChatSecrets): readonly string[] {
  const lines = CHATS.map((chat) =>
    secrets[chat] === undefined
      ? `${chat}: off, ${CHAT_VARIABLES[chat]} is not set`
      : `${chat}: on, POST /chat/${chat}`,
  );
  const mute = secrets.slack !== undefined && secrets.slackBot === undefined;
  return mute ? [...lines, `slack: mentions stay unanswered, ${CHAT_VARIABLES.slackBot} is not set`] : lines;
}
