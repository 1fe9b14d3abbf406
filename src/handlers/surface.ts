import { z } from 'zod';
import { MESH_TURNS } from '../bot/charts/spec.js';
import { command, type Button, type CommandContext } from '../bot/command.js';
import { button, choice } from '../bot/views/buttons.js';
import { plain } from '../bot/views/format.js';
import { FORM, formButtons } from '../bot/views/forms.js';
import {
  SURFACE_SHOWS,
  surfaceCaption,
  surfaceChart,
  surfaceText,
} from '../bot/views/surface-card.js';
import { UNDERLYING, underlyingOr, underlyingRow, volLinks } from '../bot/views/vol-buttons.js';
import { volTrouble } from '../bot/views/vol-trouble.js';

const args = z.object({
  show: z.enum(SURFACE_SHOWS).default('heat'),
  form: FORM,
  /** Eighths of a circle that the mesh is turned by. */
  turn: z
    .string()
    .regex(/^t\d{1,2}$/u)
    .default('t0'),
  underlying: UNDERLYING,
});
type Args = z.output<typeof args>;

const turnOf = ({ turn }: Args): number => Number(turn.slice(1)) % MESH_TURNS;

function turned(now: Args, by: number): Args {
  return { ...now, turn: `t${(turnOf(now) + by + MESH_TURNS) % MESH_TURNS}` };
}

function buttons(context: CommandContext, now: Args, underlying: string): Button[][] {
  const { t } = context;
  const shown = { ...now, underlying };
  const views = SURFACE_SHOWS.map((show) => {
    const label = choice(t(`surface-show-${show}`), show === now.show ? 'chosen' : 'other');
    return button(label, 'surface', { ...shown, show });
  });
  const turns =
    now.show === 'mesh'
      ? [
          button(plain('⟲'), 'surface', turned(shown, -1)),
          button(plain('⟳'), 'surface', turned(shown, 1)),
        ]
      : [];
  return [
    views,
    ...underlyingRow(context, 'surface', { shown: underlying, now }).map((row) => [...row]),
    [...turns, ...formButtons(context, 'surface', shown)],
    [...volLinks(context, underlying, ['smile', 'term', 'skew', 'arb'])],
  ];
}

export const surface = command({
  name: 'surface',
  aliases: ['surf'],
  role: 'viewer',
  chats: ['private', 'group'],
  menu: 'published',
  section: 'market',
  args,
  async run(context, now) {
    const view = await context.engine.vol.surface(underlyingOr(context, now.underlying));
    if (!view.ok) return volTrouble(context, 'surface', view.error);
    const text = now.form === 'text' ? surfaceText : surfaceCaption;
    const turn = turnOf(now);
    return {
      kind: 'card',
      text: text(context, view.value, now.show),
      chart: surfaceChart(view.value, { show: now.show, turn }, context.user.settings.zone),
      buttons: buttons(context, now, view.value.underlying),
    };
  },
});
