import { completions, moveHighlight, planKey } from './completion.js';
import { make, must } from './dom.js';
import type { BotCommand } from './wire.js';

export interface ComposerHost {
  send(text: string): void;
  /** The list of commands is about to be shown: a fresh one is welcome. */
  wantCommands(): void;
}

/** The message field with its list of commands. */
export class Composer {
  readonly #form = must('#composer', HTMLFormElement);
  readonly #field = must('#field', HTMLTextAreaElement);
  readonly #send = must('#send', HTMLButtonElement);
  readonly #menuButton = must('#command-menu', HTMLButtonElement);
  readonly #popup = must('#completions', HTMLElement);
  readonly #host: ComposerHost;
  #commands: readonly BotCommand[] = [];
  #options: readonly BotCommand[] = [];
  #highlight: number | null = null;
  #menu: 'wanted' | 'unwanted' = 'unwanted';

  constructor(host: ComposerHost) {
    this.#host = host;
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#sendText();
    });
    this.#field.addEventListener('input', () => this.#onInput());
    this.#field.addEventListener('keydown', (event) => this.#onKey(event));
    this.#field.addEventListener('blur', () => this.#close());
    this.#menuButton.addEventListener('click', () => this.#toggleMenu());
    // The field keeps the focus (and a phone its keyboard) while the list is used.
    for (const node of [this.#popup, this.#menuButton, this.#send]) {
      node.addEventListener('mousedown', (event) => event.preventDefault());
    }
    this.#popup.addEventListener('click', (event) => this.#onPick(event));
    this.#fit();
  }

  get text(): string {
    return this.#field.value;
  }

  setText(text: string): void {
    this.#field.value = text;
    this.#close();
    this.#fit();
  }

  setCommands(commands: readonly BotCommand[]): void {
    this.#commands = commands;
    if (this.#menu === 'wanted') this.#open(commands);
    else if (!this.#popup.hidden || this.#field.value === '/') this.#complete();
  }

  setPlaceholder(text: string): void {
    this.#field.placeholder = text;
  }

  focus(): void {
    this.#field.focus();
  }

  #onInput(): void {
    this.#fit();
    this.#menu = 'unwanted';
    if (this.#field.value === '/') this.#host.wantCommands();
    this.#complete();
  }

  #complete(): void {
    this.#open(completions(this.#field.value, this.#commands));
  }

  #onKey(event: KeyboardEvent): void {
    const key = { name: event.key, shift: event.shiftKey, composing: event.isComposing };
    const plan = planKey(key, { options: this.#options, highlight: this.#highlight });
    if (plan.kind === 'type') return;
    event.preventDefault();
    switch (plan.kind) {
      case 'move':
        this.#setHighlight(moveHighlight(this.#highlight, plan.step, this.#options.length));
        break;
      case 'insert':
        this.setText(`/${plan.command} `);
        break;
      case 'send-command':
        this.#sendCommand(plan.command);
        break;
      case 'send-text':
        this.#sendText();
        break;
      case 'close':
        this.#close();
        break;
    }
  }

  #sendText(): void {
    const text = this.#field.value.trim();
    if (text === '') return;
    this.setText('');
    this.#host.send(text);
  }

  #sendCommand(command: string): void {
    this.setText('');
    this.#host.send(`/${command}`);
  }

  #toggleMenu(): void {
    if (!this.#popup.hidden) {
      this.#close();
      return;
    }
    this.#field.focus();
    this.#host.wantCommands();
    this.#open(this.#commands);
    this.#menu = 'wanted';
  }

  #onPick(event: MouseEvent): void {
    if (!(event.target instanceof Element)) return;
    const option = event.target.closest<HTMLElement>('[data-command-name]');
    const command = option?.dataset['commandName'];
    if (command !== undefined) this.#sendCommand(command);
  }

  #open(options: readonly BotCommand[]): void {
    if (options.length === 0) {
      this.#close();
      return;
    }
    const before = this.#options[this.#highlight ?? -1]?.command;
    this.#options = options;
    this.#popup.replaceChildren(...options.map((command, index) => this.#option(command, index)));
    this.#popup.hidden = false;
    this.#popup.scrollTop = 0;
    this.#menuButton.setAttribute('aria-expanded', 'true');
    const still = options.findIndex(({ command }) => command === before);
    this.#setHighlight(still < 0 ? null : still);
  }

  #option(command: BotCommand, index: number): HTMLElement {
    return make(
      'li',
      {
        id: `completion-${index}`,
        role: 'option',
        'aria-selected': 'false',
        'data-command-name': command.command,
      },
      make('span', { class: 'option-name' }, `/${command.command}`),
      make('span', { class: 'option-about' }, command.description),
    );
  }

  #close(): void {
    this.#options = [];
    this.#highlight = null;
    this.#menu = 'unwanted';
    this.#popup.hidden = true;
    this.#field.removeAttribute('aria-activedescendant');
    this.#menuButton.setAttribute('aria-expanded', 'false');
  }

  #setHighlight(highlight: number | null): void {
    this.#highlight = highlight;
    [...this.#popup.children].forEach((option, index) => {
      option.setAttribute('aria-selected', String(index === highlight));
    });
    if (highlight === null) {
      this.#field.removeAttribute('aria-activedescendant');
      return;
    }
    this.#field.setAttribute('aria-activedescendant', `completion-${highlight}`);
    this.#popup.children[highlight]?.scrollIntoView({ block: 'nearest' });
  }

  /** Grows with its lines up to the limit that the style sheet sets. */
  #fit(): void {
    this.#field.style.height = 'auto';
    this.#field.style.height = `${this.#field.scrollHeight}px`;
    this.#send.disabled = this.#field.value.trim() === '';
  }
}
