/** Taps anywhere in the page that are no button's own: commands, covered words, folded quotes. */

function uncover(spoiler: Element): void {
  spoiler.classList.add('shown');
  spoiler.removeAttribute('role');
  spoiler.removeAttribute('tabindex');
  spoiler.removeAttribute('aria-label');
}

function turn(quote: Element): void {
  const open = quote.classList.toggle('open');
  quote.setAttribute('aria-expanded', String(open));
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
    if (command !== undefined) {
      send(command);
      return;
    }
    const quote = event.target.closest('.fold');
    // Marking words for a copy ends in a click too.
    if (quote !== null && getSelection()?.isCollapsed !== false) turn(quote);
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    if (!(event.target instanceof Element)) return;
    const spoiler = event.target.matches('.spoiler:not(.shown)');
    if (!spoiler && !event.target.matches('.fold')) return;
    event.preventDefault();
    if (spoiler) uncover(event.target);
    else turn(event.target);
  });
}
