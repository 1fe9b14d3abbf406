# 下单流程：订单票、成交、条件、拒绝、警报。数字已排好格式。

gate-line = { $sign } { $name }：{ $value } · 限值 { $limit }
gate-line-bare = { $sign } { $name }：{ $value }
gate-count = { $all } 项条件中 { $passing } 项通过
gate-number = { $unit ->
    [vol-pts] { $value } 波动率点
    [points] { $value } 点
    [pct] { $value } %
    [delta] { $value } Δ
    [minutes] { $value } 分钟
   *[other] { $value }
  }
event-word = { $kind ->
    [cpi] CPI
    [fomc] FOMC
    [jobs] 非农就业
    [opec] OPEC
    [earnings] 财报
   *[other] { $kind }
  }

refusal-trading-halted = 交易已停止。所有者可用 /resume 恢复。
refusal-trading-reducing = 交易已暂停：只发平仓单。所有者可用 /resume 恢复。
refusal-broker-not-ready = 券商未连接。
refusal-not-reconciled = 交易台账目尚未与券商核对。
refusal-account-unknown = 尚不知道券商的账户。
refusal-account-mismatch = 券商账户是 { $actual }，不是 { $expected }。
refusal-live-not-built = 本版本不交易实盘账户。
refusal-no-trading = 回放不接受订单。
refusal-no-rules = { $bot } 没有资金规则。
refusal-not-armed = { $bot } 未启动。
refusal-arming-size = { $quantity } 超过启动时允许的 { $most }。
refusal-too-many-units = { $quantity } 组；最多 { $most } 组。
refusal-run-open = 该持仓的另一订单未完成（{ $phase ->
    [unknown] 结果不明
    [working] 挂单中
    [cancelling] 撤单中
   *[other] 发送中
  }）。
refusal-session-closed = 已休市。
refusal-outside-window = 不在交易时段 { $from }–{ $to } 内。
refusal-cut-off = 已过截止时间 { $at }：正在平掉持仓。
refusal-blackout = 今日禁止开仓：{ $names }。
refusal-events-unknown = 无法读取事件日历。
refusal-events-unknown-from = 事件日历未覆盖 { $day }。
refusal-expected-move-unknown = { $symbol } 的预期波幅未知。
refusal-range-unknown = { $symbol } 今日的波幅未知。
refusal-price-unknown = 没有 { $symbol } 的价格。
refusal-vix-unknown = 没有可与昨收比较的 VIX。
refusal-range-over-move = 今日波幅 { $range } 超过限值 { $limit }。
refusal-price-over-move = 价格离开盘价 { $moved }；限值 { $limit }。
refusal-vix-up = VIX 比昨收高 { $change }；限值 { $limit }。
refusal-gap-through = 今天有亏损超过计划：不再开仓。
refusal-not-defined-risk = 亏损没有上限；申报为 { $stated }。
refusal-not-defined-risk-past = 可能亏损 { $loss }；申报为 { $stated }。
refusal-not-covered = 持有 { $shares } 股；备兑需要 { $needed } 股。
refusal-shape-not-built = 尚不支持 { $shape } 形态的订单。
refusal-limit-off-market = 限价为 { $limit } 个最小单位；市场最多允许 { $most }。
refusal-quote-missing = 没有 { $instrument } 的报价。
refusal-quote-stale = { $instrument } 的报价已过 { $age }；上限 { $limit }。
refusal-quote-delayed = { $instrument } 的报价延迟 { $delay }。
refusal-planned-loss = 计划亏损 { $loss } 超过上限 { $cap }。
refusal-worst-loss = 最坏亏损 { $loss } 超过上限 { $cap }。
refusal-day-loss = 当日亏损将为 { $loss }；上限 { $cap }。
refusal-day-loss-reached = 当日亏损 { $loss } 已达上限 { $cap }。
refusal-open-worst = 未平仓最坏亏损将为 { $loss }；上限 { $cap }。
refusal-bad-quantity = { $quantity } 不是有效的组数。
