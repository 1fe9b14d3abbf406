# 波动率：曲面、微笑、希腊值、期权链。数字已排好格式。

button-surface = 曲面
button-smile = 微笑
button-term = 期限结构
button-skew = 偏斜
button-chain = 期权链
button-arb = 套利

vol-headline = 30 天平值
vol-levels = RR25 { $rr } · BF25 { $bf } · 现货 { $spot }
vol-delayed = ⏳ 行情来源延迟 { $delay }。延迟行情绝不用于交易。
vol-old = ⚠️ 价格已旧：市场休市，或行情来源没有更新。

vol-trouble-no-chain = 没有 { $underlying } 的期权链。可试 { $known }。
vol-trouble-no-chain-at-all = 这个市场没有期权链。行情来源见 /status；sim、deribit、cboe 提供期权链。
vol-trouble-no-surface = 暂无 { $underlying } 的曲面：{ $reason ->
    [no-usable-expiry] 没有哪个到期日有足够的双边报价
    [too-few-quotes] 这个到期日的双边报价太少
    [no-fitter] 此模式不做拟合
    [crashed] 拟合出错，详见日志
    [late] 拟合未能及时完成
    [superseded] 已有更新的拟合
    [stopped] 系统正在停止
   *[other] { $reason }
  }。可看 /chain { $underlying }，或一分钟后再试。
vol-trouble-unknown-expiry = { $underlying } 没有到期日“{ $typed }”。请输入日期，例如 27NOV26、2026-11-27 或 30d；现有：{ $listed }
vol-trouble-unknown-option = 不认识期权“{ $typed }”。请输入例如 BTC-27NOV26-90000-C 或 SPX 2026-12-18 6500 P。
vol-trouble-unknown-option-near = 不认识期权“{ $typed }”。请点选您要的：
vol-trouble-no-history = 还没有保存 { $underlying } 的历史。可看 /atm，VIX 请看 /vix。
vol-trouble-no-answer = 未能及时得到答案。请再试一次。

surface-about = 波动率曲面：热图、立体图、微笑、变化
surface-usage = 用法：/surface [BTC|ETH|SPX|SPY] [heat|mesh|smiles|change] [chart|text]。例：/surface BTC mesh
surface-show-heat = 热图
surface-show-mesh = 立体
surface-show-smiles = 微笑
surface-show-change = 变化
surface-compared = 相对 { $at }
surface-not-compared = 还没有保存更早的曲面，这里显示的是现在的曲面。
surface-arbitrage = ⚠️ 拟合中仍有套利。
surface-fit = { $slices } 个到期日{ $known ->
    [yes] {" "}· { $inside } 的报价，拟合落在买卖价之间
   *[no] {""}
  }{ $skipped ->
    [0] {""}
   *[other] {" "}· { $skipped } 个报价不足
  }

smile-about = 单个到期日：各行权价的买、卖、中间与拟合
smile-usage = 用法：/smile [BTC|ETH|SPX|SPY] [到期日] [chart|text]。例：/smile BTC 27NOV26，/smile 30d
smile-levels = RR25 { $rr } · BF25 { $bf }
smile-forward = 远期 { $forward } · 现货 { $spot }
smile-legend = B–A：买价到卖价 · M：中间 · SVI：拟合
smile-fit = 按 { $quotes } 个报价拟合，误差 { $rmse } 点
smile-column-bid = 买
smile-column-ask = 卖
smile-column-mid = 中间
smile-column-fit = 拟合

term-about = 各到期日的平值波动率与远期波动率
term-usage = 用法：/term [BTC|ETH|SPX|SPY] [chart|text]
term-shape = { $shape ->
    [inverted] ⚠️ 倒挂
   *[rising] 上倾
  }：90 天相对 7 天 { $points }
term-shape-unknown = 7 天与 90 天没有同时挂牌
term-ends = { $near } { $nearVol } → { $far } { $farVol }

skew-about = 各到期日的风险逆转与蝶式，及其历史
skew-usage = 用法：/skew [BTC|ETH|SPX|SPY] [chart|text]
skew-sides = { $dearer ->
    [puts] 认沽更贵
   *[calls] 认购更贵
  }：RR25 { $rr } · BF25 { $bf }
skew-unknown = 没有 30 天的到期日
skew-no-history = 历史从现在开始保存。
skew-legend = RR：认购减认沽 · BF：两翼减中间 · 25、10：Delta

atm-about = 所有标的的平值波动率
atm-usage = 用法：/atm
atm-headline = 平值波动率，年化 %
atm-legend = Δ：30 天，较前一日 · RR25：认购减认沽
atm-standout = { $underlying } { $level } { $arrow } 较 7 日均值 { $share } %
atm-delayed = * 延迟行情，绝不用于交易
atm-old = ! 价格已旧：市场休市，或行情来源没有更新

greeks-about = 单个期权的希腊值：本台与交易所对照
greeks-usage = 用法：/greeks 期权 [payoff|profile] [chart|text]。例：/greeks BTC-27NOV26-90000-C，/greeks SPX 2026-12-18 6500 P
greeks-which = 哪一个 { $underlying } 期权？请点选平值附近的一个，或输入例如 /greeks BTC-27NOV26-90000-C、/greeks SPX 2026-12-18 6500 P。
greeks-show-payoff = 损益图
greeks-show-profile = 希腊值图
greeks-ours = 本台
greeks-venue = 交易所
greeks-market = 买 { $bid } · 卖 { $ask } { $unit } · σ { $vol }
greeks-forward = 远期 { $forward } · 现货 { $spot }
greeks-settles = 结算 { $at }
greeks-legend = ν 按波动率 1 点，θ 按一天，ρ 按 1 %。Δ smile：微笑随价格移动。{ $coin ->
    [no] {""}
   *[other] Δ net：扣除以 { $coin } 支付的权利金。
  }

chain-about = 单个到期日的期权链，可翻页
chain-usage = 用法：/chain [BTC|ETH|SPX|SPY] [到期日] [prices|vols]。例：/chain SPX 2026-12-18
chain-levels = 现货 { $spot } · 远期 { $forward } · { $unit }
chain-show-prices = 价格
chain-show-vols = 波动率
chain-column-cb = 购买
chain-column-ca = 卖
chain-column-pb = 沽买
chain-column-pa = 卖
chain-column-vol = σ %
chain-column-dc = Δ购
chain-column-dp = Δ沽
chain-column-oi = 未平仓
chain-legend-prices = 购：认购 · 沽：认沽 · › 最接近远期
chain-legend-vols = σ：拟合 · 未平仓：认购与认沽合计
chain-empty = 这一页没有行权价。

ivrank-about = 波动率在一年中的位置
ivrank-usage = 用法：/ivrank [BTC|ETH|SPX|SPY] [chart|text]
ivrank-numbers = IV 排名 { $rank } · 百分位 { $percentile }
ivrank-range = 最低 { $low } · 最高 { $high } · { $sessions } 天
ivrank-rank-long = IV 排名：位于最低到最高之间的 { $rank } 处
ivrank-percentile-long = 百分位：{ $percentile } 的收盘更低
ivrank-ends = { $sessions } 天：最低 { $low }（{ $lowDay }），最高 { $high }（{ $highDay }）

arb-about = 现有报价中扣除费用后的套利
arb-usage = 用法：/arb [BTC|ETH|SPX|SPY]
arb-headline = { $count ->
    [0] { $underlying }：扣除费用后没有套利
   *[other] { $underlying }：扣除费用后有 { $count } 个套利
  }
arb-tested = 按买卖价检验了 { $tested } 个蝶式、垂直、日历与箱式组合：扣除费用前{ $before ->
    [0] 都不赚钱
   *[other] 有 { $before } 个赚钱
  }，每腿费用 { $fee }
arb-finding = • { $kind ->
    [butterfly] 蝶式
    [vertical] 垂直
    [calendar] 日历
   *[box] 箱式
  } { $where }：+${ $net }（费用前 ${ $gross }）{ $sized ->
    [yes] {" "}× { $units }
   *[no] {""}
  }
arb-more = … 另有 { $more } 个
arb-care = 报价随时变动，这里不是订单。
arb-fit = { $fit ->
    [free] 拟合曲面没有套利。
    [found] ⚠️ 拟合曲面仍有套利。
   *[none] 现在没有拟合曲面。
  }
