# The order path: tickets, fills, gates, refusals, alerts. Figures arrive formatted.

gate-line = { $sign } { $name }: { $value } · limit { $limit }
gate-line-bare = { $sign } { $name }: { $value }
gate-count = { $passing } of { $all } gates pass
gate-number = { $unit ->
    [vol-pts] { $value } vol pts
    [points] { $value } pts
    [pct] { $value } %
    [delta] { $value } Δ
    [minutes] { $value } min
   *[other] { $value }
  }
event-word = { $kind ->
    [cpi] CPI
    [fomc] FOMC
    [jobs] jobs report
    [opec] OPEC
    [earnings] earnings
   *[other] { $kind }
  }

refusal-trading-halted = Trading is halted. An owner can /resume.
refusal-trading-reducing = Trading is paused: only exits go out. An owner can /resume.
refusal-broker-not-ready = The broker is not connected.
refusal-not-reconciled = The desk's book has not been compared with the broker's yet.
refusal-account-unknown = The account at the broker is not known yet.
refusal-account-mismatch = The broker's account is { $actual }, not { $expected }.
refusal-live-not-built = Live accounts are not traded by this version.
refusal-no-trading = A replay takes no orders.
refusal-no-rules = There are no money rules for { $bot }.
refusal-not-armed = { $bot } is not armed.
refusal-arming-size = { $quantity } is more than the { $most } it was armed for.
refusal-too-many-units = { $quantity } units; at most { $most }.
refusal-run-open = Another order of this position is not done ({ $phase ->
    [unknown] its fate is unknown
    [working] working
    [cancelling] being cancelled
   *[other] on its way
  }).
refusal-session-closed = The session is closed.
refusal-outside-window = Outside the trade window { $from }–{ $to }.
refusal-cut-off = Past the cut-off at { $at }: what is open is being closed.
refusal-blackout = Blackout today: { $names }.
refusal-events-unknown = The event calendar could not be read.
refusal-events-unknown-from = The event calendar does not reach { $day }.
refusal-expected-move-unknown = The expected move of { $symbol } is not known.
refusal-range-unknown = Today's range of { $symbol } is not known.
refusal-price-unknown = There is no price of { $symbol }.
refusal-vix-unknown = There is no VIX to compare with its close.
refusal-range-over-move = Today's range { $range } is over its limit { $limit }.
refusal-price-over-move = The price is { $moved } from the open; the limit is { $limit }.
refusal-vix-up = VIX is { $change } above its close; the limit is { $limit }.
refusal-gap-through = A loss went past its plan today: no more entries.
refusal-not-defined-risk = The loss has no bound; { $stated } was stated.
refusal-not-defined-risk-past = It can lose { $loss }; { $stated } was stated.
refusal-not-covered = { $shares } shares held; { $needed } needed to cover it.
refusal-shape-not-built = Orders of the shape { $shape } are not built.
refusal-limit-off-market = The limit is { $limit } ticks; the market allows { $most } at most.
refusal-quote-missing = No quote for { $instrument }.
refusal-quote-stale = The quote for { $instrument } is { $age } old; the limit is { $limit }.
refusal-quote-delayed = The quote for { $instrument } is delayed by { $delay }.
refusal-planned-loss = The planned loss { $loss } is over the cap { $cap }.
refusal-worst-loss = The worst loss { $loss } is over the cap { $cap }.
refusal-day-loss = The day's loss would be { $loss }; the cap is { $cap }.
refusal-day-loss-reached = The day's loss { $loss } has reached the cap { $cap }.
refusal-open-worst = Open worst cases would be { $loss }; the cap is { $cap }.
refusal-bad-quantity = { $quantity } is not a number of units.
