import { readContract, type ContractQuery } from './contract.js';
import type { FieldReader } from './field-reader.js';
import { ProtocolError, UNSET_INT } from './wire.js';

export interface ComboLeg {
  readonly conId: number;
  readonly ratio: number;
  readonly action: 'BUY' | 'SELL';
  readonly exchange: string;
  /** Price of the leg where the client gave one. */
  readonly price: number | null;
}

export type OrderType = 'LMT' | 'MKT' | 'STP' | 'STP LMT';

/** What a client asked for, of the many fields those that this gateway acts on or repeats. */
export interface PlacedOrder {
  readonly orderId: number;
  readonly contract: ContractQuery;
  readonly action: 'BUY' | 'SELL';
  readonly quantity: number;
  readonly type: OrderType;
  readonly limit: number | null;
  readonly aux: number | null;
  readonly tif: string;
  readonly ocaGroup: string;
  readonly account: string;
  readonly orderRef: string;
  readonly transmit: boolean;
  readonly parentId: number;
  readonly outsideRth: boolean;
  readonly legs: readonly ComboLeg[];
  readonly routing: readonly (readonly [string, string])[];
  readonly whatIf: boolean;
}

type Kind = 'text' | 'flag' | 'int' | 'number';
type Layout = readonly (readonly [Kind, ...string[]])[];

/** Reads fields that are checked for their kind and not used. */
function pass(read: FieldReader, layout: Layout): void {
  for (const [kind, ...names] of layout) {
    for (const name of names) {
      if (kind === 'text') read.text(name);
      else if (kind === 'flag') read.flag(name);
      else if (kind === 'int') read.intOrNone(name);
      else read.numberOrNone(name);
    }
  }
}

const ORDER_TYPES = ['LMT', 'MKT', 'STP', 'STP LMT'] as const;
const TIFS = ['', 'DAY', 'GTC', 'IOC', 'GTD', 'OPG', 'FOK'] as const;

function readMain(read: FieldReader) {
  return {
    action: read.textOf('action', ['BUY', 'SELL']),
    quantity: read.number('totalQuantity'),
    type: read.textOf('orderType', ORDER_TYPES),
    limit: read.numberOrNone('lmtPrice'),
    aux: read.numberOrNone('auxPrice'),
    tif: read.textOf('tif', TIFS),
    ocaGroup: read.text('ocaGroup'),
    account: read.text('account'),
    openClose: read.textOf('openClose', ['', 'O', 'C']),
    origin: read.intOrNone('origin'),
    orderRef: read.text('orderRef'),
    transmit: read.flag('transmit'),
    parentId: read.intOrNone('parentId') ?? 0,
    blockOrder: read.flag('blockOrder'),
    sweepToFill: read.flag('sweepToFill'),
    displaySize: read.intOrNone('displaySize'),
    triggerMethod: read.intOrNone('triggerMethod'),
    outsideRth: read.flag('outsideRth'),
    hidden: read.flag('hidden'),
  };
}

function readCombo(read: FieldReader): Pick<PlacedOrder, 'legs' | 'routing'> {
  const count = read.int('nLegs');
  if (count < 2) throw new ProtocolError(`a combination of ${count} legs`);
  const legs: Omit<ComboLeg, 'price'>[] = [];
  for (let i = 0; i < count; i++) {
    const leg = {
      conId: read.int('leg.conId'),
      ratio: read.int('leg.ratio'),
      action: read.textOf('leg.action', ['BUY', 'SELL']),
      exchange: read.text('leg.exchange'),
    };
    pass(read, [
      ['int', 'leg.openClose', 'leg.shortSaleSlot'],
      ['text', 'leg.designatedLocation'],
      ['int', 'leg.exemptCode'],
    ]);
    legs.push(leg);
  }
  const prices: (number | null)[] = [];
  for (let left = read.int('nLegPrices'); left > 0; left--)
    prices.push(read.numberOrNone('legPrice'));
  if (prices.length > 0 && prices.length !== count) {
    throw new ProtocolError(`${prices.length} leg prices for ${count} legs`);
  }
  const routing: (readonly [string, string])[] = [];
  for (let left = read.int('nSmartRouting'); left > 0; left--) {
    routing.push([read.text('routing.tag'), read.text('routing.value')]);
  }
  return { legs: legs.map((leg, i) => ({ ...leg, price: prices[i] ?? null })), routing };
}

const AFTER_COMBO: Layout = [
  ['number', 'discretionaryAmt'],
  ['text', 'goodAfterTime', 'goodTillDate', 'faGroup', 'faMethod', 'faPercentage', 'modelCode'],
  ['int', 'shortSaleSlot'],
  ['text', 'designatedLocation'],
  ['int', 'exemptCode', 'ocaType'],
  ['text', 'rule80A', 'settlingFirm'],
  ['flag', 'allOrNone'],
  ['int', 'minQty'],
  ['number', 'percentOffset'],
  ['flag', 'eTradeOnly', 'firmQuoteOnly'],
  ['number', 'nbboPriceCap'],
  ['int', 'auctionStrategy'],
  ['number', 'startingPrice', 'stockRefPrice', 'delta', 'stockRangeLower', 'stockRangeUpper'],
  ['flag', 'overridePercentageConstraints'],
  ['number', 'volatility'],
  ['int', 'volatilityType'],
];

const DELTA_NEUTRAL: Layout = [
  ['int', 'dn.conId'],
  ['text', 'dn.settlingFirm', 'dn.clearingAccount', 'dn.clearingIntent', 'dn.openClose'],
  ['flag', 'dn.shortSale'],
  ['int', 'dn.shortSaleSlot'],
  ['text', 'dn.designatedLocation'],
];

const BEFORE_SCALE: Layout = [
  ['flag', 'continuousUpdate'],
  ['int', 'referencePriceType'],
  ['number', 'trailStopPrice', 'trailingPercent'],
  ['int', 'scaleInitLevelSize', 'scaleSubsLevelSize'],
];

const SCALE: Layout = [
  ['number', 'scalePriceAdjustValue'],
  ['int', 'scalePriceAdjustInterval'],
  ['number', 'scaleProfitOffset'],
  ['flag', 'scaleAutoReset'],
  ['int', 'scaleInitPosition', 'scaleInitFillQty'],
  ['flag', 'scaleRandomPercent'],
];

const LAST: Layout = [
  ['text', 'extOperator', 'softDollarName', 'softDollarValue'],
  ['number', 'cashQty'],
  [
    'text',
    'mifid2DecisionMaker',
    'mifid2DecisionAlgo',
    'mifid2ExecutionTrader',
    'mifid2ExecutionAlgo',
  ],
  [
    'flag',
    'dontUseAutoPriceForHedge',
    'isOmsContainer',
    'discretionaryUpToLimitPrice',
    'usePriceMgmtAlgo',
  ],
  ['int', 'duration', 'postToAts'],
  ['flag', 'autoCancelParent'],
  ['text', 'advancedErrorOverride', 'manualOrderTime', 'customerAccount'],
  ['flag', 'professionalCustomer', 'includeOvernight'],
];

/** Fields from volatility orders to hedges, with those that follow only where one before is set. */
function passConditional(read: FieldReader): void {
  pass(read, AFTER_COMBO);
  const deltaNeutral = read.text('deltaNeutralOrderType');
  read.numberOrNone('deltaNeutralAuxPrice');
  if (deltaNeutral !== '') pass(read, DELTA_NEUTRAL);
  pass(read, BEFORE_SCALE);
  const increment = read.numberOrNone('scalePriceIncrement');
  if (increment !== null) pass(read, SCALE);
  pass(read, [['text', 'scaleTable', 'activeStartTime', 'activeStopTime']]);
  if (read.text('hedgeType') !== '') read.text('hedgeParam');
  pass(read, [
    ['flag', 'optOutSmartRouting'],
    ['text', 'clearingAccount', 'clearingIntent'],
    ['flag', 'notHeld'],
  ]);
  if (read.flag('deltaNeutralContract'))
    pass(read, [
      ['int', 'conId'],
      ['number', 'delta', 'price'],
    ]);
  if (read.text('algoStrategy') === '') return;
  for (let left = read.int('nAlgoParams'); left > 0; left--) pass(read, [['text', 'tag', 'value']]);
}

function readWhatIf(read: FieldReader): boolean {
  read.text('algoId');
  const whatIf = read.flag('whatIf');
  pass(read, [
    ['text', 'orderMiscOptions'],
    ['flag', 'solicited', 'randomizeSize', 'randomizePrice'],
  ]);
  read.constant('nConditions', 0);
  pass(read, [
    ['text', 'adjustedOrderType'],
    ['number', 'triggerPrice', 'lmtPriceOffset', 'adjustedStopPrice', 'adjustedStopLimitPrice'],
    ['number', 'adjustedTrailingAmount'],
    ['int', 'adjustableTrailingUnit'],
  ]);
  return whatIf;
}

/**
 * Reads an order, every field of it: 118 for a single leg, more for a combination.
 * Order types with fields of their own (pegged, conditional) are not taken.
 * @throws ProtocolError where a field is not what the layout says.
 */
export function readPlaceOrder(read: FieldReader): PlacedOrder {
  const orderId = read.int('orderId');
  const contract = readContract(read);
  pass(read, [['text', 'secIdType', 'secId']]);
  const main = readMain(read);
  const combo = contract.secType === 'BAG' ? readCombo(read) : { legs: [], routing: [] };
  read.empty('sharesAllocation');
  passConditional(read);
  const whatIf = readWhatIf(read);
  pass(read, LAST);
  const indicator = read.text('manualOrderIndicator');
  if (indicator !== '' && indicator !== UNSET_INT) {
    throw new ProtocolError(`manualOrderIndicator is ${indicator}`);
  }
  read.end();
  if (main.quantity <= 0) throw new ProtocolError(`a quantity of ${main.quantity}`);
  return { orderId, contract, ...main, ...combo, whatIf };
}
