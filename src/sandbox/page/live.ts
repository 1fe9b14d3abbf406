import { readAction, readMessage, type ChatAction, type ChatMessage } from './wire.js';

export interface LiveListener {
  message(message: ChatMessage): void;
  action(action: ChatAction): void;
  /** Called on every connection, first and again: the moment to catch up. */
  connected(): void;
  lost(): void;
}

const FIRST_RETRY_MS = 400;
const LAST_RETRY_MS = 5_000;

function parse(data: unknown): unknown {
  try {
    return JSON.parse(String(data));
  } catch {
    return null;
  }
}

/** Keeps one event stream open for as long as the page lives; waits longer after each failure. */
export function followEvents(listener: LiveListener): void {
  let source: EventSource | null = null;
  let timer: number | undefined;
  let waitMs = FIRST_RETRY_MS;

  function open(): void {
    clearTimeout(timer);
    const opened = new EventSource('/chat/events');
    source = opened;
    opened.addEventListener('open', () => {
      waitMs = FIRST_RETRY_MS;
      listener.connected();
    });
    opened.addEventListener('message', (event) => {
      const message = readMessage(parse(event.data));
      if (message !== null) listener.message(message);
    });
    opened.addEventListener('action', (event) => {
      const action = readAction(parse((event as MessageEvent<unknown>).data));
      if (action !== null) listener.action(action);
    });
    opened.addEventListener('error', () => {
      opened.close();
      if (source !== opened) return;
      source = null;
      listener.lost();
      timer = setTimeout(open, waitMs);
      waitMs = Math.min(LAST_RETRY_MS, waitMs * 2);
    });
  }

  function hurry(): void {
    if (source !== null || document.visibilityState === 'hidden') return;
    waitMs = FIRST_RETRY_MS;
    open();
  }

  addEventListener('online', hurry);
  document.addEventListener('visibilitychange', hurry);
  open();
}
