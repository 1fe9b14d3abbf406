# 需要人工登录的网关。

gateway-todo = { $need ->
    [live-account] 这是实盘账户，本版本只交易模拟账户：请登录模拟账户（端口 4002）。不会发送任何订单。
    [account] 账户不是要交易的那个：请检查 IBKR_PORT、IBKR_ACCOUNT 和登录。不会发送任何订单。
    [server-version] 协议版本不受支持：请安装其他版本的网关。
    [login] 网关接受连接但不应答：请登录、批准双重验证，或重启网关。
    [unreachable] 连不上网关：请启动它，或检查 IBKR_HOST 和 IBKR_PORT；周日请批准登录。
    [client-id-in-use] 另一程序占用了此客户端编号：请停掉它，或设置 IBKR_CLIENT_ID。
    [competing-session] 此用户在别处登录并占用了行情：请在那边退出。
    [read-only] 网关不接受订单：请在其设置中取消“Read-Only API”。
    [fill-corrected] 交易所更正了一笔成交：请人工核对持仓和现金。
   *[undecodable] 网关发来本版本读不懂的消息：请人工核对持仓，并更新程序。
  }
alert-gateway-needs-you = 盈透网关需要您处理。{ gateway-todo }
alert-gateway-fine = 盈透网关已无需处理。
alert-gateway-login = 今天盈透网关要每周登录一次：提示时请在手机上批准双重验证。
status-gateway = { $sign } 网关：{ $phase ->
    [ready] 就绪
    [connecting] 连接中
    [syncing] 正在回读
    [degraded] 无行情或无服务器
   *[down] 未连接
  } · { $account }
status-gateway-need = ⚠️ { gateway-todo }
