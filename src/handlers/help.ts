import { z } from 'zod';
import { command, type AnyCommand, type CommandContext } from '../bot/command.js';
import { bold, lines, type Html } from '../bot/html.js';
import { plain } from '../bot/views/format.js';
import { atLeast } from '../engine/domain/people.js';

const SECTIONS = ['market', 'signals', 'trading', 'records', 'house'] as const;

function usable({ user, chat }: CommandContext, candidate: AnyCommand): boolean {
  return atLeast(user.role, candidate.role) && candidate.chats.includes(chat.kind);
}

function line({ t }: CommandContext, { name }: AnyCommand): Html {
  return plain(`/${name} · ${t(`${name}-about`)}`);
}

function section(context: CommandContext, name: (typeof SECTIONS)[number]): Html | null {
  const own = context.commands.filter(
    (candidate) => candidate.section === name && usable(context, candidate),
  );
  if (own.length === 0) return null;
  return lines([
    bold(context.t(`section-${name}`)),
    ...own.map((candidate) => line(context, candidate)),
  ]);
}

function about(context: CommandContext, found: AnyCommand): Html {
  const { t } = context;
  return lines([
    bold(plain(`/${found.name}`)),
    t(`${found.name}-about`),
    t(`${found.name}-usage`),
    found.aliases.length > 0
      ? t('help-aliases', { list: found.aliases.map((alias) => `/${alias}`).join(' ') })
      : null,
  ]);
}

export const help = command({
  name: 'help',
  aliases: ['h'],
  role: 'viewer',
  chats: ['private', 'group'],
  menu: 'published',
  section: 'house',
  args: z.object({ topic: z.string().optional() }),
  run(context, { topic }) {
    const wanted = topic?.replace(/^\//, '').toLowerCase();
    const found = context.commands.find(
      (candidate) =>
        usable(context, candidate) &&
        (candidate.name === wanted || candidate.aliases.includes(wanted ?? '')),
    );
    const missing =
      wanted !== undefined && !found ? context.t('help-no-topic', { topic: wanted }) : null;
    const text = found
      ? about(context, found)
      : lines([missing, ...SECTIONS.map((name) => section(context, name)), context.t('help-more')]);
    return Promise.resolve({ kind: 'card', text });
  },
});
