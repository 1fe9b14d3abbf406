bot-stale-note = 我离线期间收到的命令已超过一分钟，均未执行。仍需要的请重新发送。
bot-stranger = 这是私人交易台。您的编号是 <code>{ $id }</code>，可请所有者添加您。
bot-elsewhere = 我只在指定的群组中工作。本会话编号是 <code>{ $id }</code>。
bot-unknown-command = 没有 { $command } 这个命令。
bot-did-you-mean = 没有 { $command } 这个命令。您是不是想用 { $meant }？
bot-nonsense = 我只懂命令，例如：
bot-unknown-word = { $command } 不接受“{ $word }”。
bot-missing-word = { $command } 还需要 <b>{ $field }</b>。
bot-takes-nothing = { $command } 后面不需要参数。
bot-accepts-one-of = <b>{ $field }</b>{ $need ->
    [required] {""}
   *[other] {"（可选）"}
}：{ $values }
bot-accepts-number = <b>{ $field }</b>{ $need ->
    [required] {""}
   *[other] {"（可选）"}
}：数字{ $bounds ->
    [yes] ，{ $min } 至 { $max }
   *[other] {""}
}
bot-accepts-text = <b>{ $field }</b>{ $need ->
    [required] {""}
   *[other] {"（可选）"}
}：一个词
bot-error = 抱歉，我这边出错了（错误 { $id }），详情见日志。
bot-private-only = { $command } 只能在私聊中使用。
bot-group-only = { $command } 只能在群组中使用。
bot-not-allowed = { $command } 仅限{ $role ->
    [owner] 所有者
    [trader] 交易员和所有者
   *[other] 成员
}使用。
bot-not-for-you = 这个按钮不是给您的。
bot-button-old = 这个按钮已失效，请重新发送命令。
bot-dialog-cancelled = 已取消，未作任何更改。
bot-dialog-expired = 这个问题超过十分钟未答，已关闭，未作任何更改。
bot-cancel-button = ✖ 取消
bot-nothing-to-cancel = 没有可取消的操作。
