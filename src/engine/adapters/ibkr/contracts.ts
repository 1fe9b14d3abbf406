import type { Contract, ContractDetails } from '@stoqey/ib';
import type { InstrumentId } from '../../domain/instrument.js';
import { err, ok, type Result } from '../../domain/result.js';
import type { AskError } from './asks.js';
import { NO_SUCH_CONTRACT } from './codes.js';
import type { IbkrConnection } from './session-port.js';
import { contractOf, instrumentOf } from './mapping.js';

export type ContractError = AskError | { readonly code: 'no-such-contract' };

/** A contract as the vendor numbers it. */
export interface Listed {
  readonly conId: number;
  readonly contract: Contract;
  /** Smallest price step, from the details: the one in the ticks is cut to an integer. */
  readonly minTick: number;
}

/** Asks for the details of every contract that fits; none is an empty list. */
export async function contractDetails(
  connection: IbkrConnection,
  contract: Contract,
): Promise<Result<readonly ContractDetails[], AskError>> {
  const answer = await connection.ask<readonly ContractDetails[]>({
    write: (encoder, id) => {
      encoder.reqContractDetails(id, contract);
    },
    gather: (id, done) => {
      const found: ContractDetails[] = [];
      return {
        contractDetails: ([of, details]) => {
          if (of === id) found.push(details);
        },
        contractDetailsEnd: ([of]) => {
          if (of === id) done(found);
        },
      };
    },
  });
  if (!answer.ok && answer.error.code === 'refused') {
    if (answer.error.message.code === NO_SUCH_CONTRACT) return ok([]);
  }
  return answer;
}

/** Numbers of contracts, asked for once each: they never change. */
export class Contracts {
  private readonly known = new Map<InstrumentId, Listed>();
  private readonly byNumber = new Map<number, InstrumentId>();

  constructor(private readonly connection: IbkrConnection) {}

  /** The name behind a number that has been seen. */
  instrument(conId: number): InstrumentId | null {
    return this.byNumber.get(conId) ?? null;
  }

  /** Remembers a contract that came with its number, as in a position or a fill. */
  note(contract: Contract): InstrumentId | null {
    const id = instrumentOf(contract);
    if (id && contract.conId) this.byNumber.set(contract.conId, id);
    return id;
  }

  async find(id: InstrumentId): Promise<Result<Listed, ContractError>> {
    const known = this.known.get(id);
    if (known) return ok(known);
    const asked = contractOf(id);
    if (!asked) return err({ code: 'no-such-contract' });
    const answer = await contractDetails(this.connection, asked);
    if (!answer.ok) return answer;
    const details = answer.value.find(({ contract }) => instrumentOf(contract) === id);
    const conId = details?.contract.conId;
    if (!details || !conId) return err({ code: 'no-such-contract' });
    const listed: Listed = { conId, contract: asked, minTick: details.minTick ?? 0 };
    this.known.set(id, listed);
    this.byNumber.set(conId, id);
    return ok(listed);
  }
}
