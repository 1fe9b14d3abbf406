import type { Result } from '../../engine/domain/result.js';
import type { VolApi, VolError } from '../../engine/domain/vol-views.js';
import type { ChartSpec } from '../charts/spec.js';
import type { Card, CommandContext } from '../command.js';
import type { Html } from '../html.js';
import { formButtons, type Form } from './forms.js';
import { underlyingOr, underlyingRow, volLinks } from './vol-buttons.js';
import { volTrouble } from './vol-trouble.js';

/** A command that draws one picture of an underlying's volatility. */
export interface VolPicture<View extends { readonly underlying: string }> {
  readonly name: string;
  ask(vol: VolApi, underlying: string): Promise<Result<View, VolError>>;
  caption(context: CommandContext, view: View): Html;
  text(context: CommandContext, view: View): Html;
  chart(view: View, zone: string): ChartSpec;
  readonly links: Parameters<typeof volLinks>[2];
}

/** The picture with its words or its figures, the other underlyings, and what to look at next. */
export async function volPictureCard<View extends { readonly underlying: string }>(
  context: CommandContext,
  { form, underlying: asked }: { readonly form: Form; readonly underlying?: string | undefined },
  of: VolPicture<View>,
): Promise<Card> {
  const view = await of.ask(context.engine.vol, underlyingOr(context, asked));
  if (!view.ok) return volTrouble(context, of.name, view.error);
  const { underlying } = view.value;
  return {
    kind: 'card',
    text: form === 'text' ? of.text(context, view.value) : of.caption(context, view.value),
    chart: of.chart(view.value, context.user.settings.zone),
    buttons: [
      ...underlyingRow(context, of.name, { shown: underlying, now: { form } }),
      formButtons(context, of.name, { form, underlying }),
      volLinks(context, underlying, of.links),
    ],
  };
}
