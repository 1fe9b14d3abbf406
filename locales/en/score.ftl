# The model's score: confidence, reasons, analogs, card, alerts. Figures arrive formatted.

button-score = Score
button-why-score = Why
button-analogs = Analogs
button-model = Model
button-signal = Alert
button-details = Details
button-mute = Mute 24 h

model-state-ready = { $model }, trained to { $day }
model-state-none = no model was loaded
model-state-wrong-features = the model reads features { $got }, this program makes { $expected }
model-state-unusable = the model cannot be used: { $reason }
status-model = { $sign } Model: { $state }

score-about = Chance that VIX falls 20 % within 30 days
score-usage = Usage: /score [chart|text]
score-headline = Confidence { $confidence } of 1.00
score-headline-none = The rule alone
score-means = Chance that VIX closes 20 % lower on any day of the next 30.
score-place = Above { $place } of { $among ->
    [elevated] past days with VIX over 25
   *[all] all past days
  }
score-outlook = VIX in 30 days: { $expected } ({ $low } to { $high }, 80 %)
score-followed = After such days: { $touched } closed 20 % lower within 30 days. { $among ->
    [elevated] { $days } days of { $spikes } spikes, out of sample
   *[all] { $days } days, out of sample
  }.
score-rule = Rule (z-score { $z }): { $score }
score-rule-long = The rule beside it: { $score } that VIX closes 20 % lower 21 sessions on, from the z-score { $z } alone
score-trigger = { $sign } { $name ->
    [shipped] Alert
   *[mission] Mission
  } over { $confidence } and VIX over { $vix }: { $state ->
    [fires] met
   *[quiet] not met
  }
score-trigger-past = Out of sample it fired in { $fired } of { $all } spikes; { $touched } of its days touched −20 %.
score-seen = ⚠️ The model was trained on this day: no forecast.
score-beyond = ⚠️ Beyond what training knew: { $list }
score-premium = ⚠️ { $from ->
    [vix3m] No futures: VIX3M stands in.
   *[none] No futures: the premium is taken as usual.
  }
score-missing = { $why ->
    [no-model] No confidence without a model.
    [short-history] No confidence yet: it needs 126 sessions of VIX.
   *[model-failed] The model gave no answer; see /status.
  }
score-late = The score did not come in time. Try again.

score-why-headline = Why { $confidence }
score-why-usual = On the usual day over 25 it is { $usual }.
score-why-line = { $sign } { $known ->
    [no] unknown
   *[yes] { $value }
  }: { $share } · { $term ->
    [rule] distance from 60-day mean
    [half-year] against its half year
    [premium] futures beyond the expected
   *[level] room to fall: counts under 25 only
  }
score-why-method = The model adds these up in log-odds. The shares are Shapley values: exact, and they sum to the difference.

analogs-about = Days most like today, and what followed
analogs-usage = Usage: /analogs [chart|text]
analogs-headline = Days like { $day }, VIX { $vix }
analogs-summary = { $touched } of { $known } closed 20 % lower within 30 days. Middle after 21 sessions: { $change }
analogs-nearest = Nearest: { $day }, VIX { $vix }
analogs-none = No day of the past can be compared: too little history, or too few features known.
analogs-care = A handful of days is a picture, not a probability.
analogs-legend = +21: VIX 21 sessions on · ↓ touched { $touch } within 30 days · σ: distance in standard deviations

model-about = The model: how good, how sure, how old
model-usage = Usage: /model [chart|text]
model-headline = { $model }, trained to { $day }
model-auc = AUC { $auc } ({ $low } to { $high }), the rule { $rule }: { $days } days of { $spikes } spikes, out of sample
model-brier = Brier { $brier }, a constant { $rate } · calibration error { $error } ({ $low } to { $high })
model-table = = 21: lower at the end of 21 sessions; ≤ 21: on any of them; VX: with futures. Intervals draw whole spikes; there are { $spikes }.
model-trigger = Over { $confidence } and VIX over { $vix }: fired in { $fired } of { $all } spikes; { $touched } touched −20 %, { $anyway } anyway.
model-age = { $old ->
    [ahead] Trained { $days } days after this one
    [old] ⚠️ Last day learned: { $days } days ago; train it anew
   *[fresh] Last day learned: { $days } days ago
  }
model-drift = { $drift ->
    [drifted] ⚠️ Since training it said { $forecast }, { $observed } came true ({ $spikes } spikes, { $days } days)
    [steady] Since training it said { $forecast }, { $observed } came true ({ $spikes } spikes, { $days } days)
   *[too-few-spikes] Since training: { $spikes } spikes, too few to judge
  }
model-unknown = What it does not know
model-unknown-line = • { $code ->
    [daily-closes-only] it learned from daily closes; within a day it is asked what it was not taught
    [few-spikes] there were few spikes, and days of one spike repeat each other
    [no-news] why VIX is high: no news, no events, no positions
    [no-later-years] years after its training
    [rises-first] how far VIX rises before it falls
    [priced-in] the price of puts: often the fall is in it already
   *[other] { $code }
  }
model-news = ⚠️ The VIX model needs a look: { $model }, trained to { $day }
model-news-what = Import newer history and run training/run; until then read its figures with care.

signal-about = The last alert of the VIX model
signal-usage = Usage: /signal
signal-none = There has been no alert in this market yet.
signal-headline = 🔔 VIX signal
signal-section = { $section ->
    [signal] Signal
    [snapshot] Snapshot
    [trade] Suggested trade
   *[context] Context
  }
signal-strength = Strength { $confidence } of 1.00 · { $at }
signal-vix = VIX { $vix }, { $above } from its 60-day mean
signal-futures = M1 { $m1 } ({ $shape ->
    [backwardation] { $size } backwardation
    [contango] { $size } contango
   *[none] no M2
  }) · M2 { $m2 }
signal-spy = SPY { $spy }, { $drawdown } from its 20-day high
signal-offer = { $kind ->
    [vix-put] Buy VIX put { $strike }
    [vix-put-spread] Buy VIX put { $strike }, sell { $sold }
   *[uvxy-put] Buy UVXY put { $strike }
  }, { $expiry } ({ $days } d)
signal-money = Cost { $cost } · break-even { $even } · worst { $worst } · expected { $expected }, wins { $chance }
signal-too-dear = Puts cost more than history paid; the least bad:
signal-no-offer = None: no option chain to price one from.
signal-kind = { $kind ->
    [vix-put] VIX put
    [vix-put-spread] VIX put spread
   *[uvxy-put] UVXY put
  }
signal-missing = { $list }: { $code ->
    [no-chain] not in this feed
    [no-expiry] no expiry far enough
    [no-two-sided-put] no two-sided quote
    [no-lower-strike] no lower strike to sell
   *[other] not measured
  }
signal-days = { $days ->
    [one] 1 day above 25
   *[other] { $days } days above 25
  }
signal-past = Puts at this level: { $won } won, average { $average } of the premium (n { $days } days, { $spikes } spikes, out of sample)
signal-past-none = No puts were tested at this level.

mute-about = No VIX alerts for 24 hours
mute-usage = Usage: /mute [24h|off]
mute-on = No VIX alerts for you until { $at }. /mute off ends it.
mute-off = VIX alerts are on again.

digest-score = Confidence { $confidence }: above { $place } of { $among ->
    [elevated] days over 25
   *[all] all days
  } · VIX in 30 days { $expected } · model { $age } d old
