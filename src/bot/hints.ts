import type { Card, CommandContext } from './command.js';
import type { Directory, TypedCommand } from './directory.js';

const WORDS_READ = 5;
const MOST_SHOWN = 3;

/** For a command that nobody knows: what may have been meant. */
export function unknownCard(
  directory: Directory,
  context: CommandContext,
  typed: TypedCommand,
): Card {
  const meant = directory.meant(context, typed.name);
  const { t } = context;
  const command = `/${typed.name}`;
  const names = meant.map(({ name }) => `/${name}`).join(', ');
  return {
    kind: 'card',
    text:
      meant.length > 0
        ? t('bot-did-you-mean', { command, meant: names })
        : t('bot-unknown-command', { command }),
    buttons: directory.buttons(context, meant),
  };
}

/** For text that is no command: commands near its words, or the first of the menu. */
export function nonsenseCard(directory: Directory, context: CommandContext, text: string): Card {
  const words = text.trim().split(/\s+/u).slice(0, WORDS_READ);
  const meant = words.flatMap((word) => directory.meant(context, word));
  const published = directory.usable(context).filter(({ menu }) => menu === 'published');
  const shown = (meant.length > 0 ? meant : published).slice(0, MOST_SHOWN);
  return {
    kind: 'card',
    text: context.t('bot-nonsense'),
    buttons: directory.buttons(context, shown),
  };
}
