export interface SpotRow {
  readonly symbol: string;
  readonly conId: number;
  readonly secType: 'STK' | 'IND';
  readonly exchange: string;
  readonly tradingClass: string;
  readonly longName: string;
}

function index(symbol: string, conId: number, longName: string): SpotRow {
  return { symbol, conId, secType: 'IND', exchange: 'CBOE', tradingClass: symbol, longName };
}

function stock(of: Omit<SpotRow, 'secType' | 'tradingClass'>): SpotRow {
  return { ...of, secType: 'STK', tradingClass: of.exchange === 'NASDAQ' ? 'NMS' : of.symbol };
}

export const SPOTS: readonly SpotRow[] = [
  index('SPX', 416904, 'S&P 500 Stock Index'),
  index('VIX', 13455763, 'CBOE Volatility Index'),
  index('VIX9D', 259357103, 'CBOE 9-Day Volatility Index'),
  index('VIX3M', 307398105, 'CBOE 3-Month Volatility Index'),
  index('VVIX', 105130841, 'CBOE VIX Volatility Index'),
  index('SKEW', 96826283, 'CBOE Skew Index'),
  stock({
    symbol: 'SPY',
    conId: 756733,
    exchange: 'ARCA',
    longName: 'SS SPDR S&P 500 ETF TRUST-US',
  }),
  stock({
    symbol: 'QQQ',
    conId: 320227571,
    exchange: 'NASDAQ',
    longName: 'INVESCO QQQ TRUST SERIES 1',
  }),
  stock({ symbol: 'IWM', conId: 9579970, exchange: 'ARCA', longName: 'ISHARES RUSSELL 2000 ETF' }),
  stock({
    symbol: 'UVXY',
    conId: 700551661,
    exchange: 'BATS',
    longName: 'PROSHARES ULTRA VIX ST FUTUR',
  }),
  stock({
    symbol: 'VXX',
    conId: 365181854,
    exchange: 'BATS',
    longName: 'IPATH SERIES B S&P 500 VIX',
  }),
  stock({ symbol: 'AAPL', conId: 265598, exchange: 'NASDAQ', longName: 'APPLE INC' }),
];

/** One trading class of options; the order gives the class its number in `conId`. */
export interface OptionClass {
  readonly root: string;
  readonly underlying: string;
  readonly settles: 'am' | 'pm';
  readonly exchanges: readonly string[];
  readonly minTick: number;
  readonly marketRuleId: number;
}

const SMART_EXCHANGES = ['SMART', 'CBOE', 'AMEX', 'ISE'];
const penny = (root: string): OptionClass => ({
  root,
  underlying: root,
  settles: 'pm',
  exchanges: SMART_EXCHANGES,
  minTick: 0.01,
  marketRuleId: 109,
});

export const OPTION_CLASSES: readonly OptionClass[] = [
  {
    root: 'SPX',
    underlying: 'SPX',
    settles: 'am',
    exchanges: ['SMART', 'CBOE'],
    minTick: 0.05,
    marketRuleId: 110,
  },
  {
    root: 'SPXW',
    underlying: 'SPX',
    settles: 'pm',
    exchanges: ['SMART', 'CBOE'],
    minTick: 0.05,
    marketRuleId: 110,
  },
  penny('SPY'),
  penny('QQQ'),
  penny('IWM'),
  {
    root: 'VIX',
    underlying: 'VIX',
    settles: 'am',
    exchanges: ['SMART', 'CBOE'],
    minTick: 0.01,
    marketRuleId: 110,
  },
  penny('UVXY'),
  penny('VXX'),
];
