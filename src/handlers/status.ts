import { z } from 'zod';
import { command, type CommandContext } from '../bot/command.js';
import { bold, lines, type Html } from '../bot/html.js';
import { button } from '../bot/views/buttons.js';
import { dataLine, dataPage } from '../bot/views/data-card.js';
import { modelStateText } from '../bot/views/score-words.js';
import { badge, bytes, decimal, duration, instant, plain } from '../bot/views/format.js';
import type { FeedView, StatusView } from '../engine/api.js';

const SIGNS: Record<FeedView['state'], string> = {
  ready: '✅',
  connecting: '⏳',
  degraded: '⚠️',
  down: '⛔',
};

function feedLine({ t }: CommandContext, feed: FeedView): Html {
  return t('status-feed', {
    sign: SIGNS[feed.state],
    feed: feed.feed,
    age: feed.ageMs === null ? '–' : duration(t, feed.ageMs),
    received: feed.received,
    polls: feed.polls,
    failures: feed.failures,
  });
}

function brokerLine({ t }: CommandContext, { name, account, state }: StatusView['broker']): Html {
  return t('status-broker', {
    sign: state === 'ready' ? '✅' : '⛔',
    account: account === name ? name : `${name} · ${account}`,
  });
}

function gatewayLines({ t }: CommandContext, gateway: StatusView['gateway']): Html[] {
  if (!gateway) return [];
  const { phase, account, need } = gateway;
  const sign = need ? '⚠️' : SIGNS[phase === 'syncing' ? 'connecting' : phase];
  const first = t('status-gateway', { sign, phase, account: account ?? '–' });
  return need ? [first, t('status-gateway-need', { need: need.code })] : [first];
}

function modelLine(context: CommandContext, model: StatusView['model']): Html {
  const sign = model.code === 'ready' ? '✅' : '⚠️';
  return context.t('status-model', { sign, state: modelStateText(context, model) });
}

function storage({ t }: CommandContext, view: StatusView): Html {
  const { ticks } = view;
  return ticks
    ? t('status-ticks', {
        rate: decimal(ticks.rowsPerSecond, 1),
        size: bytes(ticks.diskBytes),
        projected: bytes(ticks.projectedBytes),
        dropped: ticks.dropped,
      })
    : t('status-no-ticks');
}

export const status = command({
  name: 'status',
  aliases: ['s'],
  role: 'viewer',
  chats: ['private', 'group'],
  menu: 'published',
  section: 'house',
  args: z.object({ page: z.enum(['data']).optional() }),
  async run(context, { page }) {
    const { t, engine } = context;
    const { zone } = context.user.settings;
    const view = await engine.status();
    const { queue } = view;
    if (page === 'data') {
      return {
        kind: 'card',
        text: dataPage(context, view.quality),
        buttons: [
          [
            button(t('button-refresh'), 'status', { page }),
            button(t('card-button-status'), 'status'),
          ],
        ],
      };
    }
    return {
      kind: 'card',
      text: lines([
        bold(plain(`${badge(view.mode)} · voldesk ${view.version}`)),
        t('status-uptime', { uptime: duration(t, view.uptimeMs) }),
        t('status-market', { at: instant(view.marketNowMs, zone), session: view.session }),
        ...view.feeds.map((feed) => feedLine(context, feed)),
        view.quality.length > 0 ? dataLine(context, view.quality) : null,
        ...gatewayLines(context, view.gateway),
        brokerLine(context, view.broker),
        modelLine(context, view.model),
        t('status-queue', {
          waiting: queue.waiting,
          steps: queue.steps,
          p50: decimal(queue.lagP50Ms, 1),
          p99: decimal(queue.lagP99Ms, 1),
        }),
        storage(context, view),
        t('status-machine', {
          desk: bytes(view.deskBytes),
          free: bytes(view.diskFreeBytes),
          memory: bytes(view.memoryBytes),
        }),
        ...view.jobs
          .filter(({ name }) => name === 'digest')
          .map(({ name, nextDueAtMs }) =>
            t('status-job', { name, at: instant(nextDueAtMs, zone) }),
          ),
      ]),
      buttons: [
        [
          button(t('button-refresh'), 'status'),
          button(t('data-button'), 'status', { page: 'data' }),
        ],
      ],
    };
  },
});
