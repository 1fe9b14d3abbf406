import { parseInstrument, type InstrumentId } from '../../domain/instrument.js';
import { contractDetails } from './contracts.js';
import { instrumentOf, vxFutures } from './mapping.js';
import { feedError } from './option-lists.js';
import type { IbkrConnection } from './session-port.js';

const FRONT_FUTURES = 6;

/**
 * The front monthly VX futures, nearest first; weekly contracts are of other trading classes and have
 * no name in the house. Null where the vendor does not answer.
 */
export async function frontFutures(
  connection: IbkrConnection,
): Promise<readonly InstrumentId[] | null> {
  const answer = await contractDetails(connection, vxFutures());
  if (!answer.ok) {
    connection.log.warn('ibkr-futures', { error: feedError(answer.error).code });
    return null;
  }
  const found = answer.value
    .map(({ contract }) => instrumentOf(contract))
    .filter((id) => id !== null)
    .filter((id) => parseInstrument(id)?.kind === 'future');
  return [...new Set(found)].sort().slice(0, FRONT_FUTURES);
}
