import type { Brand } from '../engine/domain/units.js';

/** Text in the one parse mode of the house (Telegram HTML), escaped where it must be. */
export type Html = Brand<string, 'Html'>;

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** The one escaper: any text that did not come from `locales/` passes through here. */
export function escapeHtml(text: string): Html {
  return text.replace(/[&<>"]/g, (c) => ESCAPES[c] ?? c) as Html;
}

export function bold(text: Html): Html {
  return `<b>${text}</b>` as Html;
}

export function code(text: Html): Html {
  return `<code>${text}</code>` as Html;
}

/** Monospaced block: columns stay aligned. At most 36 columns fit a phone. */
export function pre(text: Html): Html {
  return `<pre>${text}</pre>` as Html;
}

/** A quote of which a phone shows the first three lines until it is tapped. */
export function folded(text: Html): Html {
  return `<blockquote expandable>${text}</blockquote>` as Html;
}

export function lines(parts: readonly (Html | null)[]): Html {
  return parts.filter((part) => part !== null).join('\n') as Html;
}

export function words(parts: readonly Html[], separator: string): Html {
  return parts.join(escapeHtml(separator)) as Html;
}

/** What a person would read: markup removed, entities resolved. The fallback when markup fails. */
export function plainText(text: Html): string {
  return text
    .replace(/<[^>]*>/g, '')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, '&');
}
