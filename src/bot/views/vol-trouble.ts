import type { VolError } from '../../engine/domain/vol-views.js';
import type { Button, Card, CommandContext } from '../command.js';
import { CALLBACK_MAX_BYTES } from '../callback.js';
import type { Html } from '../html.js';
import { button } from './buttons.js';
import { plain } from './format.js';

const MOST_TYPED = 40;
const MOST_OFFERED = 6;
/** Letters that the buttons of a row have room for beside each other on a phone. */
const COLUMNS_IN_A_ROW = 34;
const MOST_IN_A_ROW = 3;

/** Why a question about volatility has no answer, in one sentence with what to ask instead. */
export function volSentence({ t }: CommandContext, error: VolError): Html {
  switch (error.code) {
    case 'no-chain':
      return error.known.length > 0
        ? t('vol-trouble-no-chain', {
            underlying: error.underlying.slice(0, MOST_TYPED),
            known: error.known.join(', '),
          })
        : t('vol-trouble-no-chain-at-all');
    case 'no-surface':
      return t('vol-trouble-no-surface', {
        underlying: error.underlying,
        // The first word says what happened; what follows is for the log.
        reason: error.reason.split(' ')[0] ?? '',
      });
    case 'feed-failed':
      return t('feed-failed', { feed: error.feed });
    case 'unknown-expiry':
      return t('vol-trouble-unknown-expiry', {
        underlying: error.underlying,
        typed: error.typed.slice(0, MOST_TYPED),
        listed: error.listed.slice(0, MOST_OFFERED).join(', ') || '–',
      });
    case 'unknown-option':
      return error.nearest.length > 0
        ? t('vol-trouble-unknown-option-near', { typed: error.typed.slice(0, MOST_TYPED) })
        : t('vol-trouble-unknown-option', { typed: error.typed.slice(0, MOST_TYPED) });
    case 'no-history':
      return t('vol-trouble-no-history', { underlying: error.underlying });
    case 'no-answer':
      return t('vol-trouble-no-answer');
  }
}

function inRows(buttons: readonly Button[]): readonly (readonly Button[])[] {
  const widest = Math.max(1, ...buttons.map(({ label }) => label.length));
  const inARow = Math.max(1, Math.min(MOST_IN_A_ROW, Math.floor(COLUMNS_IN_A_ROW / widest)));
  return Array.from({ length: Math.ceil(buttons.length / inARow) }, (_, row) =>
    buttons.slice(row * inARow, (row + 1) * inARow),
  );
}

/** Words that the same command would have understood; one that no button can carry is left out. */
function offers(command: string, error: VolError): readonly Button[] {
  const offer = (label: string, typed: string): readonly Button[] => {
    const fits = Buffer.byteLength(`${command} ${typed}`) <= CALLBACK_MAX_BYTES;
    const parts = Object.fromEntries(typed.split(/\s+/u).map((word, i) => [`word${i}`, word]));
    return fits && typed.trim() !== '' ? [button(plain(label), command, parts)] : [];
  };
  switch (error.code) {
    case 'no-chain':
      return error.known.slice(0, MOST_OFFERED).flatMap((known) => offer(known, known));
    case 'unknown-expiry':
      return error.listed
        .slice(0, MOST_OFFERED)
        .flatMap((expiry) => offer(expiry, `${error.underlying} ${expiry}`));
    case 'unknown-option':
      return error.nearest.slice(0, MOST_OFFERED).flatMap((name) => offer(name, name));
    case 'no-surface':
    case 'feed-failed':
    case 'no-history':
    case 'no-answer':
      return [];
  }
}

/** A question about volatility without an answer: one sentence, and what to ask instead. */
export function volTrouble(context: CommandContext, command: string, error: VolError): Card {
  const offered = inRows(offers(command, error));
  return {
    kind: 'card',
    text: volSentence(context, error),
    ...(offered.length > 0 ? { buttons: offered } : {}),
  };
}
