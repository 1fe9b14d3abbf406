import { isList } from '../json.js';
import type { Outcome } from '../outcome.js';
import { badRequest, conflict, done, tooManyRequests } from '../outcome.js';
import type { Call } from './call.js';

const MOST_UPDATES = 100;
const LONGEST_POLL_S = 50;
const WEBHOOK_PAUSE_MS = 1_000;
const HOOKED =
  "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first";

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

/** A list that is given stays in force; a missing or broken one changes nothing. */
function readAllowed({ world, parameters }: Call): void {
  const list = parameters.nested('allowed_updates');
  if (!isList(list)) return;
  world.updates.allow(list.filter((kind) => typeof kind === 'string'));
}

export function getUpdates(call: Call): Outcome<unknown> | Promise<Outcome<unknown>> {
  const { world, parameters, signal } = call;
  if (world.webhook.get('current') !== undefined) return conflict(HOOKED);
  readAllowed(call);
  const limit = parameters.integer('limit') ?? 0;
  return world.updates.poll({
    offset: parameters.integer('offset') ?? 0,
    limit: limit <= 0 ? MOST_UPDATES : clamp(limit, 1, MOST_UPDATES),
    timeoutMs: clamp(parameters.integer('timeout') ?? 0, 0, LONGEST_POLL_S) * 1000,
    signal,
  });
}

function removeWebhook(call: Call): Outcome<unknown> {
  if (call.parameters.flag('drop_pending_updates')) call.world.updates.dropAll();
  call.world.webhook.delete('current');
  return done(true);
}

/** Kept and reported, so that pollers meet the conflict; nothing is posted to it. */
export function setWebhook(call: Call): Outcome<unknown> {
  const { world, parameters } = call;
  const url = parameters.text('url');
  if (url === '') return removeWebhook(call);
  if (!URL.canParse(url) || new URL(url).protocol !== 'https:') {
    return badRequest('bad webhook: An HTTPS URL must be provided for webhook');
  }
  const secret = parameters.text('secret_token');
  if (secret !== '' && !/^[A-Za-z0-9_-]{1,256}$/.test(secret)) {
    return badRequest('secret token contains unallowed characters');
  }
  const nowMs = world.clock.nowMs();
  const last = world.webhook.get('current');
  if (last !== undefined && nowMs - last.setAtMs < WEBHOOK_PAUSE_MS) return tooManyRequests(1);
  readAllowed(call);
  if (parameters.flag('drop_pending_updates')) world.updates.dropAll();
  world.webhook.put('current', { url, setAtMs: nowMs });
  world.updates.interrupt('terminated by setWebhook request');
  return done(true);
}

export function deleteWebhook(call: Call): Outcome<unknown> {
  return removeWebhook(call);
}

export function getWebhookInfo({ world }: Call): Outcome<unknown> {
  const { allowed } = world.updates;
  return done({
    url: world.webhook.get('current')?.url ?? '',
    has_custom_certificate: false,
    pending_update_count: world.updates.waiting(),
    ...(allowed.length === 0 ? {} : { allowed_updates: allowed }),
  });
}
