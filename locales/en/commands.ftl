# Cards and commands. Figures arrive formatted; words live here alone.

duration-seconds = { $n } s
duration-minutes = { $n } min
duration-hours = { $n } h
duration-days = { $n } d
stamp = { $mode } · { $at } · { $delayed ->
    [yes] { $age } old, delayed
   *[no] { $age } old
  }

no-data = No data for { $what } yet. See /status for the feeds.
feed-failed = The feed { $feed } did not answer. See /status, then try again.
unknown-symbol = I do not know the symbol { $symbol }. Try VIX, SPX, SPY or VX1.
unknown-symbol-near = I do not know the symbol { $symbol }. Did you mean { $nearest }?

button-all = All
button-curve = Curve
button-level = Level
button-text = Text
button-chart = Short
button-refresh = ↻ Refresh
button-vix = VIX

section-market = Market
section-signals = Signals
section-trading = Trading
section-records = Records
section-house = House

role = { $role ->
    [owner] owner
    [trader] trader
    [viewer] viewer
   *[stranger] stranger
  }

vix-about = VIX: level, z-score, percentile, futures, score
vix-usage = Usage: /vix [1m|6m|1y|all] [level|curve] [chart|text]. Example: /vix 1y
vix-numbers = z { $z } · pct { $percentile } · score { $score }
vix-futures = M1 { $m1 } · M2 { $m2 } · slope { $slope }
vix-context = { $days ->
    [one] 1 day above 25
   *[other] { $days } days above 25
  } · SPX { $drawdown } (20 d)
vix-text-z = Z-score on 60 sessions: { $value }
vix-text-percentile = One-year percentile: { $value }
vix-text-days = Sessions in a row above 25: { $days }
vix-text-futures = Futures: M1 { $m1 }, M2 { $m2 }, slope { $slope }
vix-text-drawdown = SPX from its 20-session high: { $value }
vix-text-score = Rule score: { $value } chance that VIX closes 20 % lower 21 sessions on, judged by the z-score alone
vix-text-range = { $range }: from { $from }; low { $low } on { $lowDay }; high { $high } on { $highDay }

curve-about = VIX futures now, a week and a month ago
curve-usage = Usage: /curve [chart|text]
curve-headline = VX futures: { $shape ->
    [contango] contango
    [backwardation] backwardation
   *[flat] flat
  }
curve-numbers = M2/M1 { $front } · M7/M4 { $mid }
curve-table-now = now

quote-about = Quote of one symbol: VIX, SPX, SPY, VX1 …
quote-usage = Usage: /quote SYMBOL. Example: /quote SPY
quote-market = Bid { $bid } × { $bidSize } · Ask { $ask } × { $askSize }
quote-last = Last { $last }

digest-about = The day in one card, also sent at the close
digest-usage = Usage: /digest
digest-headline = Digest { $day }
digest-movers = Moved most: { $list }
digest-next = Next session: { $day }{ $kind ->
    [early] , closes at 13:00 New York
   *[full] {""}
  }

start-about = A tour in three buttons
start-usage = Usage: /start
start-headline = Welcome to voldesk
start-body = The options-volatility desk in this chat. Each card is one message that its own buttons change in place; every figure shows its age. Three buttons show you round:
start-mode = { $mode ->
    [SIM] { $badge }: the market here is simulated. Nothing you do touches money.
    [REPLAY] { $badge }: real history is played back. There is no trading.
    [PAPER] { $badge }: real prices, paper money.
   *[LIVE] { $badge }: real prices, real money.
  }
start-vix = 1 · VIX now
start-curve = 2 · The futures curve
start-help = 3 · Everything else

help-about = All commands
help-usage = Usage: /help [command]
help-aliases = Also: { $list }
help-more = More on one: /help vix
help-no-topic = There is no command { $topic } here.

id-about = Your id and this chat's id
id-usage = Usage: /id
id-user = You: { $id } ({ role })
id-chat = Chat: { $id } ({ $kind ->
    [group] group
   *[private] private
  })
id-topic = Topic: { $id }

users-about = Who may use the desk
users-usage = Usage: /users, /users add ID trader|viewer, /users remove ID
users-headline = { $count ->
    [one] 1 person
   *[other] { $count } people
  }
users-how = Add: /users add ID trader|viewer. People see their id with /id or in my answer to strangers.
users-remove = Remove { $id }
users-incomplete = Say whom and as what: /users add ID trader|viewer, or /users remove ID.
users-added = { $id } is now a { role }.
users-removed = { $id } was removed.
users-not-owner = Only the owner may do that.
users-is-owner = { $id } is an owner by the configuration; that cannot be changed here.
users-not-member = { $id } is not on the list.

status-about = Feeds, ages, queue, storage, uptime
status-usage = Usage: /status
status-market = { $session ->
    [open] Session open
   *[closed] Session closed
  } · { $at }
status-feed = { $sign } Feed { $feed } · { $age } old · { $failures } failed
    { $received } received · { $polls } polls
status-broker = { $sign } Broker { $account }
status-queue = Queue: { $waiting } waiting · { $steps } steps
    Lag { $p50 } ms · p99 { $p99 } ms
status-ticks = Ticks: { $rate }/s · { $dropped } dropped
    { $size } now · { $projected } at this rate
status-no-ticks = Ticks: not kept in this mode
status-machine = Disk { $free } free · book { $desk }
    Memory { $memory }
status-job = Next { $name ->
    [digest] digest
    [renew-subscriptions] subscriptions
   *[other] { $name }
  }: { $at }
status-uptime = Up { $uptime }

settings-about = Language, zone, theme, quiet hours
settings-usage = Usage: /settings
settings-ask-language = Which language?
settings-ask-zone = In which time zone shall I show times? Choose one, or type a name such as Europe/Paris.
settings-ask-theme = Charts light or dark?
settings-ask-quiet = Quiet hours: news comes without a sound. Choose, or type such as 21:30-06:30.
settings-theme = { $theme ->
    [dark] dark
   *[light] light
  }
settings-quiet-off = none
settings-bad-language = Choose English or 中文.
settings-bad-zone = I do not know the time zone { $name }. Type a name such as Europe/Paris.
settings-bad-theme = Choose light or dark.
settings-bad-quiet = Type hours such as 22:00-07:00, or off.
settings-saved = Saved
settings-summary = Language: { $language }
    Zone: { $zone }
    Charts: { $theme }
    Quiet hours: { $quiet }
