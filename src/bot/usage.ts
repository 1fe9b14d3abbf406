import type { FieldHelp, ArgumentsError } from './arguments.js';
import { callback, CALLBACK_MAX_BYTES } from './callback.js';
import type { AnyCommand, Button, Card, Translate } from './command.js';
import { escapeHtml, lines, type Html } from './html.js';

const MOST_BUTTONS = 8;

function acceptsLine(t: Translate, help: FieldHelp): Html {
  const { field, accepts, need } = help;
  const base = { field, need };
  switch (accepts.kind) {
    case 'one-of':
      return t('bot-accepts-one-of', { ...base, values: accepts.values.join(' · ') });
    case 'number':
      return t('bot-accepts-number', {
        ...base,
        bounds: accepts.min === null || accepts.max === null ? 'no' : 'yes',
        min: String(accepts.min ?? ''),
        max: String(accepts.max ?? ''),
      });
    case 'text':
      return t('bot-accepts-text', base);
  }
}

function choiceButtons(command: AnyCommand, help: FieldHelp | undefined): readonly Button[] {
  if (help?.accepts.kind !== 'one-of' || help.accepts.values.length > MOST_BUTTONS) return [];
  return help.accepts.values
    .filter((value) => Buffer.byteLength(`${command.name} ${value}`) <= CALLBACK_MAX_BYTES)
    .filter((value) => value !== '' && !/\s/u.test(value))
    .map((value) => ({
      kind: 'command',
      label: escapeHtml(value),
      data: callback(command.name, { value }),
    }));
}

/** What was wrong with typed words, and what would be right. */
export function usageCard(t: Translate, command: AnyCommand, error: ArgumentsError): Card {
  const name = `/${command.name}`;
  const head =
    error.code === 'unknown-word'
      ? t('bot-unknown-word', { word: error.word, command: name })
      : t('bot-missing-word', { field: error.field.field, command: name });
  const accepted =
    error.fields.length === 0
      ? [t('bot-takes-nothing', { command: name })]
      : error.fields.map((help) => acceptsLine(t, help));
  const asked =
    error.code === 'missing'
      ? error.field
      : error.fields.find(({ accepts }) => accepts.kind === 'one-of');
  const needed = error.fields.filter(({ need }) => need === 'required').length;
  const buttons = needed > 1 ? [] : choiceButtons(command, asked);
  return {
    kind: 'card',
    text: lines([head, ...accepted]),
    ...(buttons.length > 0 && { buttons: [buttons.slice(0, 4), buttons.slice(4)].filter(some) }),
  };
}

const some = (row: readonly Button[]): boolean => row.length > 0;
