/** A message of the local chat, as its user side shows it. */
export interface ChatMessage {
  readonly messageId: number;
  readonly from: 'bot' | 'user';
  readonly userId: number;
  readonly text: string | null;
  readonly caption: string | null;
  readonly photo: string | null;
  readonly buttons: readonly (readonly { text: string; data?: string }[])[];
  readonly replyTo: number | null;
  readonly editedAtMs: number | null;
}

/** Looks again and again until something is there. */
export async function poll<T>(
  what: string,
  look: () => Promise<T | null>,
  withinMs = 15_000,
): Promise<T> {
  const untilMs = performance.now() + withinMs;
  while (performance.now() < untilMs) {
    const found = await look();
    if (found !== null) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`never came: ${what}`);
}

/** The user side of a running desk's local chat, and where its health is. */
export class ChatClient {
  constructor(
    readonly url: string,
    readonly healthUrl: string,
  ) {}

  async say(text: string, as: { chatId?: number; userId?: number } = {}): Promise<number> {
    const answer = await this.post('/chat/messages', { text, ...as });
    return (answer as { messageId: number }).messageId;
  }

  async press(message: ChatMessage, label: string, as: { chatId?: number; userId?: number } = {}) {
    const data = message.buttons.flat().find((button) => button.text.includes(label))?.data;
    if (data === undefined) {
      throw new Error(`no button ${label} on ${JSON.stringify(message.buttons)}`);
    }
    const body = { messageId: message.messageId, data, ...as };
    return (await this.post('/chat/press', body)) as { answer: string | null; alert: boolean };
  }

  async messages(after = 0, chatId = 1000): Promise<readonly ChatMessage[]> {
    const response = await fetch(`${this.url}/chat/messages?chatId=${chatId}&after=${after}`);
    return (await response.json()) as ChatMessage[];
  }

  /** The bot's first message after another that passes. */
  reply(
    after: number,
    passes: (message: ChatMessage) => boolean = () => true,
    chatId = 1000,
  ): Promise<ChatMessage> {
    return poll(`a reply after ${after}`, async () => {
      const all = await this.messages(after, chatId);
      return all.find((message) => message.from === 'bot' && passes(message)) ?? null;
    });
  }

  /** The same message once it passes. */
  edited(
    message: ChatMessage,
    passes: (message: ChatMessage) => boolean,
    chatId = 1000,
  ): Promise<ChatMessage> {
    return this.reply(
      message.messageId - 1,
      (candidate) => candidate.messageId === message.messageId && passes(candidate),
      chatId,
    );
  }

  async bytes(path: string): Promise<Buffer> {
    const response = await fetch(`${this.url}${path}`);
    return Buffer.from(await response.arrayBuffer());
  }

  private async post(path: string, body: unknown): Promise<unknown> {
    const response = await fetch(`${this.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(`${path} answered ${response.status}`);
    return answer;
  }
}
