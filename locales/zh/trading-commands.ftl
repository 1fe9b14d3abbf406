# 交易与记录的命令。数字已排好格式；cr 为收入权利金，db 为付出权利金。

actor-user = 用户 { $id }
actor-rule = 规则 { $rule }
actor-desk = 交易台
unit-price = { $side ->
    [credit] 收 { $price }
   *[debit] 付 { $price }
  }
purpose = { $purpose ->
    [exit] 平仓
   *[entry] 开仓
  }
period = { $period ->
    [day] 当日
    [week] 本周
    [month] 本月
   *[all] 全部
  }
trading-state = { $state ->
    [active] 🟢 交易中
    [reducing] ⏸ 已暂停：只平不开
   *[halted] 🛑 已停止：只平不开
  }
state-reason = { $reason ->
    [paused] 人工暂停
    [halted] 人工停止
    [flattened] 全部平仓
    [resumed] 已恢复
    [not-settled] 到期未结算
    [day-loss] 当日亏损
    [kill] 波动率熔断
    [gap-through] 亏损超出计划
    [mismatch] 账本与券商不符
    [broker-down] 券商断线
    [store-failed] 账本无法写入
   *[other] { $reason }
  }
ticket-state = { $state ->
    [open] 待确认
    [checking] 核对中
    [sent] 已发出
    [skipped] 已跳过
    [expired] 已过期
    [replaced] 已替换
    [refused] 被拒绝
   *[void] 已作废
  }
run-phase = { $phase ->
    [waiting] 等待中
    [placing] 发送中
    [working] 挂单中
    [cancelling] 撤单中
    [unknown] 结果不明
   *[done] 已结束
  }
run-outcome = { $outcome ->
    [filled] 全部成交
    [partly-filled] 部分成交
    [cancelled] 已撤，未成交
    [rejected] 券商拒单
   *[refused] 风控拒绝
  }
exit-rule = { $rule ->
    [target] 止盈
    [stop] 止损
    [time] 到时
    [flat-by] 收盘前平仓
    [kill] 波动率熔断
    [day-loss] 当日亏损
    [flatten] 全部平仓
    [close] 人工平仓
   *[expiry] 到期
  }

trading-error-not-allowed = 您无权这样做。
trading-error-unknown-bot = 没有策略 { $name }。现有：{ $known }。
trading-error-not-armed = { $bot } 未启用。
trading-error-no-trading = 此模式下不能交易。
trading-error-bad-size = 数量 { $quantity } 不可用：请给出 1 到 { $most } 的整数。
trading-error-bad-time = 请说明到何时：close（收盘），或例如 1h、4h、30m。
trading-error-no-such-id = 没有编号 { $id }。编号至少四个字符，见 /tickets 与 /positions。
trading-error-ambiguous-id = 有 { $matches } 个编号以 { $id } 开头，请多输入几个字符。
trading-error-nothing-open = 我们没有任何持仓或挂单。
trading-error-already-closing = { $id } 已在平仓中，见 /orders。
trading-error-no-quotes = 现在没有 { $symbol } 的期权报价，见 /status。
trading-error-no-answer = 未及时得到应答，操作仍可能生效。再试之前请先看 /orders。
trading-error-no-report = 没有 { $day } 的日报。
trading-error-no-report-yet = 还没有日报。
trading-error-token-used = 该清单已用过，或已超过一分钟。请重新发送 /flatten。
trading-error-refused = 风控拒绝：

tap-sent = 重新询价 { $span }，在区间内，已发出。
tap-replaced = 价格已出区间，未发出任何订单。变化见新票 { $next }。
tap-skipped = 已跳过 { $id }，未发出任何订单。
tap-limit = 限价 { $price }
tap-refused-no-such-ticket = 没有这张票。
tap-refused-ambiguous-ticket = 有 { $matches } 张票这样开头，请多输入几个字符。
tap-refused-not-allowed = 这张票不是给您的，未作任何更改。
tap-refused-not-open = 晚了：此票{ $state }，未发出任何订单。
tap-refused-expired = 此票已于 { $ago }前过期，未发出任何订单。
tap-refused-band-end = 已到区间尽头。
tap-refused-no-answer = 未及时得到应答。再试之前请先看 /orders。
tap-refused-refused = 风控拒绝，未发出任何订单：

button-arm = 启用 { $bot }
button-disarm = 停用 { $bot }
button-why = 原因 { $bot }
button-send = ✅ 发出 { $price } · { $id }
button-skip = ✖ 跳过 { $id }
button-close = 平仓 { $id }
button-audit = 审计 { $id }
button-reconcile = 核对
button-csv = CSV
button-bots = 策略
button-tickets = 交易票
button-positions = 持仓
button-orders = 订单
button-trades = 成交记录
button-pnl = 盈亏
button-risk = 风险
button-pause = ⏸ 暂停
button-halt = 🛑 停止
button-flatten = 全部平仓 …
button-resume = 恢复 …
button-resume-now = ▶ 恢复交易
button-back = ← 返回

bots-about = 策略：是否启用、当日盈亏、受阻原因
bots-usage = 用法：/bots
bots-headline = 策略
bots-none = 没有配置任何策略。
bots-disarmed = ⚪ 未启用
bots-armed = 🟢 已启用，每次 { $size }，至 { $until }
bots-day = 当日 { $pnl } · 持仓 { $open }
bots-clear = { $armed ->
    [yes] ✅ 目前没有条件不通过
   *[no] 尚未检查条件
  }
bots-blocked = ✖ 上次检查：{ $gates }{ $more ->
    [0] {""}
   *[other] 等，另有 { $more } 项
  }

arm-about = 允许策略在一段时间内提出开仓
arm-usage = 用法：/arm 策略 数量 期限。例：/arm putlite 2 4h（期限：close、30m、4h …）
arm-ask-bot = 哪个策略？
arm-ask-size = { $bot } 每次开仓最多几份？请选择，或输入数字。
arm-ask-until = 到何时？请选择，或输入例如 30m 或 2h。
arm-until = { $until ->
    [close] 今日收盘
    [hours-1] 1 小时
    [hours-4] 4 小时
   *[hours-8] 8 小时
  }
arm-bad-size = 请输入整数，例如 1 或 2。
arm-done = { $bot } 已启用
arm-terms = 每次最多 { $size } · 至 { $until }
arm-asks = 每次开仓都会先问您。重启后自动停用。

disarm-about = 收回开仓许可
disarm-usage = 用法：/disarm [策略]
disarm-done = 已停用：{ $bots }。现有持仓仍按其平仓规则管理。
disarm-none = 没有已启用的策略。

tickets-about = 等待您确认的交易票
tickets-usage = 用法：/tickets
tickets-headline = { $count ->
    [0] 没有待确认的票
   *[other] 待确认的票：{ $count }
  }
tickets-price = 限价 { $limit } · 中间价 { $mid } · { $age }前
tickets-losses = 止损 −{ $planned } · 最坏 −{ $worst }
tickets-left = { $state } · 剩 { $left }

ticket-about = 一张票：卡片、风险、调整限价
ticket-usage = 用法：/ticket 编号 [card|risk|less|more]
confirm-about = 发出一张票，与其按钮相同
confirm-usage = 用法：/confirm 编号
skip-about = 跳过一张票
skip-usage = 用法：/skip 编号

positions-about = 持仓：盈亏与希腊值
positions-usage = 用法：/positions
positions-headline = { $count ->
    [0] 我们没有持仓
   *[other] 持仓：{ $count }
  }
positions-price = 入 { $entry } · 现 { $close } · 中间 { $mid }
positions-pnl = 盈亏 { $open } · 按中间价 { $mid }
positions-age = 持有 { $held } · 估值于 { $age }前
positions-run = { $purpose ->
    [exit] 平仓中
   *[entry] 开仓中
  }：{ $phase }（第 { $n } 单）
positions-others = 非本台持有：{ $list }

orders-about = 正在执行与刚结束的订单
orders-usage = 用法：/orders
orders-headline = { $count ->
    [0] 没有正在执行的订单
   *[other] 正在执行的订单：{ $count }
  }
orders-unknown = 有 { $count } 个订单结果不明：按已成交计算，不会重发。
orders-progress = 第 { $n } 单 { $limit } · 成交 { $filled }/{ $of } · { $ago }前
orders-reason = 券商：{ $reason }

reconcile-about = 向券商查询结果不明的订单
reconcile-usage = 用法：/reconcile
reconcile-clear = 已核对：没有结果不明的订单。
reconcile-left = 已查询：仍有 { $count } 个订单结果不明。

close-about = 请求一张平仓票
close-usage = 用法：/close 编号
close-asked = 平仓票 { $ticket }（{ $limit }）将发到您的私聊。确认之前不会发出任何订单。

pnl-about = 盈亏：当日、本周、本月
pnl-usage = 用法：/pnl [day|week|month|all] [chart|text]
pnl-headline = 盈亏 · { $period }
pnl-parts = 已实现 { $realised } · 浮动 { $open } · 费用 { $fees }
pnl-trades = { $trades } 笔 · 盈利 { $wins } 笔 · { $rate }
pnl-attribution = Δ { $delta } · Γ { $gamma } · θ { $theta } · ν { $vega } · 其余 { $rest }
pnl-none = 此期间没有已平仓的交易。

risk-about = 限额、希腊值、压力测试、交易状态
risk-usage = 用法：/risk [chart|text]
risk-since = 已 { $ago }，由{ $by }：{ $reason }
risk-unknown = ❓ 有 { $count } 个订单结果不明：不开新仓
risk-left = 剩余
risk-greeks = 账面
risk-kill = { $symbol }：振幅 { $range }/{ $move } · 距开盘 { $open }/±{ $far } · VIX { $vix }/+3
risk-stress = 压力测试（$）
risk-stress-legend = 行：标的涨跌。列：波动率点数。

why-about = 策略的每个条件，以及必须改变什么
why-usage = 用法：/why [策略]
why-headline = { $bot } 的条件
why-which = 哪个策略？
why-clear = ✅ 全部条件通过：现在可以提出开仓。
why-blocked = { $all } 个条件中有 { $failing } 个不通过。要交易：
why-change = { $sign } { $name }：现为 { $now }{ $way ->
    [least] ，须不低于 { $limit }
    [most] ，须不高于 { $limit }
    [after] ，须晚于 { $limit }
    [before] ，须早于 { $limit }
    [within] ，须在 { $limit } 之内
    [be] ，须为 { $limit }
    [none] ，须为无
   *[bare] {""}
  }
why-unknown = { $sign } { $name }：未知，须可读才算通过{ $bounded ->
    [yes] （限值 { $limit }）
   *[no] {""}
  }

pause-about = 不开新仓，平仓照常
pause-usage = 用法：/pause
pause-done = 从现在起不开新仓，平仓照常。
halt-about = 立即停止：撤销挂单
halt-usage = 用法：/halt
halt-done = { $cancelled ->
    [0] 没有正在执行的订单。
   *[other] 正在撤销 { $cancelled } 个订单。
  }策略已停用，不开新仓；平仓照常。
resume-about = 恢复交易，分两步
resume-usage = 用法：/resume，然后在一分钟内按按钮
resume-ask = 将重新允许开仓。请在 60 秒内按下。
resume-active = 交易正在进行。
resume-late = 该按钮只在 60 秒内有效。请重新发送 /resume。
resume-done = 🟢 已恢复交易。策略的启用状态不变，见 /bots。

flatten-about = 问一次之后，平掉我们的全部持仓
flatten-usage = 用法：/flatten
flatten-headline = 全部平仓
flatten-ours = 我们的：持仓 { $positions }，订单 { $orders }
flatten-untouched = 不动，非本台持有：{ $list }
flatten-how = 持仓按市价在其限价内平掉。
flatten-all = { $what ->
    [both] 平仓 { $closing }，撤单 { $cancelled }
    [positions] 平仓 { $closing }
    [orders] 撤单 { $cancelled }
   *[tickets] 作废待确认的票
  }
flatten-orders = 只撤单：{ $cancelled }
flatten-keep = 全部保留
flatten-kept = 未平仓，也未撤单。
flatten-done = 正在平仓 { $closing }，正在撤单 { $cancelled }。
flatten-next = 恢复之前不开新仓。发出不等于成交：仍有哪些持仓见 /positions。

trades-about = 已平仓的交易
trades-usage = 用法：/trades [day|week|month|all]
trades-headline = { $period } · { $count } 笔交易
trades-none = 此期间没有已平仓的交易。
trades-prices = { $entry } → { $exit } · { $why }
trades-result = { $pnl } · 费用 { $fees }{ $gap ->
    [yes] {" "}· ⚠ 超出计划
   *[no] {""}
  }

audit-about = 一张票的来龙去脉
audit-usage = 用法：/audit 编号
audit-headline = 审计 { $id }
audit-chain-whole = ✅ 链完整 · 末 { $hash }
audit-chain-broken = ⛔ 链在第 { $seq } 行断裂
audit-decision = 观察：{ $all } 个条件通过 { $passed } 个{ $outcome ->
    [ticket] ，提出交易
   *[none] 。不通过：{ $failing }
  }
audit-ticket = 票 { $id }（{ $purpose ->
    [exit] 平仓
   *[entry] 开仓
  }）：{ $what }，限价 { $limit }，中间价 { $mid }，区间 { $best } 至 { $worst }
audit-tap = 用户 { $id } 按下{ $action ->
    [send] 发出
    [skip] 跳过
    [less] −
   *[more] +
  }
audit-tap-refused = （未作更改：{ $code }）
tap-refusal-name = { $code ->
    [no-such-ticket] 没有此票
    [ambiguous-ticket] 不止一张票
    [not-allowed] 无权
    [not-open] 已不可确认
    [expired] 已过期
    [band-end] 区间尽头
    [no-answer] 无应答
   *[refused] 风控拒绝
  }
audit-limit = 用户 { $id } 将限价改为 { $price }
audit-requote = 重新询价 { $span }，用时 { $took } 秒
audit-gate-no = 风控不通过：
audit-ticket-state = 此票{ $state }，由{ $by }
audit-run = 开始（{ $what }）：{ $units } 份，从 { $from } 到 { $to }，每 { $every }一步
audit-send = 第 { $n } 单以 { $limit } 发出，市场 { $span }
audit-send-refused = 下一单被拒：
audit-place-answer = { $answer ->
    [accepted] 券商已收到
    [rejected] 券商拒单
    [not-sent] 未发出
   *[unknown] 无应答：结果不明
  }
audit-words = { $said }：{ $reason }
audit-cancel = 撤单：{ $why ->
    [reprice] 改价
    [give-up] 超时
    [asked] 人工
    [halt] 停止
    [flatten] 全部平仓
   *[refused] 风控拒绝
  }
audit-cancel-answer = { $answer ->
    [accepted] 撤单已接受
    [refused] 撤单被拒
   *[unknown] 撤单无应答
  }
audit-report = 券商：{ $state ->
    [submitted] 已提交
    [working] 挂单中
    [partly-filled] 部分成交
    [filled] 全部成交
    [cancelled] 已撤
    [rejected] 已拒
   *[unknown] 不明
  }，成交 { $filled }，剩余 { $left }
audit-fill = 成交 { $quantity } { $instrument } @ { $price }，费用 { $fee }
audit-run-end = 结束：{ $outcome }
audit-ledger = 入账（{ $memo ->
    [opening] 期初
    [settlement] 结算
   *[fill] 成交
  }）：{ $list }
ledger-account = { $account ->
    [cash] 现金
    [fees] 费用
    [realised] 已实现
    [opening] 期初
   *[holding] { $of }
  }
audit-mark = 估值 { $count } 次：平仓 { $close }，中间价 { $mid }，标的 { $spot }
audit-settlement = { $kind ->
    [expired] 到期作废
    [cash-settled] 现金结算
    [assigned] 被指派
   *[exercised] 行权
  }：{ $quantity } { $instrument }，价值 { $worth }{ $delivered }
audit-alert = ⚠ { $code } { $loss }
audit-state = { $state }，由{ $by }
audit-armed = { $bot } 由用户 { $id } 启用，每次 { $size }
audit-disarmed = { $bot } 由{ $by }停用
audit-day-facts = { $symbol } 预期波幅 { $move }，开盘 { $open }
audit-day-report = { $day } 日报
audit-reconciled = 与券商核对（{ $cause ->
    [start] 启动
    [reconnect] 重连
   *[asked] 人工
  }）：{ $differences ->
    [0] 一致
   *[other] { $differences } 处不符
  }
alert-name = { $code ->
    [order-unknown] 订单结果不明
    [order-rejected] 券商拒单
    [not-flat] 未按时平仓
    [day-loss] 当日亏损达上限
    [gap-through] 亏损超出计划
    [kill] 波动率熔断
    [mismatch] 账本与券商不符
    [exit-refused] 平仓被拒
    [broker-down] 券商断线
    [broker-back] 券商恢复
    [gateway-needs-you] 网关需人工处理
    [gateway-fine] 网关已无需处理
    [gateway-login] 网关每周登录
    [events-running-out] 事件日历将用尽
    [store-failed] 账本无法写入
    [restarted] 已重启
   *[other] { $code }
  }

report-about = 当日成绩单，收盘后也会推送
report-usage = 用法：/report [YYYY-MM-DD]
report-bad-day = { $day } 不是日期。请写成 2026-11-20 的样子。

export-about = 交易或每日记录的 CSV 文件
export-usage = 用法：/export [trades|days]
export-done = { $what ->
    [days] 每日记录
   *[trades] 交易记录
  }：{ $rows } 行

em-about = 预期波幅：四种算法
em-usage = 用法：/em 代码 [chart|text]。例：/em SPX
em-headline = { $symbol } 预期波幅
em-none = 没有可用的到期日报价。
em-nearest = { $expiry }：跨式 { $straddle } · 1σ { $sd } · { $share } · 波动率 { $vol }
em-frozen = { $at } 定格{ $late ->
    [late] （迟到）
   *[on-time] {""}
  }：{ $move } · 其后振幅 { $range }
em-legend = S：跨式。.85S：其 85 %。60/30：60 % 跨式，30 % 与 10 % 取相邻的宽跨式。

events-about = 不开新仓的事件日
events-usage = 用法：/events
events-headline = 事件日
events-none = 日历中没有将来的事件。
events-line = { $day } { $weekday } · { $what }{ $symbol }{ $note }
events-more = 另有 { $more } 项
events-until = 已公布的日期到 { $day }（{ $days } 天）。
events-running-out = ⚠ 已公布的日期到 { $day } 为止（{ $days } 天），日历需要更新。日历未知的日子不开新仓。
events-no-calendar = ⚠ 没有事件日历：不开新仓。
