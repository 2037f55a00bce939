/** `npm run chat-speed`: `runChatSpeed(argv)` of bench/chat-speed.ts. */

import { runSource } from './run-source.mjs';

await runSource('/bench/chat-speed.ts', 'runChatSpeed');
