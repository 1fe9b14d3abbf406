/** Taps anywhere in the page that are no button's own: commands in words and covered words. */

function uncover(spoiler: Element): void {
  spoiler.classList.add('shown');
  spoiler.removeAttribute('role');
  spoiler.removeAttribute('tabindex');
  spoiler.removeAttribute('aria-label');
}

/** @param send is given the command that was tapped. */
export function followTaps(send: (command: string) => void): void {
  document.addEventListener('click', (event) => {
    if (!(event.target instanceof Element)) return;
    const spoiler = event.target.closest('.spoiler:not(.shown)');
    if (spoiler !== null) {
      event.preventDefault();
      uncover(spoiler);
      return;
    }
    const command = event.target.closest<HTMLElement>('[data-command]')?.dataset['command'];
    if (command !== undefined) send(command);
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    if (!(event.target instanceof Element) || !event.target.matches('.spoiler:not(.shown)')) return;
    event.preventDefault();
    uncover(event.target);
  });
}
