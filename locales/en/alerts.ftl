# Alerts of people and of the desk itself, and the quality of prices. Figures arrive formatted.

alert-about = Tell me when something crosses a level
alert-usage = Usage: /alert BTC atm30d &gt; 60, /alert VIX change &gt; 3, /alert term inverted, or /alert alone
alerts-about = My alerts, and what the desk watches by itself
alerts-usage = Usage: /alerts, /alerts remove 1, /alerts snooze 1, /alerts on|off atm-jump|skew-flip|term-inverted|stale

alert-measure = { $measure ->
    [level] Price
    [change] Change, points
    [change-pct] Change, %
    [atm30d] ATM vol 30 d
    [skew25] Skew 25Δ 30 d
    [skew10] Skew 10Δ 30 d
    [fly25] Butterfly 25Δ
    [fly10] Butterfly 10Δ
    [ivrank] IV rank
   *[term] Inversion, points
  }
alert-built-in = { $name ->
    [atm-jump] ATM vol jump
    [skew-flip] Skew inversion
    [term-inverted] Term inversion
   *[stale] Data quality
  }
alert-picture = { $picture ->
    [surface] Surface
    [skew] Skew
    [term] Term
    [ivrank] IV rank
   *[curve] Curve
  }

alert-built-in-headline = { $name ->
    [atm-jump] 🔔 { $subject }: volatility has jumped
    [skew-flip] 🔔 { $subject }: skew has turned
   *[term-inverted] 🔔 { $subject }: term structure inverted
  }
alert-figure = { $measure }: { $value }
alert-built-in-jump = { $over } % over its 7-day mean { $mean } (from { $hours } h)
alert-built-in-flip = Its 7-day mean is { $mean } (from { $hours } h)
alert-folded = { $count } times within the hour: worst { $worst }
    first { $first }, latest { $last }
alert-button-snooze = 💤 1 h
alert-button-list = Alerts
alert-button-remove = Remove

alerts-stale-headline = ⚠️ { $count ->
    [one] 1 alert is not looked at
   *[other] { $count } alerts are not looked at
  }
alerts-stale-line = { $text } · { $age } old
alerts-stale-why = Their prices are too old. They are looked at again as soon as fresh ones come.

alerts-headline = Alerts: { $count } of { $most }
alerts-none = None yet. /alert BTC atm30d &gt; 60 makes one; /alert alone asks.
alerts-now = now { $value } · { $beyond ->
    [yes] { $away } beyond
   *[no] { $away } away
  } · { $age } old
alerts-no-data = no value yet
alerts-state = { $state ->
    [fired] fired { $count } ×, rests until back by { $margin }
    [held] held already, rests until back by { $margin }
    [snoozed] snoozed
    [stale] prices too old, not looked at
   *[no-data] waits for a first value
  }
alerts-built-ins = The desk watches
alerts-built-in = { $sign } { $name }{ $is ->
    [fired] : { $fired }
   *[quiet] { "" }
  }
alerts-button-remove = ✖ { $number }
alerts-button-snooze = { $sleeps ->
    [yes] 🔔 { $number }
   *[no] 💤 { $number }
  }
alerts-button-built-in = { $to ->
    [on] 🔔 { $name }
   *[off] 🔕 { $name }
  }
alerts-button-new = ＋ New
alerts-say-which = Say which: atm-jump, skew-flip, term-inverted or stale.
alerts-switched = { $name } is { $to ->
    [on] on
   *[off] off
  } for you.
alerts-removed = Removed: { $text }
alerts-snoozed = { $sleeps ->
    [yes] Snoozed for an hour: { $text }
   *[no] Awake again: { $text }
  }

alert-added-now = Now { $value }, { $holds ->
    [yes] which holds already: I tell you at the next crossing
   *[no] { $away } away
  }
alert-added-rule = Told once at the crossing; again after it was back by { $margin } and 5 min have gone by. { $where ->
    [group] The group reads it.
   *[private] Only you read it.
  }
alert-too-many = You have { $most } alerts already. Remove one first: /alerts
alert-same = You have this alert already: { $text }
alert-not-allowed = Only the owner makes alerts for the group.
alert-unknown = I do not know this alert; it may have been removed. /alerts lists yours.
alert-no-answer = The alert could not be kept just now. Try again in a minute.

alert-examples = Type for example:
alert-trouble-empty = Say what to watch: a symbol, a measure, above or below, a level.
alert-trouble-symbol = I do not know the symbol { $typed }{ $near ->
    [yes] ; did you mean { $nearest }?
   *[no] .
  }
alert-trouble-measure = I do not know what “{ $typed }” measures{ $near ->
    [yes] ; did you mean { $nearest }?
   *[no] : atm30d, skew25, fly25, change, ivrank or term inverted.
  }
alert-trouble-comparison = After “{ $typed }” I miss &gt;, &lt;, above or below.
alert-trouble-no-number = I miss the level: a number such as 25.
alert-trouble-number = “{ $typed }” is not a number that I can read.
alert-trouble-percent = “{ $typed }”: a price is no percentage; put “change” before it to watch the change on the day.
alert-trouble-range = The level { $typed } is out of range: it lies between { $least } and { $most }; 60 % volatility is 60.
alert-trouble-not-of = { $subject } has no { $typed } here, only: { $has } or its price.

alert-ask-subject = What shall I watch? Choose, or type a symbol.
alert-ask-measure = What of { $subject }?
alert-ask-direction = { $measure }, now { $value }: tell you above or below a level?
alert-ask-level = At which level? Now { $value }. Choose, or type a number.
alert-direction = { $to ->
    [above] Above
   *[below] Below
  }
alert-bad-measure = Choose one of these.
alert-bad-direction = Choose above or below.

data-problem = { $problem ->
    [stale] silent
    [crossed] crossed
    [high-iv] IV over 300 %
    [gap] gaps over 5 s
    [no-underlying] without underlying
   *[dropped] dropped
  }
data-stale = No prices from { $feed } since { $since }
data-stale-age = { $age } without a price. Nothing is decided on old prices.
data-too-many = { $feed }: { $count } × { $problem } in the last hour
data-over = Over since { $at }, lasted { $lasted }
data-times = { $times } times within the hour
data-button = Data
status-data = { $state ->
    [fine] Data: nothing wrong in the last hour
   *[wrong] { $sign } Data, last hour: { $list }
  }
data-headline = Prices, last hour / day
data-feed = { $feed }: { $quotes } quotes
data-longest = longest gap { $gap }

digest-vol-movers = Vol moved most: { $list }
