import type { Entity, Formatted } from './formatted.js';

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}

interface Tags {
  readonly start: string;
  readonly end: string;
}

function link(url: string): Tags {
  if (!/^(?:https?:|mailto:|tel:)/i.test(url)) return { start: '<span>', end: '</span>' };
  const start = `<a href="${escaped(url)}" target="_blank" rel="noopener noreferrer nofollow">`;
  return { start, end: '</a>' };
}

function element(name: string, className?: string): Tags {
  const attribute = className === undefined ? '' : ` class="${className}"`;
  return { start: `<${name}${attribute}>`, end: `</${name}>` };
}

function tagsOf(entity: Entity, text: string): Tags {
  switch (entity.type) {
    case 'bold':
      return element('b');
    case 'italic':
      return element('i');
    case 'underline':
      return element('u');
    case 'strikethrough':
      return element('s');
    case 'spoiler':
      return element('span', 'spoiler');
    case 'code':
      return element('code');
    case 'pre':
      return element('pre');
    case 'blockquote':
      return element('blockquote');
    case 'expandable_blockquote':
      return element('blockquote', 'fold');
    case 'text_link':
      return link(entity.url ?? '');
    case 'url':
      return link(text);
    case 'email':
      return link(`mailto:${text}`);
    case 'bot_command':
      return element('span', 'bot-command');
    default:
      return element('span');
  }
}

/**
 * HTML of a message for the page: every character of the text is escaped, tags come from a fixed
 * list, links lead only to web, mail and telephone addresses. Line breaks stay line breaks.
 */
export function renderHtml({ text, entities }: Formatted): string {
  const edges = new Set([0, text.length]);
  for (const entity of entities) edges.add(entity.offset).add(entity.offset + entity.length);
  const cuts = [...edges].sort((a, b) => a - b);
  const open: Entity[] = [];
  const end = (entity: Entity): number => entity.offset + entity.length;
  const tags = (entity: Entity): Tags => tagsOf(entity, text.slice(entity.offset, end(entity)));
  let html = '';
  cuts.forEach((cut, i) => {
    // Overlapping spans are closed and opened again, so that tags always nest.
    const reopened: Entity[] = [];
    while (open.some((entity) => end(entity) <= cut)) {
      const last = open.pop();
      if (last === undefined) break;
      html += tags(last).end;
      if (end(last) > cut) reopened.unshift(last);
    }
    const starting = entities.filter((entity) => entity.offset === cut && entity.length > 0);
    for (const entity of [...reopened, ...starting]) {
      html += tags(entity).start;
      open.push(entity);
    }
    html += escaped(text.slice(cut, cuts[i + 1] ?? cut));
  });
  // A block ends its own line, as in the service's clients.
  return html.replace(/(<\/(?:pre|blockquote)>)\n/g, '$1');
}
