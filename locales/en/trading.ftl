# The order path: tickets, fills, gates, refusals, alerts. Figures arrive formatted.

gate-line = { $sign } { $name }: { $value } · limit { $limit }
gate-line-compared = { $sign } { $name }: { $figures }
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
refusal-more-than-held = The position holds { $held } of { $instrument }; an exit of { $asked } would open something new.
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

gate-name = { $name ->
    [window] Trade window
    [time-left] Time to the cut-off
    [events-loaded] Event calendar
    [blackout] Blackout events
    [vrp] Implied less realised
    [vix-level] VIX
    [vix-rise] VIX over its close
    [term-structure] VX1 over VX2
    [day-range] Day's range of the move
    [recent-range] Last hour's range
    [quote-age] Quote age
    [live-data] Quotes
    [open-positions] Open positions
    [gap-through] Loss past plan today
    [delta] Delta of the short leg
    [distance] Distance of the short leg
    [leg-spread] Bid-ask of the legs
    [credit] Credit
    [credit-share] Credit of the width
    [day-loss] Day's loss
    [open-worst] Open worst cases
    [planned-loss] Planned loss
    [worst-loss] Worst loss
    [state] Trading
    [armed] Arming
    [session] Session
    [cut-off] Closing begins
    [expected-move] Day's expected move
    [range] Day's range
    [price-move] Distance from the open
    [vix-change] VIX on the day
    [broker] Broker
    [reconciled] Book and broker
    [account] Account
    [other-orders] Other orders of it
    [arming-size] Size
    [units] Units
    [quantity] Quantity
    [holding] What is held
    [limit] Limit price
    [quotes] Quotes of the legs
    [shape] Structure
    [planned-loss-after] Planned loss
    [worst-loss-after] Worst loss
    [day-loss-after] Day's loss after
    [open-worst-after] Open worst cases after
   *[other] { $name }
  }
gate-word = { $word ->
    [open] open
    [closed] closed
    [loaded] loaded
    [ran-out] ran out
    [live] live
    [delayed] delayed
    [early] early close
    [yes] yes
    [no] no
    [active] active
    [reducing] reducing
    [halted] halted
    [armed] armed
    [disarmed] not armed
    [compared] agree
    [not-compared] not compared yet
    [no-events] none
    [none] none
    [paper] paper
    [held] held
    [not-held] not held
    [ready] ready
    [down] down
    [waiting] waiting
    [placing] being placed
    [working] working
    [cancelling] being cancelled
    [unknown] fate unknown
    [done] done
    [defined-risk] defined risk
    [covered-call] covered call
    [hedged] hedged
   *[other] { $word }
  }
gate-no-names = none

card-ticket = ticket { $id }
card-side = { $side ->
    [sell] SELL
   *[buy] BUY
  }
card-shape = { $shape ->
    [put] put
    [call] call
    [put-spread] put spread
    [call-spread] call spread
   *[iron-condor] iron condor
  }
card-limit = Limit { $price }
card-mid = mid { $price }
card-age = age { $age }
card-quoted-at = quoted { $at }
card-stop = Stop { $loss }
card-worst = worst { $loss }
card-margin = Margin { $margin }
card-fee = fee { $fee }
card-caps = Caps:
card-cap = { $name ->
    [planned-loss] stop
    [worst-loss] worst
    [day-loss] day
   *[open-worst] open
  }
card-expires = Expires { $at }
card-expires-real = Expires in { $left } of real time
card-left = ({ $left })

card-button-send = ✅ Send { $price }
card-button-risk = 📊 Risk
card-button-skip = ✖ Skip
card-button-back = ← Ticket
card-button-reconcile = Reconcile
card-button-positions = Positions
card-button-orders = Orders
card-button-pnl = P&L
card-button-audit = Audit
card-button-csv = CSV
card-button-bots = Bots
card-button-events = Events
card-button-status = Status

card-closes = Closes { $id }.
card-replaces = Instead of { $id }: limit { $limitWas } → { $limit }, mid { $midWas } → { $mid }.
card-checking = Taking fresh quotes; nothing is sent yet.
card-requoted = Re-quoted { $span }, in band. Sent.
card-waiting = On its way to the broker.
card-placing = On its way to the broker: limit { $price }, step { $step } of { $of }.
card-working = { $rest ->
    [some] Placed, the rest not filled
   *[all] Placed, not filled
  }: working at { $price }, step { $step } of { $of }.
card-filled-at = Mean price { $price }.
card-cancelling = { $why ->
    [reprice] Being re-priced: the order is being cancelled first.
   *[end] Being cancelled.
  }
card-partly-filled = { $filled } of { $all } filled so far.
card-filled = Filled: { $filled } of { $all }.
card-ended-partly = Ended with { $filled } of { $all } filled.
card-cancelled = Cancelled at the broker. Nothing filled.
card-rejected = The broker rejected it: { $reason }
card-run-refused = The risk gate refused its next order. Nothing is at the broker.
card-unknown = ⚠️ Fate unknown: the broker did not answer.
card-unknown-means = It is never sent again, and every cap counts it as filled. Reconcile asks the broker.
card-closed-by-now = Closed: { $pnl } ({ $rule }).
card-skipped = Skipped by { $by }. Nothing was sent.
card-expired = Expired at { $at } without a tap. Nothing was sent.
card-replaced = The price left the band: nothing was sent. Ticket { $id } takes its place.
card-replaced-why = Mid was { $was }, is { $now }.
card-refused = The risk gate refused. Nothing was sent:
card-void = Withdrawn: { $reason }. Nothing was sent.
ticket-reason = { $reason ->
    [disarmed] the bot was disarmed
    [halted] trading was halted
    [paused] trading was paused
    [flattened] everything was closed
    [restart] the desk restarted
    [closed] the position is closed
    [position-closed] the position is closed
    [time] its time was over
    [out-of-band] its price left the band, and there is none to put anew
    [none] no longer wanted
   *[other] { $reason }
  }

card-risk = Risk of { $id }
card-risk-margin = Margin { $margin } · fee { $fee }
card-stress-worst = Worst in the grid: { $loss } at { $spot } spot, { $vol } vol
card-as-of = { $mode } · as of { $at }

fill-whole = { $purpose ->
    [exit] ✅ Filled: { $filled } of { $all }, closing { $id }
   *[entry] ✅ Filled: { $filled } of { $all }, opening { $id }
  }
fill-part = { $purpose ->
    [exit] ◑ Partly filled: { $filled } of { $all }, closing { $id }
   *[entry] ◑ Partly filled: { $filled } of { $all }, opening { $id }
  }
fill-price = Mean price { $price } · fees so far { $fee }

closed-headline = { $id } is closed: { $pnl } ({ $rule })
closed-prices = In { $entry } · out { $exit } · fees { $fee }
closed-gap-through = ⚠️ The loss went past its plan of { $planned }: no more entries today.
closed-held = Held { $held }

alert-order-unknown = Order { $id }: the broker did not answer. It is not sent again and counts as filled. Reconcile asks the broker.
alert-order-rejected = The broker rejected an order: { $reason }
alert-not-flat = Not flat in time: { $ids }. Exits are re-priced each minute.
alert-not-settled = Ended, and the broker does not show how: { $ids }. They stay open in the book; compare with the broker’s statement.
alert-day-loss = { $bot }: the day's loss { $loss } reached its cap. Positions are being closed; no entries until the next session.
alert-gap-through = { $id }: the loss { $loss } went past its plan. No more entries today.
alert-kill = { $symbol }: volatility kill, { $rule ->
    [range] the day's range is over its expected move: no entries
    [price] the price is past 1.25 expected moves: no entries, closing what is open
    [vix] VIX rose over 3 points: no entries, closing what is open
    [kill] what is open is being closed, and there are no entries today
   *[other] { $rule }
  }.
alert-mismatch = The book and the broker differ: { $list }. No entries until they agree.
alert-exit-refused = { $id }: its exit was refused ({ $codes }). Look now.
alert-broker-down = The broker is not connected. Nothing can be sent.
alert-broker-back = The broker is connected again; the book is compared with its own.
alert-events-running-out = The event calendar ends on { $day }, { $left ->
    [one] 1 day from now
   *[other] { $left } days from now
  }. Later dates are estimated; renew it with voldesk events import.
alert-store-failed = The desk's book could not be written: { $reason }. Trading is stopped.
alert-restarted = The desk restarted. Disarmed: { $bots }. Still open: { $open }.

disarmed-headline = { $bot } is disarmed
disarmed-why = { $reason ->
    [asked] Asked for by { $by }.
    [time] Its time was over.
    [restart] The desk restarted.
    [day-loss] The day's loss reached its cap.
    [halt] Trading was halted by { $by }.
    [gap-through] A loss went past its plan.
    [account-changed] The account at the broker is another one.
   *[other] { $reason } ({ $by })
  } What is open goes on under its exits.

report-headline = Report { $day }
report-money = Open { $open } · fees { $fees } · sum so far { $total }
report-counts = { $trades ->
    [one] 1 trade
   *[other] { $trades } trades
  } · won { $rate } · { $open } open
report-no-trades = No trade was closed.
report-more = and { $count } more: /trades day
report-gap = past plan
report-note = { $key ->
    [ticket-skipped] Tickets skipped
    [ticket-expired] Tickets expired
    [ticket-replaced] Tickets replaced
    [ticket-refused] Tickets refused
    [ticket-void] Tickets withdrawn
    [gap-through] Losses past their plan
    [order-unknown] Orders of unknown fate
    [order-rejected] Orders rejected
    [not-flat] Alerts: not flat in time
    [day-loss] Day's loss at its cap
    [kill] Volatility kills
    [mismatch] Differences with the broker
    [exit-refused] Exits refused
    [broker-down] Broker lost
    [broker-back] Broker back
    [not-settled] Expiries not settled
    [gateway-needs-you] Gateway needed a person
    [gateway-fine] Gateway fine again
    [gateway-login] Weekly login announced
    [events-running-out] Event calendar running out
    [store-failed] Book not written
    [restarted] Restarts
   *[other] { $key }
  }: { $count }
report-journal = Journal { $hash }

settings-ask-group-money = May money be read in the group? Percentages and counts always are.
settings-group-money = { $money ->
    [shown] shown
   *[hidden] hidden
  }
settings-bad-group-money = Choose hidden or shown.
settings-summary-group-money = Money in the group: { $money }
