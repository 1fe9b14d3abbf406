import { icon, make } from './dom.js';
import { safeUrl } from './rich-text.js';
import type { ChatButton } from './wire.js';

function linkKey(button: ChatButton, url: string): HTMLElement {
  return make(
    'a',
    { class: 'key', href: url, target: '_blank', rel: 'noopener noreferrer' },
    make('span', { class: 'key-label' }, button.text),
    icon('out'),
  );
}

function pressKey(button: ChatButton, press: (button: ChatButton) => Promise<void>): HTMLElement {
  const label = make('span', { class: 'key-label' }, button.text);
  const key = make('button', { type: 'button', class: 'key', 'data-press': button.data }, label);
  key.disabled = button.data === null;
  key.addEventListener('click', () => {
    if (key.getAttribute('aria-busy') === 'true') return;
    key.setAttribute('aria-busy', 'true');
    void press(button).finally(() => key.removeAttribute('aria-busy'));
  });
  return key;
}

/** The rows of buttons under a bubble; null when there are none. A pressed one waits visibly. */
export function keyboard(
  rows: readonly (readonly ChatButton[])[],
  press: (button: ChatButton) => Promise<void>,
): HTMLElement | null {
  if (rows.length === 0) return null;
  const lines = rows.map((buttons) => {
    const keys = buttons.map((button) => {
      const url = button.url === null ? null : safeUrl(button.url);
      return url === null ? pressKey(button, press) : linkKey(button, url);
    });
    return make('div', { class: 'key-row', 'data-count': buttons.length }, ...keys);
  });
  return make('div', { class: 'keyboard', role: 'group', 'aria-label': 'Buttons' }, ...lines);
}
