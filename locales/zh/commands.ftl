# 卡片与命令。数字已排好格式；文字只在这里。

duration-seconds = { $n } 秒
duration-minutes = { $n } 分钟
duration-hours = { $n } 小时
duration-days = { $n } 天
stamp = { $mode } · { $at } · { $delayed ->
    [yes] { $age }前，延迟行情
   *[no] { $age }前
  }

no-data = 暂无 { $what } 的数据。行情来源见 /status。
feed-failed = 行情来源 { $feed } 没有应答。请看 /status 后再试。
unknown-symbol = 不认识代码 { $symbol }。可试 VIX、SPX、SPY 或 VX1。
unknown-symbol-near = 不认识代码 { $symbol }。您是指 { $nearest } 吗？

button-all = 全部
button-curve = 期限曲线
button-level = 水平
button-text = 文字
button-chart = 简短
button-refresh = ↻ 刷新
button-vix = VIX

section-market = 行情
section-signals = 信号
section-trading = 交易
section-records = 记录
section-house = 系统

role = { $role ->
    [owner] 所有者
    [trader] 交易员
    [viewer] 只读用户
   *[stranger] 陌生人
  }

vix-about = VIX：水平、z 值、百分位、期货、评分
vix-usage = 用法：/vix [1m|6m|1y|all] [level|curve] [chart|text]。例：/vix 1y
vix-numbers = z { $z } · 百分位 { $percentile } · 评分 { $score }
vix-futures = M1 { $m1 } · M2 { $m2 } · 斜率 { $slope }
vix-context = 连续 { $days } 天高于 25 · SPX { $drawdown }（20 日）
vix-text-z = 60 个交易日 z 值：{ $value }
vix-text-percentile = 一年百分位：{ $value }
vix-text-days = 连续高于 25 的交易日：{ $days }
vix-text-futures = 期货：M1 { $m1 }，M2 { $m2 }，斜率 { $slope }
vix-text-drawdown = SPX 距 20 日高点：{ $value }
vix-text-score = 规则评分：仅凭 z 值，21 个交易日后 VIX 收盘低 20 % 的概率为 { $value }
vix-text-range = { $range }：起点 { $from }；最低 { $low }（{ $lowDay }）；最高 { $high }（{ $highDay }）

curve-about = VIX 期货：现在、一周前、一月前
curve-usage = 用法：/curve [chart|text]
curve-headline = VX 期货：{ $shape ->
    [contango] 升水
    [backwardation] 贴水
   *[flat] 平坦
  }
curve-numbers = M2/M1 { $front } · M7/M4 { $mid }
curve-table-now = 现在

quote-about = 单个代码的报价：VIX、SPX、SPY、VX1 …
quote-usage = 用法：/quote 代码。例：/quote SPY
quote-market = 买 { $bid } × { $bidSize } · 卖 { $ask } × { $askSize }
quote-last = 最新 { $last }

digest-about = 当日摘要，收盘时也会推送
digest-usage = 用法：/digest
digest-headline = { $day } 摘要
digest-movers = 变动最大：{ $list }
digest-next = 下一交易日：{ $day }{ $kind ->
    [early] ，纽约时间 13:00 收盘
   *[full] {""}
  }

start-about = 三个按钮看全貌
start-usage = 用法：/start
start-headline = 欢迎使用 voldesk
start-body = 聊天里的期权波动率交易台。每张卡片就是一条消息，按它自己的按钮原地更新；每个数字都标明新旧。三个按钮带您看一遍：
start-mode = { $mode ->
    [SIM] { $badge }：这里的市场是模拟的，任何操作都不涉及真钱。
    [REPLAY] { $badge }：回放真实历史，不能交易。
    [PAPER] { $badge }：真实价格，模拟资金。
   *[LIVE] { $badge }：真实价格，真实资金。
  }
start-vix = 1 · 现在的 VIX
start-curve = 2 · 期货曲线
start-help = 3 · 其他功能

help-about = 全部命令
help-usage = 用法：/help [命令]
help-aliases = 也可用：{ $list }
help-more = 查看某个命令：/help vix
help-no-topic = 这里没有命令 { $topic }。

id-about = 您的 id 与本聊天的 id
id-usage = 用法：/id
id-user = 您：{ $id }（{ role }）
id-chat = 聊天：{ $id }（{ $kind ->
    [group] 群组
   *[private] 私聊
  }）
id-topic = 话题：{ $id }

users-about = 谁可以使用
users-usage = 用法：/users，/users add ID trader|viewer，/users remove ID
users-headline = { $count } 人
users-how = 添加：/users add ID trader|viewer。对方的 id 可用 /id 查看，也写在我给陌生人的答复里。
users-remove = 移除 { $id }
users-incomplete = 请说明是谁、什么角色：/users add ID trader|viewer，或 /users remove ID。
users-added = { $id } 现在是{ role }。
users-removed = 已移除 { $id }。
users-not-owner = 只有所有者可以这样做。
users-is-owner = { $id } 由配置定为所有者，不能在这里更改。
users-not-member = { $id } 不在名单上。

status-about = 行情来源、新旧、队列、存储、运行时间
status-usage = 用法：/status
status-market = { $session ->
    [open] 交易中
   *[closed] 已休市
  } · { $at }
status-feed = { $sign } 来源 { $feed } · { $age }前 · 失败 { $failures }
    收到 { $received } · 轮询 { $polls }
status-broker = { $sign } 券商 { $account }
status-queue = 队列：{ $waiting } 等待 · { $steps } 步
    延迟 { $p50 } 毫秒 · p99 { $p99 } 毫秒
status-ticks = 逐笔：每秒 { $rate } 行 · 丢弃 { $dropped }
    现占 { $size } · 按此速度将达 { $projected }
status-no-ticks = 逐笔：此模式不保存
status-machine = 磁盘剩余 { $free } · 账本 { $desk }
    内存 { $memory }
status-job = 下一次{ $name ->
    [digest] 摘要
    [renew-subscriptions] 订阅更新
   *[other] { $name }
  }：{ $at }
status-uptime = 已运行 { $uptime }

settings-about = 语言、时区、主题、静音时段
settings-usage = 用法：/settings
settings-ask-language = 使用哪种语言？
settings-ask-zone = 用哪个时区显示时间？请选择，或输入名称，例如 Europe/Paris。
settings-ask-theme = 图表用浅色还是深色？
settings-ask-quiet = 静音时段：此间消息不响铃。请选择，或输入例如 21:30-06:30。
settings-theme = { $theme ->
    [dark] 深色
   *[light] 浅色
  }
settings-quiet-off = 无
settings-bad-language = 请选择 English 或 中文。
settings-bad-zone = 不认识时区 { $name }。请输入例如 Europe/Paris。
settings-bad-theme = 请选择浅色（light）或深色（dark）。
settings-bad-quiet = 请输入例如 22:00-07:00，或 off。
settings-saved = 已保存
settings-summary = 语言：{ $language }
    时区：{ $zone }
    图表：{ $theme }
    静音时段：{ $quiet }
