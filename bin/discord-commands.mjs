#!/usr/bin/env node
/**
 * Registers the commands of the Discord application, in place of those it had: with DISCORD_APPLICATION_ID and
 * DISCORD_BOT_TOKEN in the environment. `--print` prints them and sends nothing.
 */

/** discord.com/developers/docs/interactions/application-commands: types of commands and of options. */
const [CHAT_INPUT, MESSAGE, STRING] = [1, 3, 3];

const COMMANDS = [
  {
    name: 'errno',
    type: CHAT_INPUT,
    description: 'Where an errno starts in the Linux kernel',
    options: [
      {
        name: 'question',
        type: STRING,
        description: 'mount ENOSPC on 6.1, -28, or what a program printed',
        required: true,
        max_length: 4000,
      },
    ],
  },
  { name: 'Explain this trace', type: MESSAGE },
];

if (process.argv.includes('--print')) {
  process.stdout.write(`${JSON.stringify(COMMANDS, null, 2)}\n`);
} else {
  const { DISCORD_APPLICATION_ID: id, DISCORD_BOT_TOKEN: token } = process.env;
  if (!id || !token) {
    process.stderr.write('set DISCORD_APPLICATION_ID and DISCORD_BOT_TOKEN, or give --print\n');
    process.exit(2);
  }
  const response = await fetch(`https://discord.com/api/v10/applications/${encodeURIComponent(id)}/commands`, {
    method: 'PUT',
    headers: { authorization: `Bot ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(COMMANDS),
  });
  if (!response.ok) {
    process.stderr.write(`Discord answered ${response.status}: ${await response.text()}\n`);
    process.exit(1);
  }
  process.stdout.write('registered\n');
}
