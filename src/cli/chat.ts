import { randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { loadConfig } from '../config.js';
import { listenSentence } from '../desk/start-error.js';
import type { Clock } from '../engine/ports/clock.js';
import { startLocalChat } from '../sandbox/local-chat.js';

/** `chat`: the local chat alone, for a bot of any make that is pointed at it. */
export function chatCommand(tools: { readonly wall: Clock; finish(code: number): void }): Command {
  return new Command('chat')
    .description('the local chat alone: a Bot API server and its page, without the desk')
    .option('--port <port>', 'port to listen on (default: VOLDESK_CHAT_PORT or 8787)')
    .option('--token <token>', 'bot token to accept (default: a new one, printed)')
    .option('--control', 'also take faults and other users by POST /chat/control')
    .action(async (options: { port?: string; token?: string; control?: true }) => {
      const config = loadConfig();
      if (!config.ok) {
        process.stderr.write(`${config.error.sentences.join('\n')}\n`);
        tools.finish(1);
        return;
      }
      const port = options.port ? Number(options.port) : config.value.VOLDESK_CHAT_PORT;
      const token = options.token ?? `1000000:${randomBytes(20).toString('hex')}`;
      try {
        const chat = await startLocalChat({
          port,
          directory: join(resolve(config.value.VOLDESK_HOME), 'chat'),
          token,
          clock: tools.wall,
          ...(options.control ? { control: 'http' as const } : {}),
        });
        process.stdout.write(`The local chat is ready: ${chat.url}\n`);
        if (!options.token) process.stdout.write(`Bot token for this run: ${token}\n`);
        const stop = () => void chat.close().then(() => process.exit(0));
        process.once('SIGTERM', stop);
        process.once('SIGINT', stop);
      } catch (cause) {
        process.stderr.write(`${listenSentence(cause, { variable: '--port', port })}\n`);
        tools.finish(1);
      }
    });
}
