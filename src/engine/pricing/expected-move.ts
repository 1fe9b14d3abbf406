/** What an expected move is read from. Prices in the underlying's currency, mids. */
export interface ExpectedMoveInput {
  readonly spot: number;
  /** At-the-money volatility a year. */
  readonly vol: number;
  readonly years: number;
  /** At-the-money straddle, and the strangles one and two strikes out; null where not quoted. */
  readonly straddle: number | null;
  readonly strangle1: number | null;
  readonly strangle2: number | null;
}

/** The same move by four conventions, each in the underlying's currency, plus or minus. */
export interface ExpectedMoves {
  /** One standard deviation: spot × vol × √years. */
  readonly standardDeviation: number;
  /** Price of the at-the-money straddle: the mean absolute move, about 0.8 standard deviations. */
  readonly straddle: number | null;
  /** 0.85 of the straddle, a practitioners' rule. */
  readonly straddle85: number | null;
  /** 60 % straddle, 30 % first and 10 % second strangle (tastytrade). */
  readonly weighted603010: number | null;
}

export function expectedMoves(of: ExpectedMoveInput): ExpectedMoves {
  const { straddle, strangle1, strangle2 } = of;
  const quoted = straddle !== null && strangle1 !== null && strangle2 !== null;
  return {
    standardDeviation: of.spot * of.vol * Math.sqrt(of.years),
    straddle,
    straddle85: straddle === null ? null : 0.85 * straddle,
    weighted603010: quoted ? 0.6 * straddle + 0.3 * strangle1 + 0.1 * strangle2 : null,
  };
}
