import { z } from 'zod';
import type { CallbackValue } from '../callback.js';
import type { Button, CommandContext } from '../command.js';
import { button } from './buttons.js';

/** A card as a picture with a short caption, or with its content as text. */
export const FORM = z.enum(['chart', 'text']).default('chart');

export type Form = z.output<typeof FORM>;

/** Arguments of a card as it stands, its form among them. */
export type FormArguments = Readonly<Record<string, CallbackValue>> & { readonly form: Form };

/** Swaps picture and text of the same card; what else was asked for stays. */
export function formButton({ t }: CommandContext, name: string, now: FormArguments): Button {
  const form = now.form === 'chart' ? 'text' : 'chart';
  return button(t(form === 'text' ? 'button-text' : 'button-chart'), name, { ...now, form });
}

/** Text or picture, and the same again. */
export function formButtons(
  context: CommandContext,
  name: string,
  now: FormArguments,
): readonly Button[] {
  const again = button(context.t('button-refresh'), name, now);
  return [formButton(context, name, now), again];
}

/** Leads to the last alert where there was one. */
export function signalButtons({ engine, t }: CommandContext): readonly Button[] {
  return engine.score.lastSignal() ? [button(t('button-signal'), 'signal')] : [];
}
