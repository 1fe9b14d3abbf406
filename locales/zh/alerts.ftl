# 个人与系统提醒，以及行情质量。数字已格式化。

alert-about = 越过某个水平时提醒我
alert-usage = 用法：/alert BTC atm30d &gt; 60，/alert VIX change &gt; 3，/alert term inverted，或只输入 /alert
alerts-about = 我的提醒，以及系统自行监视的内容
alerts-usage = 用法：/alerts，/alerts remove 1，/alerts snooze 1，/alerts on|off atm-jump|skew-flip|term-inverted|stale

alert-measure = { $measure ->
    [level] 价格
    [change] 变动（点）
    [change-pct] 变动（%）
    [atm30d] 30 天平值波动率
    [skew25] 25Δ 偏度 30 天
    [skew10] 10Δ 偏度 30 天
    [fly25] 25Δ 蝶式
    [fly10] 10Δ 蝶式
    [ivrank] IV 排位
   *[term] 倒挂（点）
  }
alert-built-in = { $name ->
    [atm-jump] 平值波动率跳升
    [skew-flip] 偏度反转
    [term-inverted] 期限倒挂
   *[stale] 数据质量
  }
alert-picture = { $picture ->
    [surface] 曲面
    [skew] 偏度
    [term] 期限
    [ivrank] IV 排位
   *[curve] 曲线
  }

alert-built-in-headline = { $name ->
    [atm-jump] 🔔 { $subject }：波动率跳升
    [skew-flip] 🔔 { $subject }：偏度反转
   *[term-inverted] 🔔 { $subject }：期限结构倒挂
  }
alert-figure = { $measure }：{ $value }
alert-built-in-jump = 高于 7 日均值 { $mean } 达 { $over } %（取自 { $hours } 小时）
alert-built-in-flip = 7 日均值为 { $mean }（取自 { $hours } 小时）
alert-folded = 一小时内 { $count } 次：最差 { $worst }
    首次 { $first }，最近 { $last }
alert-button-snooze = 💤 1 小时
alert-button-list = 提醒
alert-button-remove = 删除

alerts-stale-headline = ⚠️ { $count } 个提醒暂不检查
alerts-stale-line = { $text } · { $age }前
alerts-stale-why = 行情过旧。有新行情后立即恢复检查。

alerts-headline = 提醒：{ $count } / { $most }
alerts-none = 还没有。/alert BTC atm30d &gt; 60 新建一个；只输入 /alert 则逐步询问。
alerts-now = 现在 { $value } · { $beyond ->
    [yes] 已超出 { $away }
   *[no] 相距 { $away }
  } · { $age }前
alerts-no-data = 尚无数值
alerts-state = { $state ->
    [fired] 已触发 { $count } 次，回落 { $margin } 后再布防
    [held] 建立时已成立，回落 { $margin } 后布防
    [snoozed] 暂停中
    [stale] 行情过旧，暂不检查
   *[no-data] 等待首个数值
  }
alerts-built-ins = 系统自行监视
alerts-built-in = { $sign } { $name }{ $is ->
    [fired] ：{ $fired }
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
alerts-button-new = ＋ 新建
alerts-say-which = 请说明哪一个：atm-jump、skew-flip、term-inverted 或 stale。
alerts-switched = 已为你{ $to ->
    [on] 打开
   *[off] 关闭
  }：{ $name }
alerts-removed = 已删除：{ $text }
alerts-snoozed = { $sleeps ->
    [yes] 暂停一小时：{ $text }
   *[no] 已恢复：{ $text }
  }

alert-added-now = 现在 { $value }，{ $holds ->
    [yes] 条件已成立：下次越过时提醒
   *[no] 相距 { $away }
  }
alert-added-rule = 越过时提醒一次；回落 { $margin } 且过 5 分钟后可再次提醒。{ $where ->
    [group] 群组可见。
   *[private] 仅你可见。
  }
alert-too-many = 你已有 { $most } 个提醒。请先删除一个：/alerts
alert-same = 你已有此提醒：{ $text }
alert-not-allowed = 只有所有者可以为群组建立提醒。
alert-unknown = 我不认识这个提醒，可能已被删除。/alerts 列出你的提醒。
alert-no-answer = 提醒暂时无法保存。请一分钟后再试。

alert-examples = 例如输入：
alert-trouble-empty = 请说明监视什么：代码、指标、above 或 below、水平。
alert-trouble-symbol = 我不认识代码 { $typed }{ $near ->
    [yes] ，是否指 { $nearest }？
   *[no] 。
  }
alert-trouble-measure = 我不明白“{ $typed }”是什么指标{ $near ->
    [yes] ，是否指 { $nearest }？
   *[no] ：atm30d、skew25、fly25、change、ivrank 或 term inverted。
  }
alert-trouble-comparison = “{ $typed }”之后缺少 &gt;、&lt;、above 或 below。
alert-trouble-no-number = 缺少水平：一个数字，例如 25。
alert-trouble-number = “{ $typed }”不是我能读懂的数字。
alert-trouble-percent = “{ $typed }”：价格不是百分比；要监视当日变动，请在前面加 change。
alert-trouble-range = 水平 { $typed } 超出范围：应在 { $least } 与 { $most } 之间；60 % 波动率写作 60。
alert-trouble-not-of = 此处 { $subject } 没有 { $typed }，只有：{ $has } 或其价格。

alert-ask-subject = 监视什么？请选择，或输入代码。
alert-ask-measure = { $subject } 的哪一项？
alert-ask-direction = { $measure }，现在 { $value }：高于还是低于某水平时提醒？
alert-ask-level = 哪个水平？现在 { $value }。请选择，或输入数字。
alert-direction = { $to ->
    [above] 高于
   *[below] 低于
  }
alert-bad-measure = 请从中选择。
alert-bad-direction = 请选择高于或低于。

data-problem = { $problem ->
    [stale] 静默
    [crossed] 交叉报价
    [high-iv] IV 超过 300 %
    [gap] 超过 5 秒的缺口
    [no-underlying] 缺少标的
   *[dropped] 丢失
  }
data-stale = { $feed } 自 { $since } 起没有行情
data-stale-age = 已有 { $age }没有价格。不会依据旧价格作任何决定。
data-too-many = { $feed }：最近一小时 { $count } × { $problem }
data-over = { $at } 起恢复，持续 { $lasted }
data-times = 一小时内 { $times } 次
data-button = 数据
status-data = { $state ->
    [fine] 数据：最近一小时无异常
   *[wrong] { $sign } 数据，最近一小时：{ $list }
  }
data-headline = 行情，最近一小时 / 一天
data-feed = { $feed }：{ $quotes } 个报价
data-longest = 最长缺口 { $gap }

digest-vol-movers = 波动率变动最大：{ $list }
