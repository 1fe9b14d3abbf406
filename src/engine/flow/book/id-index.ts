import { SHORT_ID_LENGTH, type TicketId } from '../../domain/ticket.js';

/** What typed letters stand for. */
export type FoundId =
  | { readonly kind: 'one'; readonly id: TicketId }
  | { readonly kind: 'none' }
  | { readonly kind: 'ambiguous'; readonly matches: number };

/** Crockford's base 32 has no O, I or L, because people read them as 0 and 1. */
function normal(text: string): string {
  return text.trim().toUpperCase().replaceAll('O', '0').replaceAll(/[IL]/g, '1');
}

/** Ids by the letters that people type. */
export class IdIndex {
  private readonly byHead = new Map<string, TicketId[]>();

  add(id: TicketId): void {
    const head = normal(id).slice(0, SHORT_ID_LENGTH);
    const known = this.byHead.get(head);
    if (known) known.push(id);
    else this.byHead.set(head, [id]);
  }

  /**
   * @param text whole, or four letters or more from the start, in any case.
   * @param isLive those are preferred: an id of the past does not make one of today ambiguous.
   */
  find(text: string, isLive: (id: TicketId) => boolean): FoundId {
    const typed = normal(text);
    if (typed.length < SHORT_ID_LENGTH) return { kind: 'none' };
    const candidates = this.byHead.get(typed.slice(0, SHORT_ID_LENGTH)) ?? [];
    const whole = candidates.find((id) => normal(id) === typed);
    if (whole !== undefined) return { kind: 'one', id: whole };
    const matches = candidates.filter((id) => normal(id).startsWith(typed));
    const live = matches.filter(isLive);
    const preferred = live.length > 0 ? live : matches;
    const [first] = preferred;
    if (first === undefined) return { kind: 'none' };
    if (preferred.length > 1) return { kind: 'ambiguous', matches: preferred.length };
    return { kind: 'one', id: first };
  }

  /** The fewest letters, four at least, by which `find` finds this id. */
  short(id: TicketId, isLive: (id: TicketId) => boolean): string {
    for (let length = SHORT_ID_LENGTH; length < id.length; length++) {
      const found = this.find(id.slice(0, length), isLive);
      if (found.kind === 'one' && found.id === id) return id.slice(0, length);
    }
    return id;
  }
}
