# Volatility: surfaces, smiles, greeks, chains. Figures arrive formatted.

button-surface = Surface
button-smile = Smile
button-term = Term
button-skew = Skew
button-chain = Chain
button-arb = Arb

vol-headline = 30 d ATM
vol-levels = RR25 { $rr } · BF25 { $bf } · spot { $spot }
vol-delayed = ⏳ The source is { $delay } late. Delayed data never trades.
vol-old = ⚠️ Old prices: the market is closed, or the feed is silent.

vol-trouble-no-chain = No option chain for { $underlying }. Try { $known }.
vol-trouble-no-chain-at-all = This market has no option chains. /status shows the feeds; sim, deribit and cboe carry chains.
vol-trouble-no-surface = No surface of { $underlying } now: { $reason ->
    [no-usable-expiry] no expiry has enough quotes with two sides
    [too-few-quotes] this expiry has too few quotes with two sides
    [no-fitter] this mode fits none
    [crashed] the fit failed, the log says how
    [late] the fit did not come in time
    [superseded] a newer fit took its place
    [stopped] the desk is stopping
   *[other] { $reason }
  }. Try /chain { $underlying }, or again in a minute.
vol-trouble-unknown-expiry = { $underlying } has no expiry “{ $typed }”. Type a day such as 27NOV26, 2026-11-27 or 30d; listed: { $listed }
vol-trouble-unknown-option = I know no option “{ $typed }”. Type it such as BTC-27NOV26-90000-C or SPX 2026-12-18 6500 P.
vol-trouble-unknown-option-near = I know no option “{ $typed }”. Tap the one you mean:
vol-trouble-no-history = No history of { $underlying } is kept yet. Try /atm, or /vix for VIX.
vol-trouble-no-answer = The answer did not come in time. Try again.

surface-about = Volatility surface: heat map, mesh, smiles
surface-usage = Usage: /surface [BTC|ETH|SPX|SPY] [heat|mesh|smiles|change] [chart|text]. Example: /surface BTC mesh
surface-show-heat = Heat
surface-show-mesh = 3-D
surface-show-smiles = Smiles
surface-show-change = Change
surface-compared = Since { $at }
surface-not-compared = No earlier surface is kept yet, so this is the surface as it is now.
surface-arbitrage = ⚠️ Some arbitrage is left in the fit.
surface-fit = { $slices } expiries{ $known ->
    [yes] {" "}· { $inside } of quotes hold the fit between bid and ask
   *[no] {""}
  }{ $skipped ->
    [0] {""}
   *[other] {" "}· { $skipped } without enough quotes
  }

smile-about = One expiry: bid, ask, middle and fit by strike
smile-usage = Usage: /smile [BTC|ETH|SPX|SPY] [expiry] [chart|text]. Example: /smile BTC 27NOV26, /smile 30d
smile-levels = RR25 { $rr } · BF25 { $bf }
smile-forward = Forward { $forward } · spot { $spot }
smile-legend = B–A: bid to ask · M: middle · SVI: fit
smile-fit = Fitted to { $quotes } quotes, error { $rmse } points
smile-column-bid = bid
smile-column-ask = ask
smile-column-mid = mid
smile-column-fit = fit

term-about = At-the-money volatility by expiry, and forward
term-usage = Usage: /term [BTC|ETH|SPX|SPY] [chart|text]
term-shape = { $shape ->
    [inverted] ⚠️ Inverted
   *[rising] Rising
  }: 90 d { $points } against 7 d
term-shape-unknown = 7 d and 90 d are not both listed
term-ends = { $near } { $nearVol } → { $far } { $farVol }

skew-about = Risk reversal and butterfly by expiry, and over time
skew-usage = Usage: /skew [BTC|ETH|SPX|SPY] [chart|text]
skew-sides = { $dearer ->
    [puts] Puts dearer
   *[calls] Calls dearer
  }: RR25 { $rr } · BF25 { $bf }
skew-unknown = 30 days is not listed
skew-no-history = Its history begins to be kept now.
skew-legend = RR: call less put · BF: wings less middle · 25, 10: delta

atm-about = At-the-money volatility of every underlying
atm-usage = Usage: /atm
atm-headline = At the money, % a year
atm-legend = Δ: 30 days, since the day before · RR25: call less put
atm-standout = { $underlying } { $level } { $arrow } { $share } % on its 7-day mean
atm-delayed = * delayed data, which never trades
atm-old = ! old prices: market closed, or feed silent

greeks-about = Greeks of one option, ours beside the venue’s
greeks-usage = Usage: /greeks INSTRUMENT [payoff|profile] [chart|text]. Example: /greeks BTC-27NOV26-90000-C, /greeks SPX 2026-12-18 6500 P
greeks-which = Which { $underlying } option? Tap one near the money, or type such as /greeks BTC-27NOV26-90000-C or /greeks SPX 2026-12-18 6500 P.
greeks-show-payoff = Payoff
greeks-show-profile = Profile
greeks-ours = ours
greeks-venue = venue
greeks-market = Bid { $bid } · ask { $ask } { $unit } · σ { $vol }
greeks-forward = Forward { $forward } · spot { $spot }
greeks-settles = Settles { $at }
greeks-legend = ν for 1 point of volatility, θ for a day, ρ for 1 %. Δ smile: the smile moves along.{ $coin ->
    [no] {""}
   *[other] {" "}Δ net: less the premium, which is paid in { $coin }.
  }

chain-about = Option chain of one expiry, page by page
chain-usage = Usage: /chain [BTC|ETH|SPX|SPY] [expiry] [prices|vols]. Example: /chain SPX 2026-12-18
chain-levels = Spot { $spot } · forward { $forward } · { $unit }
chain-show-prices = Prices
chain-show-vols = Vols
chain-column-cb = C bid
chain-column-ca = ask
chain-column-pb = P bid
chain-column-pa = ask
chain-column-vol = σ %
chain-column-dc = ΔC
chain-column-dp = ΔP
chain-column-oi = OI
chain-legend-prices = › next to the forward
chain-legend-vols = σ: fit · OI: open interest, calls and puts
chain-empty = No strikes on this page.

ivrank-about = Where volatility stands in its year
ivrank-usage = Usage: /ivrank [BTC|ETH|SPX|SPY] [chart|text]
ivrank-numbers = IV rank { $rank } · percentile { $percentile }
ivrank-range = Low { $low } · high { $high } · { $sessions } days
ivrank-rank-long = IV rank: { $rank } of the way from the least to the largest
ivrank-percentile-long = Percentile: { $percentile } of closes were lower
ivrank-ends = { $sessions } days: low { $low } on { $lowDay }, high { $high } on { $highDay }

arb-about = Arbitrage in the quotes now, after costs
arb-usage = Usage: /arb [BTC|ETH|SPX|SPY]
arb-headline = { $count ->
    [0] { $underlying }: no arbitrage after costs
    [one] { $underlying }: 1 arbitrage after costs
   *[other] { $underlying }: { $count } arbitrages after costs
  }
arb-tested = Tested { $tested } butterflies, verticals, calendars and boxes at bid and ask: { $before ->
    [0] none pays
    [one] 1 pays
   *[other] { $before } pay
  } before fees of { $fee } a leg
arb-finding = • { $kind ->
    [butterfly] Butterfly
    [vertical] Vertical
    [calendar] Calendar
   *[box] Box
  } { $where }: +${ $net } (${ $gross } before fees){ $sized ->
    [yes] {" "}× { $units }
   *[no] {""}
  }
arb-more = … and { $more } more
arb-care = Quotes move: nothing here is an order.
arb-fit = { $fit ->
    [free] The fitted surface has none.
    [found] ⚠️ The fitted surface has some left.
   *[none] There is no fitted surface now.
  }
