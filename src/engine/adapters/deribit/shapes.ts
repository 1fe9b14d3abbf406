import { z } from 'zod';

const figure = z.number().nullish();

/** Rows of a list are read one by one, so that one odd row does not cost the others. */
export const envelope = z.object({
  result: z.unknown().optional(),
  error: z.object({ code: z.number(), message: z.string() }).nullish(),
});

export const rows = z.array(z.unknown());

export const instrumentRow = z.object({
  instrument_name: z.string(),
  kind: z.string(),
  is_active: z.boolean().optional(),
  expiration_timestamp: z.number(),
  tick_size: z.number().positive(),
  // Absent in answers of years ago.
  tick_size_steps: z
    .array(z.object({ above_price: z.number(), tick_size: z.number().positive() }))
    .nullish(),
  instrument_type: z.string().optional(),
  settlement_period: z.string().optional(),
});

export type InstrumentRow = z.output<typeof instrumentRow>;

export const summaryRow = z.object({
  instrument_name: z.string(),
  creation_timestamp: z.number().positive(),
  bid_price: figure,
  ask_price: figure,
  last: figure,
  mark_price: figure,
  // Percent; answers of 2024 have none.
  mark_iv: figure,
  underlying_price: figure,
  open_interest: figure,
  volume: figure,
  price_change: figure,
  current_funding: figure,
  funding_8h: figure,
  estimated_delivery_price: z.union([z.number(), z.string()]).nullish(),
});

export type SummaryRow = z.output<typeof summaryRow>;

export const indexPrice = z.object({ index_price: z.number().positive() });

const candle = z.tuple([z.number(), z.number(), z.number(), z.number(), z.number()]);

export const volatilityCandles = z.object({
  data: z.array(candle),
  continuation: z.union([z.number(), z.string()]).nullish(),
});

const column = z.array(z.number());

export const tradeCandles = z
  .object({
    status: z.string(),
    ticks: column,
    open: column,
    high: column,
    low: column,
    close: column,
    volume: column,
  })
  .refine(
    (of) =>
      [of.open, of.high, of.low, of.close, of.volume].every(
        ({ length }) => length === of.ticks.length,
      ),
    'columns of different lengths',
  );
