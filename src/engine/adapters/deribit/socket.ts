import { WebSocket } from 'ws';
import type { RawData } from 'ws';

export interface SocketHooks {
  readonly onOpen: () => void;
  readonly onText: (text: string) => void;
  /** Told once, and never after `close`. */
  readonly onClosed: (reason: string) => void;
}

/** One WebSocket connection, used once: a new connection is a new object. */
export interface Socket {
  send(text: string): void;
  close(): void;
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return data instanceof ArrayBuffer ? Buffer.from(data).toString('utf8') : data.toString('utf8');
}

/** Larger than the longest list of marks by far. */
const MOST_BYTES = 16 * 1024 * 1024;

export function openSocket(url: string, hooks: SocketHooks): Socket {
  // Compression costs more than it spares at ten thousand small frames a second.
  const socket = new WebSocket(url, { perMessageDeflate: false, maxPayload: MOST_BYTES });
  let state: 'open' | 'ended' = 'open';
  const end = (reason: string) => {
    if (state === 'ended') return;
    state = 'ended';
    hooks.onClosed(reason);
    socket.terminate();
  };
  socket.on('open', () => {
    if (state === 'open') hooks.onOpen();
  });
  socket.on('message', (data) => {
    if (state === 'open') hooks.onText(textOf(data));
  });
  socket.on('unexpected-response', (_request, response) => {
    response.resume();
    end(`http-${response.statusCode ?? 0}`);
  });
  socket.on('error', (cause: NodeJS.ErrnoException) => end(cause.code ?? 'error'));
  socket.on('close', (code) => end(`closed-${code}`));
  return {
    send(text) {
      if (state === 'open' && socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    close() {
      state = 'ended';
      socket.terminate();
    },
  };
}
