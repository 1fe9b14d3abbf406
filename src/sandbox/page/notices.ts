import { make, must } from './dom.js';

const TOAST_MS = 3_600;
const MAX_TOASTS = 3;

/** A short line that goes away by itself; read out politely. */
export function toast(text: string): void {
  const region = must('#toasts', HTMLElement);
  const item = make('p', { class: 'toast' }, text);
  region.append(item);
  while (region.children.length > MAX_TOASTS) region.firstElementChild?.remove();
  const leave = () => {
    item.classList.add('leaving');
    setTimeout(() => item.remove(), 200);
  };
  item.addEventListener('click', leave);
  setTimeout(leave, TOAST_MS + text.length * 30);
}

/** An answer that must be read: stays until it is closed. */
export function alertDialog(text: string): void {
  const dialog = must('#alert', HTMLDialogElement);
  must('#alert-text', HTMLElement).textContent = text;
  if (!dialog.open) dialog.showModal();
}

export function announce(text: string): void {
  must('#announcer', HTMLElement).textContent = text;
}
