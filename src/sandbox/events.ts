import type { UserMessage } from './user-view.js';

export interface ChatAction {
  readonly chatId: number;
  readonly action: string;
  readonly threadId: number | null;
}

export interface ChatListener {
  /** A new, edited or deleted message. */
  message(message: UserMessage): void;
  /** "Typing" and its kin; each lasts five seconds. */
  action?(action: ChatAction): void;
}

/** Tells whoever watches the chats. */
export class Events {
  private readonly listeners = new Set<ChatListener>();

  listen(listener: ChatListener): () => void {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }

  message(message: UserMessage): void {
    for (const listener of this.listeners) listener.message(message);
  }

  action(action: ChatAction): void {
    for (const listener of this.listeners) listener.action?.(action);
  }
}
