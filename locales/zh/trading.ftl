# 下单流程：订单票、成交、条件、拒绝、警报。数字已排好格式。

gate-line = { $sign } { $name }：{ $value } · 限值 { $limit }
gate-line-compared = { $sign } { $name }：{ $figures }
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
refusal-more-than-held = 持仓有 { $held } 份 { $instrument }；平仓 { $asked } 份会反向开仓。
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

gate-name = { $name ->
    [window] 交易时段
    [time-left] 距截止时间
    [events-loaded] 事件日历
    [blackout] 禁止开仓事件
    [vrp] 隐含减已实现
    [vix-level] VIX
    [vix-rise] VIX 较昨收
    [term-structure] VX1 比 VX2
    [day-range] 当日波幅占预期
    [recent-range] 近一小时波幅
    [quote-age] 报价时效
    [live-data] 报价
    [open-positions] 未平仓数
    [gap-through] 今日超计划亏损
    [delta] 卖出腿 Delta
    [distance] 卖出腿距离
    [leg-spread] 各腿买卖价差
    [credit] 权利金
    [credit-share] 权利金占宽度
    [day-loss] 当日亏损
    [open-worst] 未平仓最坏亏损
    [planned-loss] 计划亏损
    [worst-loss] 最坏亏损
    [state] 交易状态
    [armed] 启用
    [session] 交易日
    [cut-off] 开始平仓
    [expected-move] 当日预期波幅
    [range] 当日波幅
    [price-move] 距开盘价
    [vix-change] VIX 当日变动
    [broker] 经纪商
    [reconciled] 账目与经纪商
    [account] 账户
    [other-orders] 同仓其他委托
    [arming-size] 规模
    [units] 组数
    [quantity] 数量
    [holding] 持有数量
    [limit] 限价
    [quotes] 各腿报价
    [shape] 结构
    [planned-loss-after] 计划亏损
    [worst-loss-after] 最坏亏损
    [day-loss-after] 之后当日亏损
    [open-worst-after] 之后未平仓最坏亏损
   *[other] { $name }
  }
gate-word = { $word ->
    [open] 开市
    [closed] 休市
    [loaded] 已载入
    [ran-out] 已到期
    [live] 实时
    [delayed] 延迟
    [early] 提前收市
    [yes] 是
    [no] 否
    [active] 正常
    [reducing] 只减仓
    [halted] 已停止
    [armed] 已启用
    [disarmed] 未启用
    [compared] 一致
    [not-compared] 尚未核对
    [no-events] 无
    [none] 无
    [paper] 模拟
    [held] 足够
    [not-held] 不足
    [ready] 就绪
    [down] 断开
    [waiting] 等待
    [placing] 提交中
    [working] 挂单中
    [cancelling] 撤单中
    [unknown] 结果未知
    [done] 完成
    [defined-risk] 风险有限
    [covered-call] 备兑
    [hedged] 对冲
   *[other] { $word }
  }
gate-no-names = 无

card-ticket = 票 { $id }
card-side = { $side ->
    [sell] 卖出
   *[buy] 买入
  }
card-shape = { $shape ->
    [put] 看跌
    [call] 看涨
    [put-spread] 看跌价差
    [call-spread] 看涨价差
   *[iron-condor] 铁鹰
  }
card-limit = 限价 { $price }
card-mid = 中间价 { $price }
card-age = { $age }前
card-quoted-at = 报价于 { $at }
card-stop = 止损 { $loss }
card-worst = 最坏 { $loss }
card-margin = 保证金 { $margin }
card-fee = 费用 { $fee }
card-caps = 上限：
card-cap = { $name ->
    [planned-loss] 止损
    [worst-loss] 最坏
    [day-loss] 当日
   *[open-worst] 未平
  }
card-expires = 有效至 { $at }
card-expires-real = 实际时间 { $left } 后失效
card-left = （{ $left }）

card-button-send = ✅ 发送 { $price }
card-button-risk = 📊 风险
card-button-skip = ✖ 跳过
card-button-back = ← 返回
card-button-reconcile = 核对
card-button-positions = 持仓
card-button-orders = 订单
card-button-pnl = 盈亏
card-button-audit = 审计
card-button-csv = CSV
card-button-bots = 机器人
card-button-events = 事件
card-button-status = 状态

card-closes = 平仓 { $id }。
card-replaces = 取代 { $id }：限价 { $limitWas } → { $limit }，中间价 { $midWas } → { $mid }。
card-checking = 正在取新报价；尚未发送。
card-requoted = 重新报价 { $span }，在区间内。已发送。
card-waiting = 正在送往券商。
card-placing = 正在送往券商：限价 { $price }，第 { $step } / { $of } 步。
card-working = { $rest ->
    [some] 已挂单，余量未成交
   *[all] 已挂单，未成交
  }：挂在 { $price }，第 { $step } / { $of } 步。
card-filled-at = 均价 { $price }。
card-cancelling = { $why ->
    [reprice] 正在改价：先撤原单。
   *[end] 正在撤单。
  }
card-partly-filled = 目前成交 { $filled } / { $all }。
card-filled = 已成交：{ $filled } / { $all }。
card-ended-partly = 结束，成交 { $filled } / { $all }。
card-cancelled = 已在券商撤销。没有成交。
card-rejected = 券商拒绝：{ $reason }
card-run-refused = 风控拒绝了下一张订单。券商处没有挂单。
card-unknown = ⚠️ 结果不明：券商没有回应。
card-unknown-means = 不会重发，所有上限都按已成交计算。按“核对”询问券商。
card-closed-by-now = 已平仓：{ $pnl }（{ $rule }）。
card-skipped = 由{ $by }跳过。没有发送。
card-expired = { $at } 到期，无人点按。没有发送。
card-replaced = 价格离开区间：没有发送。由票 { $id } 取代。
card-replaced-why = 中间价原为 { $was }，现为 { $now }。
card-refused = 风控拒绝。没有发送：
card-void = 已撤回：{ $reason }。没有发送。
ticket-reason = { $reason ->
    [disarmed] 机器人已停用
    [halted] 交易已停止
    [paused] 交易已暂停
    [flattened] 已全部平仓
    [restart] 交易台已重启
    [closed] 持仓已平
    [position-closed] 持仓已平
    [time] 时间已到
    [out-of-band] 价格离开区间，且无法重新报价
    [none] 不再需要
   *[other] { $reason }
  }

card-risk = { $id } 的风险
card-risk-margin = 保证金 { $margin } · 费用 { $fee }
card-stress-worst = 网格中最坏：{ $loss }，现货 { $spot }，波动率 { $vol }
card-as-of = { $mode } · 截至 { $at }

fill-whole = { $purpose ->
    [exit] ✅ 已成交：{ $filled } / { $all }，平仓 { $id }
   *[entry] ✅ 已成交：{ $filled } / { $all }，开仓 { $id }
  }
fill-part = { $purpose ->
    [exit] ◑ 部分成交：{ $filled } / { $all }，平仓 { $id }
   *[entry] ◑ 部分成交：{ $filled } / { $all }，开仓 { $id }
  }
fill-price = 均价 { $price } · 目前费用 { $fee }

closed-headline = { $id } 已平仓：{ $pnl }（{ $rule }）
closed-prices = 开 { $entry } · 平 { $exit } · 费用 { $fee }
closed-gap-through = ⚠️ 亏损超过计划的 { $planned }：今天不再开仓。
closed-held = 持有 { $held }

alert-order-unknown = 订单 { $id }：券商没有回应。不会重发，按已成交计算。按“核对”询问券商。
alert-order-rejected = 券商拒绝了一张订单：{ $reason }
alert-not-flat = 未按时平仓：{ $ids }。平仓单每分钟改价。
alert-not-settled = 已到期，但券商未显示结果：{ $ids }。账本中仍为未平；请与券商结单核对。
alert-day-loss = { $bot }：当日亏损 { $loss } 达到上限。正在平仓；下一交易日前不再开仓。
alert-gap-through = { $id }：亏损 { $loss } 超过计划。今天不再开仓。
alert-kill = { $symbol }：波动率熔断，{ $rule ->
    [range] 当日波幅超过预期：不再开仓
    [price] 价格超过 1.25 倍预期波幅：不再开仓，正在平仓
    [vix] VIX 上升超过 3 点：不再开仓，正在平仓
    [kill] 正在平仓，今天不再开仓
   *[other] { $rule }
  }。
alert-mismatch = 账目与券商不一致：{ $list }。一致之前不再开仓。
alert-exit-refused = { $id }：平仓被拒绝（{ $codes }）。请立即查看。
alert-broker-down = 券商未连接。无法发送订单。
alert-broker-back = 券商已恢复连接；正在核对账目。
alert-events-running-out = 事件日历到 { $day } 为止，还剩 { $left } 天。之后为估计日期；请用 voldesk events import 更新。
alert-store-failed = 交易台账目无法写入：{ $reason }。交易已停止。
alert-restarted = 交易台已重启。已停用：{ $bots }。未平：{ $open }。

disarmed-headline = { $bot } 已停用
disarmed-why = { $reason ->
    [asked] 由{ $by }要求。
    [time] 时间已到。
    [restart] 交易台已重启。
    [day-loss] 当日亏损达到上限。
    [halt] 交易由{ $by }停止。
    [gap-through] 有亏损超过计划。
    [account-changed] 券商账户已变更。
   *[other] { $reason }（{ $by }）
  }未平仓位仍按退出规则执行。

report-headline = 日报 { $day }
report-money = 浮动 { $open } · 费用 { $fees } · 累计 { $total }
report-counts = { $trades } 笔交易 · 胜率 { $rate } · 未平 { $open }
report-no-trades = 没有已平仓的交易。
report-more = 另有 { $count } 笔：/trades day
report-gap = 超计划
report-note = { $key ->
    [ticket-skipped] 跳过的票
    [ticket-expired] 到期的票
    [ticket-replaced] 被取代的票
    [ticket-refused] 被拒绝的票
    [ticket-void] 撤回的票
    [gap-through] 超计划亏损
    [order-unknown] 结果不明的订单
    [order-rejected] 被拒绝的订单
    [not-flat] 未按时平仓警报
    [day-loss] 当日亏损到上限
    [kill] 波动率熔断
    [mismatch] 与券商不一致
    [exit-refused] 平仓被拒绝
    [broker-down] 券商断线
    [broker-back] 券商恢复
    [not-settled] 到期未结算
    [gateway-needs-you] 网关需人工处理
    [gateway-fine] 网关已恢复
    [gateway-login] 已提醒每周登录
    [events-running-out] 事件日历将到期
    [store-failed] 账目未写入
    [restarted] 重启
   *[other] { $key }
  }：{ $count }
report-journal = 日志 { $hash }

settings-ask-group-money = 群里可以显示金额吗？百分比和数量始终可见。
settings-group-money = { $money ->
    [shown] 显示
   *[hidden] 隐藏
  }
settings-bad-group-money = 请选择隐藏或显示。
settings-summary-group-money = 群里的金额：{ $money }
