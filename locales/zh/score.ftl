# 模型评分：信心、理由、相似日、模型卡、提醒。数字已格式化。

button-score = 评分
button-why-score = 原因
button-analogs = 相似日
button-model = 模型
button-signal = 提醒
button-details = 详情
button-mute = 静音 24 小时

model-state-ready = { $model }，训练至 { $day }
model-state-none = 没有载入模型
model-state-wrong-features = 模型使用特征 { $got }，程序提供 { $expected }
model-state-unusable = 模型不可用：{ $reason }
status-model = { $sign } 模型：{ $state }

score-about = VIX 在 30 天内下跌 20 % 的概率
score-usage = 用法：/score [chart|text]
score-headline = 信心 { $confidence }（满分 1.00）
score-headline-none = 仅规则
score-means = 未来 30 天内任一日 VIX 收盘下跌 20 % 的概率。
score-place = 高于 { $among ->
    [elevated] VIX 超过 25 的历史日中的
   *[all] 全部历史日中的
  } { $place }
score-outlook = 30 天后 VIX：{ $expected }（{ $low } 至 { $high }，80 %）
score-followed = 此类日子之后：{ $touched } 在 30 天内收低 20 %。{ $among ->
    [elevated] 样本外 { $days } 天，{ $spikes } 次飙升
   *[all] 样本外 { $days } 天
  }。
score-rule = 规则（z 值 { $z }）：{ $score }
score-rule-long = 对照规则：仅凭 z 值 { $z }，21 个交易日后 VIX 收低 20 % 的概率为 { $score }
score-trigger = { $sign } { $name ->
    [shipped] 提醒
   *[mission] 任务
  }：高于 { $confidence } 且 VIX 高于 { $vix }：{ $state ->
    [fires] 满足
   *[quiet] 未满足
  }
score-trigger-past = 样本外在 { $all } 次飙升中触发 { $fired } 次；触发日中 { $touched } 触及 −20 %。
score-seen = ⚠️ 模型训练时已见过这一天：不是预测。
score-beyond = ⚠️ 超出训练范围：{ $list }
score-premium = ⚠️ { $from ->
    [vix3m] 没有期货：以 VIX3M 代替。
   *[none] 没有期货：升水按常值计。
  }
score-missing = { $why ->
    [no-model] 没有模型就没有信心值。
    [short-history] 尚无信心值：需要 126 个交易日的 VIX。
   *[model-failed] 模型没有给出答案；见 /status。
  }
score-late = 评分未能及时完成。请再试一次。

score-why-headline = 为什么是 { $confidence }
score-why-usual = 在 25 以上的平常日为 { $usual }。
score-why-line = { $sign } { $known ->
    [no] 未知
   *[yes] { $value }
  }：{ $share } · { $term ->
    [rule] 与 60 日均值的距离
    [half-year] 相对半年均值
    [premium] 期货相对预期
   *[level] 下跌空间：仅在 25 以下计入
  }
score-why-method = 模型以对数几率相加。各份额为 Shapley 值：精确，且合计等于差额。

analogs-about = 最像今天的日子及其后续
analogs-usage = 用法：/analogs [chart|text]
analogs-headline = 与 { $day } 相似的日子，VIX { $vix }
analogs-summary = { $known } 个中有 { $touched } 个在 30 天内收低 20 %。21 个交易日后的中位：{ $change }
analogs-nearest = 最近似：{ $day }，VIX { $vix }
analogs-none = 没有可比较的历史日：历史太短，或已知特征太少。
analogs-care = 几个日子是一幅图，不是概率。
analogs-legend = +21：21 个交易日后的 VIX · ↓ 30 天内触及 { $touch } · σ：以标准差计的距离

model-about = 模型：有多好、多可靠、多旧
model-usage = 用法：/model [chart|text]
model-headline = { $model }，训练至 { $day }
model-auc = AUC { $auc }（{ $low } 至 { $high }），规则 { $rule }：样本外 { $days } 天，{ $spikes } 次飙升
model-brier = Brier { $brier }，常数 { $rate } · 校准误差 { $error }（{ $low } 至 { $high }）
model-table = = 21：21 个交易日结束时更低；≤ 21：其中任一日；VX：含期货。区间按整次飙升抽样；共 { $spikes } 次。
model-trigger = 高于 { $confidence } 且 VIX 高于 { $vix }：{ $all } 次飙升中触发 { $fired } 次；{ $touched } 触及 −20 %，平常 { $anyway }。
model-age = { $old ->
    [ahead] 训练截止于此日之后 { $days } 天
    [old] ⚠️ 已 { $days } 天：请重新训练
   *[fresh] 已 { $days } 天
  }
model-drift = { $drift ->
    [drifted] ⚠️ 训练以来预测 { $forecast }，实际 { $observed }（{ $spikes } 次飙升，{ $days } 天）
    [steady] 训练以来预测 { $forecast }，实际 { $observed }（{ $spikes } 次飙升，{ $days } 天）
   *[too-few-spikes] 训练以来：{ $spikes } 次飙升，太少，无法判断
  }
model-unknown = 它不知道的
model-unknown-line = • { $code ->
    [daily-closes-only] 只学过每日收盘；盘中的提问它没有学过
    [few-spikes] 飙升次数很少，同一次飙升的日子彼此重复
    [no-news] VIX 为何高：没有新闻、事件和持仓
    [no-later-years] 训练之后的年份
    [rises-first] VIX 下跌前还会涨多少
    [priced-in] 认沽的价格：下跌往往已计入
   *[other] { $code }
  }
model-news = ⚠️ VIX 模型需要检查：{ $model }，训练至 { $day }
model-news-what = 请导入更新的历史并运行 training/run；在此之前请谨慎看待其数字。

signal-about = VIX 模型的最近一次提醒
signal-usage = 用法：/signal
signal-none = 这个市场还没有过提醒。
signal-headline = 🔔 VIX 信号
signal-section = { $section ->
    [signal] 信号
    [snapshot] 快照
    [trade] 建议交易
   *[context] 背景
  }
signal-strength = 强度 { $confidence }（满分 1.00） · { $at }
signal-vix = VIX { $vix }，距 60 日均值 { $above }
signal-futures = M1 { $m1 }（{ $shape ->
    [backwardation] 贴水 { $size }
    [contango] 升水 { $size }
   *[none] 无 M2
  }） · M2 { $m2 }
signal-spy = SPY { $spy }，距 20 日高点 { $drawdown }
signal-offer = { $kind ->
    [vix-put] 买入 VIX 认沽 { $strike }
    [vix-put-spread] 买入 VIX 认沽 { $strike }，卖出 { $sold }
   *[uvxy-put] 买入 UVXY 认沽 { $strike }
  }，{ $expiry }（{ $days } 天）
signal-money = 成本 { $cost } · 盈亏平衡 { $even } · 最坏 { $worst } · 期望 { $expected }，胜率 { $chance }
signal-too-dear = 认沽价格高于历史回报；损失最小的是：
signal-no-offer = 无：没有可用于定价的期权链。
signal-kind = { $kind ->
    [vix-put] VIX 认沽
    [vix-put-spread] VIX 认沽价差
   *[uvxy-put] UVXY 认沽
  }
signal-missing = { $list }：{ $code ->
    [no-chain] 此行情源没有
    [no-expiry] 没有足够远的到期日
    [no-two-sided-put] 没有双边报价
    [no-lower-strike] 没有更低的可卖行权价
   *[other] 未测量
  }
signal-days = 连续 { $days } 天高于 25
signal-past = 此水平的认沽：{ $won } 盈利，平均为权利金的 { $average }（样本外 n { $days } 天，{ $spikes } 次飙升）
signal-past-none = 此水平没有测试过认沽。

mute-about = 24 小时内不发 VIX 提醒
mute-usage = 用法：/mute [24h|off]
mute-on = 在 { $at } 之前不向您发送 VIX 提醒。/mute off 可取消。
mute-off = VIX 提醒已恢复。

digest-score = 信心 { $confidence }：高于{ $among ->
    [elevated] 25 以上历史日的
   *[all] 全部历史日的
  } { $place } · 30 天后 VIX { $expected } · 模型已 { $age } 天
