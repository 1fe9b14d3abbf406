import { make } from './dom.js';
import { planTag, splitWords, type TagPlan } from './rich-text.js';

const PLAIN_INSIDE = new Set(['pre', 'code', 'a']);

function link(url: string): HTMLAnchorElement {
  return make('a', { href: url, target: '_blank', rel: 'noopener noreferrer' });
}

function words(text: string): Node[] {
  return splitWords(text).map((word) => {
    if (word.kind === 'text') return document.createTextNode(word.text);
    if (word.kind === 'command') {
      return make(
        'button',
        { type: 'button', class: 'command', 'data-command': word.text },
        word.text,
      );
    }
    const anchor = link(word.url);
    anchor.textContent = word.text;
    return anchor;
  });
}

function spoiler(): HTMLElement {
  return make('span', {
    class: 'spoiler',
    role: 'button',
    tabindex: 0,
    'aria-label': 'Hidden text, press to show',
  });
}

function fold(): HTMLElement {
  return make('blockquote', {
    class: 'fold',
    role: 'button',
    tabindex: 0,
    'aria-expanded': 'false',
  });
}

function elementOf(plan: Exclude<TagPlan, { kind: 'drop' | 'unwrap' }>): HTMLElement {
  switch (plan.kind) {
    case 'link':
      return link(plan.url);
    case 'spoiler':
      return spoiler();
    case 'fold':
      return fold();
    case 'element':
      return document.createElement(plan.name);
  }
}

function clean(node: Node, inside: string): Node[] {
  if (node.nodeType === Node.TEXT_NODE) {
    const text = node.textContent ?? '';
    return PLAIN_INSIDE.has(inside) ? [document.createTextNode(text)] : words(text);
  }
  if (!(node instanceof Element)) return [];
  const plan = planTag(node.localName, (name) => node.getAttribute(name));
  if (plan.kind === 'drop') return [];
  const tag = plan.kind === 'element' ? plan.name : plan.kind === 'link' ? 'a' : inside;
  const children = [...node.childNodes].flatMap((child) => clean(child, tag));
  if (plan.kind === 'unwrap') return children;
  const made = elementOf(plan);
  made.append(...children);
  return [made];
}

/** Builds fresh nodes from markup by the allow-list; nothing of the parsed document is kept. */
export function safeFragment(html: string): DocumentFragment {
  const parsed = new DOMParser().parseFromString(`<body>${html}`, 'text/html');
  const fragment = document.createDocumentFragment();
  fragment.append(...[...parsed.body.childNodes].flatMap((node) => clean(node, '')));
  return fragment;
}

export function plainFragment(text: string): DocumentFragment {
  const fragment = document.createDocumentFragment();
  fragment.append(...words(text));
  return fragment;
}
