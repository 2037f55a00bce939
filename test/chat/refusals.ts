/** What each chat has to refuse, over HTTP, as whoever would deceive it sends it: the same on Node and on Workers. */
import { discordHeaders, form, SECRETS, slackHeaders, slash } from './chat-fixture.js';

/** A request that is refused, and with which status. */
export interface Refusal {
  readonly name: string;
  readonly status: number;
  send(): Promise<Response>;
}

/** More than a chat may send. */
const LARGE = 'x'.repeat(200_000);
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const JSON_TYPE = { 'content-type': 'application/json' };

export function refusalsOf(url: string): readonly Refusal[] {
  const now = (off = 0): string => String(Math.floor(Date.now() / 1000) + off);
  const post = (path: string, body: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
    fetch(`${url}/chat/${path}`, { method: 'POST', body, headers });
  /** Twice the same; the second is the answer. */
  const twice = async (send: () => Promise<Response>): Promise<Response> => {
    await (await send()).text();
    return send();
  };
  /** Without a length: it is found out while it is read. */
  const streamed = (path: string, headers: Readonly<Record<string, string>>): Promise<Response> =>
    fetch(`${url}/chat/${path}`, {
      ...{ method: 'POST', headers, duplex: 'half' },
      body: new Blob([LARGE]).stream(),
    });

  const slack = (body: string, { off = 0, secret = SECRETS.slack, type = FORM['content-type'] } = {}) =>
    post('slack', body, slackHeaders(body, { timestamp: now(off), secret, type }));
  const discord = (interaction: unknown, off = 0): Promise<Response> => {
    const body = JSON.stringify(interaction);
    return post('discord', body, discordHeaders(body, now(off)));
  };
  const ping = { type: 1 };
  const command = { type: 2, application_id: '1', token: 't', data: { options: [{ name: 'q', value: '-28' }] } };
  const mattermost = (fields: Readonly<Record<string, string>>): Promise<Response> =>
    post('mattermost', form({ command: '/errno', text: '-28', ...fields }), FORM);
  const response_url = 'https://chat.example/hooks/1';
  const context = { view: 'answer', q: 'mount ENOSPC', url: response_url, signature: '0'.repeat(64) };
  const bearer = { authorization: `Bearer ${SECRETS.webhook}` };
  const all: readonly (readonly [name: string, status: number, send: () => Promise<Response>])[] = [
    ['Slack: forged', 401, () => slack(slash('-28'), { secret: 'other' })],
    ['Slack: unsigned', 401, () => post('slack', slash('-28'), FORM)],
    ['Slack: stale', 401, () => slack(slash('-28'), { off: -3600 })],
    ['Slack: of the future', 401, () => slack(slash('-28'), { off: 3600 })],
    ['Slack: changed', 401, () => post('slack', `${slash('-28')}x`, slackHeaders(slash('-28'), { timestamp: now() }))],
    [
      'Slack: replayed',
      401,
      () => {
        const body = slash('-28 again');
        const headers = slackHeaders(body, { timestamp: now() });
        return twice(() => post('slack', body, headers));
      },
    ],
    ['Slack: oversized', 413, () => slack(LARGE)],
    ['Slack: oversized, without a length', 413, () => streamed('slack', slackHeaders(LARGE, { timestamp: now() }))],
    ['Slack: malformed', 400, () => slack('a=b')],
    ['Slack: malformed payload', 400, () => slack(form({ payload: '{' }))],
    ['Slack: malformed event', 400, () => slack('{}', { type: 'application/json' })],
    ['Slack: to be answered elsewhere', 400, () => slack(slash('-28').replace('hooks.slack.com', 'evil.example'))],
    ['Discord: forged', 401, () => post('discord', JSON.stringify(ping), { ...discordHeaders('{}', now()) })],
    ['Discord: unsigned', 401, () => post('discord', JSON.stringify(ping), JSON_TYPE)],
    ['Discord: stale', 401, () => discord(command, -3600)],
    ['Discord: of the future', 401, () => discord(command, 3600)],
    [
      'Discord: replayed',
      401,
      () => {
        const body = JSON.stringify({ ...ping, id: 'twice' });
        const headers = discordHeaders(body, now());
        return twice(() => post('discord', body, headers));
      },
    ],
    ['Discord: oversized', 413, () => discord({ ...ping, pad: LARGE })],
    ['Discord: oversized, without a length', 413, () => streamed('discord', discordHeaders(LARGE, now()))],
    ['Discord: malformed', 400, () => discord({ type: 99 })],
    ['Discord: to be answered elsewhere', 400, () => discord({ ...command, token: '../../x' })],
    ['Mattermost: forged', 401, () => mattermost({ token: 'other', response_url })],
    ['Mattermost: without a token', 401, () => mattermost({ response_url })],
    ['Mattermost: malformed', 400, () => mattermost({ token: SECRETS.mattermost, response_url: 'file:///etc/passwd' })],
    [
      'Mattermost: a button that we did not make',
      401,
      () => post('mattermost', JSON.stringify({ context }), JSON_TYPE),
    ],
    ['Mattermost: a malformed button', 400, () => post('mattermost', '{"context":{}}', JSON_TYPE)],
    ['Mattermost: oversized', 413, () => mattermost({ token: SECRETS.mattermost, response_url, pad: LARGE })],
    ['the webhook: forged', 401, () => post('webhook', '-28', { authorization: 'Bearer other' })],
    ['the webhook: without a token', 401, () => post('webhook', '-28')],
    ['the webhook: malformed', 400, () => post('webhook', '{', { ...bearer, ...JSON_TYPE })],
    ['the webhook: oversized', 413, () => post('webhook', LARGE, bearer)],
    ['the webhook: oversized, without a length', 413, () => streamed('webhook', bearer)],
  ];
  return all.map(([name, status, send]) => ({ name, status, send }));
}
