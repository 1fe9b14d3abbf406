import type { Contract, ContractDetails, CommissionReport, Order, OrderState } from '@stoqey/ib';

/** What a message about a request, an order or the gateway itself says. */
export interface GatewayMessage {
  /** Id of the request or the order; −1 speaks of the gateway. */
  readonly id: number;
  readonly code: number;
  readonly text: string;
}

/** One execution as the gateway tells it. */
export interface RawExecution {
  readonly execId?: string;
  readonly orderId?: number;
  readonly time?: string;
  readonly acctNumber?: string;
  /** `BOT` or `SLD`. */
  readonly side?: string;
  readonly shares?: number;
  readonly price?: number;
  readonly permId?: number;
  readonly clientId?: number;
  readonly orderRef?: string;
}

/** Messages of the gateway that are used here, with their fields in order. */
export interface Inbound {
  readonly nextValidId: [orderId: number];
  readonly managedAccounts: [list: string];
  readonly currentTime: [seconds: number];
  readonly message: [message: GatewayMessage];
  readonly undecodable: [kind: number, why: string];
  readonly tickPrice: [reqId: number, type: number, price: number | undefined];
  readonly tickSize: [reqId: number, type: number, size: number | undefined];
  readonly tickOptionComputation: [
    reqId: number,
    type: number,
    attrib: number | undefined,
    iv: number | undefined,
    delta: number | undefined,
    price: number | undefined,
    dividend: number | undefined,
    gamma: number | undefined,
    vega: number | undefined,
    theta: number | undefined,
    underlying: number | undefined,
  ];
  readonly tickSnapshotEnd: [reqId: number];
  readonly marketDataType: [reqId: number, type: number];
  readonly orderStatus: [
    orderId: number,
    status: string,
    filled: number,
    remaining: number,
    averagePrice: number,
    permId: number,
    parentId: number,
    lastPrice: number,
    clientId: number,
  ];
  readonly openOrder: [orderId: number, contract: Contract, order: Order, state: OrderState];
  readonly openOrderEnd: [];
  readonly completedOrder: [contract: Contract, order: Order, state: OrderState];
  readonly completedOrdersEnd: [];
  readonly execDetails: [reqId: number, contract: Contract, execution: RawExecution];
  readonly execDetailsEnd: [reqId: number];
  readonly commissionReport: [report: CommissionReport];
  readonly position: [account: string, contract: Contract, quantity: number];
  readonly positionEnd: [];
  readonly accountSummary: [
    reqId: number,
    account: string,
    tag: string,
    value: string,
    currency: string,
  ];
  readonly accountSummaryEnd: [reqId: number];
  readonly contractDetails: [reqId: number, details: ContractDetails];
  readonly contractDetailsEnd: [reqId: number];
  readonly securityDefinitionOptionParameter: [
    reqId: number,
    exchange: string,
    underlyingConId: number,
    tradingClass: string,
    multiplier: string,
    expirations: string[],
    strikes: number[],
  ];
  readonly securityDefinitionOptionParameterEnd: [reqId: number];
  readonly historicalData: [
    reqId: number,
    date: string,
    open: number,
    high: number,
    low: number,
    close: number,
    volume: number | undefined,
  ];
  readonly realtimeBar: [
    reqId: number,
    seconds: number,
    open: number,
    high: number,
    low: number,
    close: number,
    volume: number | undefined,
    vwap: number | undefined,
    trades: number,
  ];
  readonly tickByTickAllLast: [
    reqId: number,
    type: number,
    seconds: string,
    price: number,
    size: number | undefined,
    marks: { readonly pastLimit?: boolean; readonly unreported?: boolean },
    exchange: string,
    conditions: string,
  ];
  readonly updateMktDepth: [
    reqId: number,
    place: number,
    operation: number,
    side: number,
    price: number,
    size: number | undefined,
  ];
  readonly updateMktDepthL2: [
    reqId: number,
    place: number,
    maker: string,
    operation: number,
    side: number,
    price: number,
    size: number | undefined,
  ];
}

export type InboundName = keyof Inbound;

const NAMES: Readonly<Record<InboundName, true>> = {
  nextValidId: true,
  managedAccounts: true,
  currentTime: true,
  message: true,
  undecodable: true,
  tickPrice: true,
  tickSize: true,
  tickOptionComputation: true,
  tickSnapshotEnd: true,
  marketDataType: true,
  orderStatus: true,
  openOrder: true,
  openOrderEnd: true,
  completedOrder: true,
  completedOrdersEnd: true,
  execDetails: true,
  execDetailsEnd: true,
  commissionReport: true,
  position: true,
  positionEnd: true,
  accountSummary: true,
  accountSummaryEnd: true,
  contractDetails: true,
  contractDetailsEnd: true,
  securityDefinitionOptionParameter: true,
  securityDefinitionOptionParameterEnd: true,
  historicalData: true,
  realtimeBar: true,
  tickByTickAllLast: true,
  updateMktDepth: true,
  updateMktDepthL2: true,
};

/** The names of all messages above. */
export const INBOUND_NAMES = Object.keys(NAMES) as readonly InboundName[];

/** Functions for some of the messages; each gets the fields as one list. */
export type Handlers = {
  readonly [K in InboundName]?: (fields: Inbound[K]) => void;
};

/** Tells one message to whoever listens for its kind. */
export function tell<K extends InboundName>(to: Handlers, name: K, fields: Inbound[K]): void {
  to[name]?.(fields);
}
