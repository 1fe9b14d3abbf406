# Commands of trading and its records. Figures arrive formatted; `cr` is received, `db` is paid.

actor-user = person { $id }
actor-rule = the rule { $rule }
actor-desk = the desk
unit-price = { $side ->
    [credit] { $price } cr
   *[debit] { $price } db
  }
purpose = { $purpose ->
    [exit] exit
   *[entry] entry
  }
period = { $period ->
    [day] Day
    [week] Week
    [month] Month
   *[all] All
  }
trading-state = { $state ->
    [active] 🟢 Trading active
    [reducing] ⏸ Paused: exits only
   *[halted] 🛑 Halted: exits only
  }
state-reason = { $reason ->
    [paused] paused by hand
    [halted] halted by hand
    [flattened] everything was closed
    [resumed] resumed
    [day-loss] the day’s loss
    [kill] volatility kill
    [gap-through] a loss past its plan
    [mismatch] book and broker differ
    [broker-down] the broker was gone
    [store-failed] the book could not be written
   *[other] { $reason }
  }
ticket-state = { $state ->
    [open] open
    [checking] being checked
    [sent] sent
    [skipped] skipped
    [expired] expired
    [replaced] replaced
    [refused] refused
   *[void] void
  }
run-phase = { $phase ->
    [waiting] waiting
    [placing] on its way
    [working] working
    [cancelling] being cancelled
    [unknown] fate unknown
   *[done] done
  }
run-outcome = { $outcome ->
    [filled] filled
    [partly-filled] partly filled
    [cancelled] cancelled, nothing filled
    [rejected] rejected
   *[refused] refused by the gate
  }
exit-rule = { $rule ->
    [target] target
    [stop] stop
    [time] time
    [flat-by] flat by the cut-off
    [kill] volatility kill
    [day-loss] the day’s loss
    [flatten] flatten
    [close] closed by hand
   *[expiry] expiry
  }

trading-error-not-allowed = You may not do that.
trading-error-unknown-bot = I do not know the bot { $name }. There is: { $known }.
trading-error-not-armed = Not armed: { $bot }.
trading-error-no-trading = Nothing can be traded in this mode.
trading-error-bad-size = { $quantity } is not a size I can use: say a whole number from 1 to { $most }.
trading-error-bad-time = Say until when: close, or a time such as 1h, 4h, 30m.
trading-error-no-such-id = Nothing here is called { $id }. Ids are at least four letters: see /tickets and /positions.
trading-error-ambiguous-id = { $matches } ids begin with { $id }. Type more of the one you mean.
trading-error-nothing-open = Nothing of ours is open.
trading-error-already-closing = { $id } is being closed already. See /orders.
trading-error-no-quotes = There are no option quotes for { $symbol } now. See /status.
trading-error-no-answer = No answer in time. It may still happen: see /orders before trying again.
trading-error-no-report = There is no report for { $day }.
trading-error-no-report-yet = There is no report yet.
trading-error-token-used = That list has been used, or is over a minute old. Send /flatten again.
trading-error-refused = The risk gate refused:

tap-sent = Re-quoted { $span }, in band. Sent.
tap-replaced = The price left the band: nothing was sent. Ticket { $next } shows the change.
tap-skipped = Skipped { $id }. Nothing was sent.
tap-limit = Limit { $price }
tap-refused-no-such-ticket = I do not know that ticket.
tap-refused-ambiguous-ticket = { $matches } tickets begin like that. Type more letters.
tap-refused-not-allowed = This ticket is not for you. Nothing was changed.
tap-refused-not-open = Too late: the ticket is { $state }. Nothing was sent.
tap-refused-expired = The ticket expired { $ago } ago. Nothing was sent.
tap-refused-band-end = That is the end of the band.
tap-refused-no-answer = No answer in time. See /orders before trying again.
tap-refused-refused = The risk gate refused, nothing was sent:

button-arm = Arm { $bot }
button-disarm = Disarm { $bot }
button-why = Why { $bot }
button-send = ✅ Send { $price } · { $id }
button-skip = ✖ Skip { $id }
button-close = Close { $id }
button-audit = Audit { $id }
button-reconcile = Reconcile
button-csv = CSV
button-bots = Bots
button-tickets = Tickets
button-positions = Positions
button-orders = Orders
button-trades = Trades
button-pnl = P&L
button-risk = Risk
button-pause = ⏸ Pause
button-halt = 🛑 Halt
button-flatten = Flatten …
button-resume = Resume …
button-resume-now = ▶ Resume trading
button-back = ← Back

bots-about = The bots: armed, day, what holds them back
bots-usage = Usage: /bots
bots-headline = Bots
bots-none = No bot is configured.
bots-disarmed = ⚪ disarmed
bots-armed = 🟢 armed for { $size } until { $until }
bots-day = Day { $pnl } · { $open } open
bots-clear = { $armed ->
    [yes] ✅ No gate has said no so far
   *[no] No gate has been asked
  }
bots-blocked = ✖ Last look: { $gates }{ $more ->
    [0] {""}
   *[other] {" "}and { $more } more
  }

arm-about = Let a bot propose entries for a time
arm-usage = Usage: /arm BOT SIZE UNTIL. Example: /arm putlite 2 4h (until: close, 30m, 4h …)
arm-ask-bot = Which bot?
arm-ask-size = How many units may one entry of { $bot } have? Choose, or type a number.
arm-ask-until = Until when? Choose, or type such as 30m or 2h.
arm-until = { $until ->
    [close] Today’s close
    [hours-1] 1 hour
    [hours-4] 4 hours
   *[hours-8] 8 hours
  }
arm-bad-size = Type a whole number such as 1 or 2.
arm-done = { $bot } is armed
arm-terms = At most { $size } an entry · until { $until }
arm-asks = Each entry asks you first. A restart disarms.

disarm-about = Take back the leave to propose
disarm-usage = Usage: /disarm [BOT]
disarm-done = Disarmed: { $bots }. What is open goes on under its exits.
disarm-none = No bot was armed.

tickets-about = Tickets that wait for your tap
tickets-usage = Usage: /tickets
tickets-headline = { $count ->
    [0] No open ticket
    [one] 1 open ticket
   *[other] { $count } open tickets
  }
tickets-price = Limit { $limit } · mid { $mid } · { $age } old
tickets-losses = Stop −{ $planned } · worst −{ $worst }
tickets-left = { $state } · { $left } left

ticket-about = One ticket: its card, its risk, its limit a step
ticket-usage = Usage: /ticket ID [card|risk|less|more]
confirm-about = Send a ticket, as its button does
confirm-usage = Usage: /confirm ID
skip-about = Let a ticket go by
skip-usage = Usage: /skip ID

positions-about = Open trades with P&L and greeks
positions-usage = Usage: /positions
positions-headline = { $count ->
    [0] No open position of ours
    [one] 1 open position
   *[other] { $count } open positions
  }
positions-price = In { $entry } · now { $close } · mid { $mid }
positions-pnl = P&L { $open } · at mid { $mid }
positions-age = Held { $held } · marked { $age } ago
positions-run = { $purpose ->
    [exit] Closing
   *[entry] Still opening
  }: { $phase } (order { $n })
positions-others = Not ours: { $list }

orders-about = Orders being worked and just done
orders-usage = Usage: /orders
orders-headline = { $count ->
    [0] No order is being worked
    [one] 1 order being worked
   *[other] { $count } orders being worked
  }
orders-unknown = { $count ->
    [one] The fate of 1 order is unknown: it counts as filled and is not resent.
   *[other] The fate of { $count } orders is unknown: they count as filled and are not resent.
  }
orders-progress = Order { $n } at { $limit } · filled { $filled } of { $of } · { $ago } ago
orders-reason = The broker: { $reason }

reconcile-about = Ask the broker about unknown orders
reconcile-usage = Usage: /reconcile
reconcile-clear = Reconciled: no order’s fate is unknown.
reconcile-left = { $count ->
    [one] Asked: the fate of 1 order is still unknown.
   *[other] Asked: the fate of { $count } orders is still unknown.
  }

close-about = Ask for a ticket that closes a position
close-usage = Usage: /close ID
close-asked = Exit ticket { $ticket } at { $limit } comes to your chat. Nothing is sent before its tap.

pnl-about = Profit and loss by day, week, month
pnl-usage = Usage: /pnl [day|week|month|all] [chart|text]
pnl-headline = P&L · { $period }
pnl-parts = Realised { $realised } · open { $open } · fees { $fees }
pnl-trades = { $trades ->
    [one] 1 trade
   *[other] { $trades } trades
  } · { $wins } won · { $rate }
pnl-attribution = Δ { $delta } · Γ { $gamma } · θ { $theta } · ν { $vega } · rest { $rest }
pnl-none = No session in this period has a closed trade.

risk-about = Caps, greeks, stress grid, trading state
risk-usage = Usage: /risk [chart|text]
risk-since = For { $ago }, by { $by }: { $reason }
risk-unknown = { $count ->
    [one] ❓ 1 order’s fate is unknown: no entries
   *[other] ❓ The fate of { $count } orders is unknown: no entries
  }
risk-left = left
risk-greeks = Book
risk-kill = { $symbol }: range { $range } of { $move } · from open { $open } of ±{ $far } · VIX { $vix } of +3
risk-stress = Stress, $
risk-stress-legend = Rows: spot. Columns: volatility points.

why-about = Every gate of a bot, and what must change
why-usage = Usage: /why [BOT]
why-headline = Why { $bot }
why-which = Which bot?
why-clear = ✅ All gates pass: it may propose now.
why-blocked = { $failing } of { $all } gates say no. To trade:
why-change = { $sign } { $name }: { $now } now{ $way ->
    [least] , must be at least { $limit }
    [most] , must be at most { $limit }
    [after] , must be after { $limit }
    [before] , must be before { $limit }
    [within] , must lie within { $limit }
    [be] , must be { $limit }
    [none] , must be none
   *[bare] {""}
  }
why-unknown = { $sign } { $name }: not known, and must be to pass{ $bounded ->
    [yes] {" "}(limit { $limit })
   *[no] {""}
  }

pause-about = No entries; exits go on
pause-usage = Usage: /pause
pause-done = No entries from now on. Exits go on.
halt-about = Stop at once: cancel what works
halt-usage = Usage: /halt
halt-done = { $cancelled ->
    [0] Nothing was being worked.
    [one] 1 order is being cancelled.
   *[other] { $cancelled } orders are being cancelled.
  } Bots are disarmed and nothing is entered; exits go on.
resume-about = Trade again, in two steps
resume-usage = Usage: /resume, then its button within a minute
resume-ask = Entries would be allowed again. Press within 60 s.
resume-active = Trading is active.
resume-late = That button was good for 60 s. Send /resume again.
resume-done = 🟢 Trading is active again. Bots stay as armed as they are: see /bots.

flatten-about = Close all that is ours, after one question
flatten-usage = Usage: /flatten
flatten-headline = Flatten
flatten-ours = Ours: { $positions ->
    [one] 1 position
   *[other] { $positions } positions
  }, { $orders ->
    [one] 1 order
   *[other] { $orders } orders
  }
flatten-untouched = Left alone, not ours: { $list }
flatten-how = Positions are closed at the market within their limits.
flatten-all = { $what ->
    [both] Close { $closing ->
        [one] 1 position
       *[other] { $closing } positions
      }, cancel { $cancelled ->
        [one] 1 order
       *[other] { $cancelled } orders
      }
    [positions] Close { $closing ->
        [one] 1 position
       *[other] { $closing } positions
      }
    [orders] Cancel { $cancelled ->
        [one] 1 order
       *[other] { $cancelled } orders
      }
   *[tickets] Void the open tickets
  }
flatten-orders = Only cancel orders: { $cancelled }
flatten-keep = Keep everything
flatten-kept = Nothing was closed or cancelled.
flatten-done = { $closing ->
    [0] No position is being closed
    [one] 1 position is being closed
   *[other] { $closing } positions are being closed
  }, { $cancelled ->
    [0] no order was cancelled
    [one] 1 order is being cancelled
   *[other] { $cancelled } orders are being cancelled
  }.
flatten-next = Entries are paused until an owner resumes. Sent is not filled: /positions shows what is still open.

trades-about = Closed trades
trades-usage = Usage: /trades [day|week|month|all]
trades-headline = { $period } · { $count ->
    [one] 1 trade
   *[other] { $count } trades
  }
trades-none = No trade was closed in this period.
trades-prices = { $entry } → { $exit } · { $why }
trades-result = { $pnl } · fees { $fees }{ $gap ->
    [yes] {" "}· ⚠ past its plan
   *[no] {""}
  }

audit-about = The story of one ticket, step by step
audit-usage = Usage: /audit ID
audit-headline = Audit { $id }
audit-chain-whole = ✅ Chain whole · last { $hash }
audit-chain-broken = ⛔ The chain is broken at row { $seq }
audit-decision = Looked: { $passed } of { $all } gates pass{ $outcome ->
    [ticket] , so it proposed
   *[none] . No: { $failing }
  }
audit-ticket = Ticket { $id } ({ $purpose ->
    [exit] exit
   *[entry] entry
  }): { $what }, limit { $limit }, mid { $mid }, band { $best } to { $worst }
audit-tap = Person { $id } tapped { $action ->
    [send] Send
    [skip] Skip
    [less] −
   *[more] +
  }
audit-tap-refused = (changed nothing: { $code })
tap-refusal-name = { $code ->
    [no-such-ticket] no such ticket
    [ambiguous-ticket] several tickets
    [not-allowed] not allowed
    [not-open] not open
    [expired] expired
    [band-end] end of the band
    [no-answer] no answer
   *[refused] refused by the gate
  }
audit-limit = Person { $id } moved the limit to { $price }
audit-requote = Re-quoted { $span } in { $took } s
audit-gate-no = The gate says no:
audit-ticket-state = Ticket { $state } by { $by }
audit-run = Begun ({ $what }): { $units } from { $from } to { $to }, a step each { $every }
audit-send = Order { $n } sent at { $limit }, market { $span }
audit-send-refused = The next order was refused:
audit-place-answer = { $answer ->
    [accepted] The broker has it
    [rejected] The broker rejected it
    [not-sent] It was not sent
   *[unknown] No answer: fate unknown
  }
audit-words = { $said }: { $reason }
audit-cancel = Cancelling: { $why ->
    [reprice] next price
    [give-up] out of time
    [asked] asked
    [halt] halt
    [flatten] flatten
   *[refused] the gate refuses
  }
audit-cancel-answer = { $answer ->
    [accepted] Cancel accepted
    [refused] Cancel refused
   *[unknown] Cancel without an answer
  }
audit-report = Broker: { $state ->
    [submitted] submitted
    [working] working
    [partly-filled] partly filled
    [filled] filled
    [cancelled] cancelled
    [rejected] rejected
   *[unknown] unknown
  }, { $filled } filled, { $left } left
audit-fill = Filled { $quantity } { $instrument } at { $price }, fee { $fee }
audit-run-end = Done: { $outcome }
audit-ledger = Booked { $memo ->
    [opening] opening
    [settlement] settlement
   *[fill] fill
  }: { $list }
ledger-account = { $account ->
    [cash] cash
    [fees] fees
    [realised] realised
    [opening] opening
   *[holding] { $of }
  }
audit-mark = Marked { $count ->
    [one] once
   *[other] { $count } times
  }: to close { $close }, mid { $mid }, spot { $spot }
audit-settlement = { $kind ->
    [expired] Expired
    [cash-settled] Settled in cash
    [assigned] Assigned
   *[exercised] Exercised
  }: { $quantity } { $instrument } worth { $worth }{ $delivered }
audit-alert = ⚠ { $code } { $loss }
audit-state = { $state }, by { $by }
audit-armed = { $bot } armed for { $size } by person { $id }
audit-disarmed = { $bot } disarmed by { $by }
audit-day-facts = Expected move of { $symbol }: { $move }, open { $open }
audit-day-report = Report of { $day }
audit-reconciled = Compared with the broker ({ $cause ->
    [start] start
    [reconnect] reconnected
   *[asked] asked
  }): { $differences ->
    [0] no difference
    [one] 1 difference
   *[other] { $differences } differences
  }
alert-name = { $code ->
    [order-unknown] order’s fate unknown
    [order-rejected] order rejected
    [not-flat] not flat in time
    [not-settled] expiry not settled
    [day-loss] day’s loss at its cap
    [gap-through] loss past its plan
    [kill] volatility kill
    [mismatch] book and broker differ
    [exit-refused] exit refused
    [broker-down] broker gone
    [broker-back] broker back
    [gateway-needs-you] gateway needs a person
    [gateway-fine] gateway fine again
    [gateway-login] gateway’s weekly login
    [events-running-out] event calendar runs out
    [store-failed] book not written
    [restarted] restarted
   *[other] { $code }
  }

report-about = The session in figures, also sent after the close
report-usage = Usage: /report [YYYY-MM-DD]
report-bad-day = { $day } is not a day. Write it as 2026-11-20.

export-about = Trades or days as a CSV file
export-usage = Usage: /export [trades|days]
export-done = { $what ->
    [days] Days
   *[trades] Trades
  }: { $rows ->
    [one] 1 row
   *[other] { $rows } rows
  }

em-about = Expected move by four conventions
em-usage = Usage: /em SYMBOL [chart|text]. Example: /em SPX
em-headline = Expected move { $symbol }
em-none = No expiry is quoted.
em-nearest = { $expiry }: straddle { $straddle } · 1σ { $sd } · { $share } · vol { $vol }
em-frozen = Frozen { $at }{ $late ->
    [late] {" "}(late)
   *[on-time] {""}
  }: { $move } · range since { $range }
em-legend = S: straddle. .85S: 85 % of it. 60/30: 60 % straddle, 30 % and 10 % the strangles next to it.

events-about = Event days on which nothing is entered
events-usage = Usage: /events
events-headline = Event days
events-none = No event lies ahead in the calendar.
events-line = { $day } { $weekday } · { $what }{ $symbol }{ $note }
events-more = and { $more } more
events-until = Published dates reach { $day } ({ $days } days).
events-running-out = ⚠ Published dates end on { $day } ({ $days } days): the calendar needs renewing. Nothing is entered on a day that it does not know.
events-no-calendar = ⚠ There is no event calendar: nothing is entered.
