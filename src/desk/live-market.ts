import { createIbkrBroker } from '../engine/adapters/ibkr/broker.js';
import { createIbkrConnection } from '../engine/adapters/ibkr/connection.js';
import { createIbkrGateway } from '../engine/adapters/ibkr/gateway.js';
import type { IbkrConnection } from '../engine/adapters/ibkr/session-port.js';
import { createLiveClock } from '../engine/adapters/system/live-clock.js';
import { MINUTE_MS } from '../engine/domain/units.js';
import { createLiveFeed } from './live-feed.js';
import {
  openTicks,
  TRADE_AGE_MS,
  WATCH_EVERY_MS,
  type Market,
  type MarketNeeds,
} from './market-parts.js';

/** How often a live feed is expected to price anything at all. */
const PRICE_PERIOD_MS = 1_000;

/** The one session with the gateway; null where no feed is the gateway's. */
function openGateway({ config, wall, chance, log }: MarketNeeds): IbkrConnection | null {
  const { IBKR_PORT: port } = config;
  if (!config.VOLDESK_FEED.includes('ibkr') || port === undefined) return null;
  return createIbkrConnection({
    host: config.IBKR_HOST,
    port,
    clientId: config.IBKR_CLIENT_ID,
    account: config.IBKR_ACCOUNT ?? null,
    restartAt: config.IBKR_RESTART_AT ?? null,
    clock: wall,
    chance,
    log,
  });
}

/**
 * Live prices in wall time, traded on paper: by the paper broker, or at a paper account of the
 * broker's. Each keeps a book of its own, under one name for ever.
 */
export async function liveMarket(needs: MarketNeeds): Promise<Market> {
  const { config, wall } = needs;
  const clientId = config.IBKR_CLIENT_ID;
  const connection = openGateway(needs);
  const atGateway = config.VOLDESK_BROKER === 'ibkr' && connection !== null;
  const ticks = await openTicks(needs, 'ticks.db');
  return {
    mode: 'PAPER',
    world: atGateway ? 'live:ibkr' : 'live',
    clock: createLiveClock(wall),
    scheduler: needs.liveScheduler(),
    feeds: config.VOLDESK_FEED.map((name) => createLiveFeed(name, needs, connection)),
    broker: atGateway ? createIbkrBroker({ connection, clientId }) : null,
    gateway: connection && createIbkrGateway({ connection, loginAt: config.IBKR_LOGIN_AT ?? null }),
    ticks,
    staleAfterMs: MINUTE_MS,
    tradeAgeMs: TRADE_AGE_MS,
    pricePeriodMs: PRICE_PERIOD_MS,
    watchEveryMs: WATCH_EVERY_MS,
    orders: 'on',
    close: () => ticks.close(),
  };
}
