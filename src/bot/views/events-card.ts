import { DateTime } from 'luxon';
import { EVENTS_WARNING_DAYS } from '../../engine/domain/event-calendar.js';
import type { EventLine, EventsView } from '../../engine/domain/desk-views.js';
import type { Card, CommandContext } from '../command.js';
import { bold, lines, type Html } from '../html.js';
import { button } from './buttons.js';
import { stampLine } from './format.js';

const MOST = 20;

function line({ t, user }: CommandContext, event: EventLine): Html {
  const weekday = DateTime.fromISO(event.day, { zone: 'utc', locale: user.settings.language });
  return t('events-line', {
    day: event.day,
    weekday: weekday.toFormat('ccc'),
    what: t('event-word', { kind: event.kind }),
    symbol: event.symbol === null ? '' : ` ${event.symbol}`,
    note: event.note === null ? '' : ` · ${event.note}`,
  });
}

function horizon({ t }: CommandContext, { lastDay, daysLeft }: EventsView): Html {
  if (lastDay === null) return t('events-no-calendar');
  const short = daysLeft === null || daysLeft < EVENTS_WARNING_DAYS;
  return t(short ? 'events-running-out' : 'events-until', { day: lastDay, days: daysLeft ?? 0 });
}

/** The days on which nothing is entered, and how far the calendar reaches. */
export function eventsCard(context: CommandContext, view: EventsView): Card {
  const { t } = context;
  const shown = view.upcoming.slice(0, MOST);
  const more = view.upcoming.length - shown.length;
  return {
    kind: 'card',
    text: lines([
      bold(t('events-headline')),
      shown.length === 0 ? t('events-none') : null,
      ...shown.map((event) => line(context, event)),
      more > 0 ? t('events-more', { more }) : null,
      horizon(context, view),
      stampLine(context, view.stamp),
    ]),
    buttons: [[button(t('button-refresh'), 'events')]],
  };
}
