import type { QueryError } from '../../engine/api.js';
import type { Card, CommandContext } from '../command.js';
import type { Html } from '../html.js';

function sentence({ t }: CommandContext, error: QueryError): Html {
  switch (error.code) {
    case 'no-data':
      return t('no-data', { what: error.what });
    case 'feed-failed':
      return t('feed-failed', { feed: error.feed });
    case 'unknown-symbol':
      return error.nearest.length > 0
        ? t('unknown-symbol-near', { symbol: error.symbol, nearest: error.nearest.join(', ') })
        : t('unknown-symbol', { symbol: error.symbol });
  }
}

/** A question without an answer says which part is missing. */
export function troubleCard(context: CommandContext, error: QueryError): Card {
  return { kind: 'card', text: sentence(context, error) };
}
