import { describe, expect, test } from 'vitest';
import { plainText } from '../../src/bot/html.js';
import { ok } from '../../src/engine/domain/result.js';
import { fakeTrading } from '../support/trading-api.js';
import { desk } from '../support/trading-commands.js';
import { labels, pressed } from '../support/trading-context.js';
import { runOf, STAMP, TICKET_ID } from '../support/trading-views.js';

describe('what is open', () => {
  test('/positions shows price in and now, P&L both ways, greeks and age', async () => {
    const card = await desk().card('positions');
    const text = plainText(card.text);
    expect(text).toContain('2 × SPX 11-23 5995/5990 P');
    expect(text).toContain('In 0.50 cr · now 0.35 db · mid 0.30 db');
    expect(text).toContain('P&L +$27.40 · at mid +$37.40');
    expect(text.replaceAll('\u00a0', ' ')).toContain('Δ +6.1  Γ −0.21  ν −3.8  θ +14.2');
    expect(text).toContain('Held 25 min · marked 2 s ago');
    expect(text).toContain('Not ours: SPY 400');
    expect(labels(card).slice(0, 2)).toEqual(['Close 7K2F', 'Audit 7K2F']);
  });

  test('/close says which ticket comes, and that nothing is sent before its tap', async () => {
    const card = await desk().card('positions');
    const text = await desk().text(pressed(card, 'Close'));
    expect(text).toContain('Exit ticket 9PXA at 0.35 db comes to your chat');
    expect(await desk().text('close 0000')).toContain('Nothing here is called 0000');
  });

  test('/orders shows the step of each run, and an unknown one with Reconcile', async () => {
    expect(await desk().text('orders')).toContain('Order 2 at 0.50 cr · filled 1 of 2 · 5 s ago');
    const trading = fakeTrading({
      orders: () => ({ stamp: STAMP, runs: [{ run: runOf({ phase: 'unknown' }), short: '7K2F' }] }),
    });
    const card = await desk({ trading }).card('orders');
    expect(plainText(card.text)).toContain('counts as filled and is not resent');
    const done = await desk({ trading }).card(pressed(card, 'Reconcile'));
    expect(plainText(done.toast ?? done.text)).toContain('no order’s fate is unknown');
    expect(trading.asked).toEqual(['reconcile 1000']);
  });

  test('/risk shows caps used and left, greeks, the kill and the state', async () => {
    const trading = fakeTrading();
    const text = await desk({ trading }).text('risk text');
    expect(text).toContain('⏸ Paused: exits only');
    expect(text).toContain('by person 1000: paused by hand');
    expect(text).toMatch(/worst +█████████░ +450\/500 +50\n/);
    expect(text).toContain('SPX: range 18.2 of 31.4 · from open −7.5 of ±39.3 · VIX +0.40 of +3');
    expect(text).toMatch(/−2\.0% +−140 +−160 +−180/);
  });
});

describe('the records', () => {
  test('/pnl shows a period in place, its parts and what moved it', async () => {
    const card = await desk().card('pnl month');
    const text = plainText(card.text);
    expect(text).toContain('P&L · Month · +$80.70');
    expect(text).toContain('Realised +$53.30 · open +$27.40 · fees $9.10');
    expect(text).toContain('5 trades · 4 won · 80 %');
    expect(text.replaceAll('\u2060', '')).toContain('Δ +$6 · Γ −$2 · θ +$17 · ν −$4 · rest +$1');
    expect(labels(card).slice(0, 4)).toEqual(['Day', 'Week', '• Month', 'All']);
    const words = await desk().text(pressed(card, 'Text'));
    expect(words).toContain('2026-11-19      −45.00      −32.50');
  });

  test('/trades marks a loss that went past its plan', async () => {
    const text = await desk().text('trades');
    expect(text).toContain('2 × SPX 11-23 5995/5990 P');
    expect(text).toContain('0.50 cr → 0.20 db · target');
    expect(text).toContain('−$120 · fees $5.20 · ⚠ past its plan');
  });

  test('/audit tells everything in order, and whether the chain is whole', async () => {
    const text = await desk().text(`audit ${TICKET_ID}`);
    const order = [
      'Chain whole',
      'Looked: 1 of 3 gates pass',
      'Ticket 7K2F (entry)',
      'Person 7 tapped Send (changed nothing: not allowed)',
      'Person 1000 moved the limit to 0.45 cr',
      'Person 1000 tapped Send',
      'Re-quoted 0.45–0.55 in 0.1 s',
      'Ticket sent by person 1000',
      'Begun (entry): 2 from 0.55 cr to 0.45 cr',
      'Order 1 sent at 0.50 cr',
      'The broker has it',
      'Cancelling: next price',
      'Filled −2 SPXW 11-23 5995 P at 0.90, fee 1.30',
      'Booked fill: cash +178.70 · fees +1.30 · SPXW 11-23 5995 P −180.00',
      'Done: filled',
      'Marked 2 times',
      'Begun (target)',
      'Expired: +2 SPXW 11-23 5990 P',
      'loss past its plan −$120',
    ].map((part) => [part, text.indexOf(part)] as const);
    expect(order.filter(([, at]) => at < 0)).toEqual([]);
    expect(order.toSorted((a, b) => a[1] - b[1])).toEqual(order);
    const broken = fakeTrading({
      audit: (id) => {
        const found = fakeTrading().audit(id);
        return found.ok ? ok({ ...found.value, chain: { brokenAt: 41 } }) : found;
      },
    });
    expect(await desk({ trading: broken }).text('audit 7K2F')).toContain('broken at row 41');
  });

  test('/report shows a day, and says where a day is none or has none', async () => {
    expect(await desk().text('report 2026-11-23')).toContain('+$54.80');
    expect(await desk().text('report yesterday')).toContain('yesterday is not a day');
    expect(await desk().text('report 2026-11-22')).toContain('no report for 2026-11-22');
  });

  test('/export gives a file', async () => {
    const card = await desk().card('export trades');
    expect(card.document).toEqual({
      name: 'voldesk-trades.csv',
      text: 'day,pnl\n2026-11-23,54.80\n',
    });
    expect(plainText(card.text)).toContain('Trades: 1 row');
  });

  test('/em shows four conventions for each expiry, and a cone', async () => {
    const card = await desk().card('em spx');
    expect(plainText(card.text)).toContain('straddle 27.5 · 1σ 34.4');
    expect(plainText(card.text)).toContain('Frozen 09:45: 31.4 · range since 18.2');
    expect(card.chart).toMatchObject({ kind: 'line', title: 'SPX ±27.5' });
    expect(await desk().text(pressed(card, 'Text'))).toMatch(/11-24 +48\.1 +40\.9 +60\.2 +45\.2/);
    expect(await desk().text('em XYZ')).toContain('no option quotes for XYZ');
  });

  test('/events lists the days and how far the calendar reaches', async () => {
    const text = await desk().text('events');
    expect(text).toContain('2026-12-04 Fri · jobs report');
    expect(text).toContain('2026-12-16 Wed · earnings ORCL');
    expect(text).toContain('dates reach 2026-12-31 (38 days)');
  });
});
