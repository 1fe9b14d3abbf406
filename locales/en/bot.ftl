bot-stale-note = Commands sent while I was away were left alone, because they are over a minute old. Please send again what you still want.
bot-stranger = This desk is private. Your id is <code>{ $id }</code>; its owner can let you in.
bot-elsewhere = I only work in my own group. This chat’s id is <code>{ $id }</code>.
bot-unknown-command = I do not know { $command }.
bot-did-you-mean = I do not know { $command }. Did you mean { $meant }?
bot-nonsense = I understand commands, such as these:
bot-unknown-word = { $command } cannot use “{ $word }”.
bot-missing-word = { $command } needs <b>{ $field }</b>.
bot-takes-nothing = { $command } takes nothing after it.
bot-accepts-one-of = <b>{ $field }</b>{ $need ->
    [required] {""}
   *[other] {" (optional)"}
}: { $values }
bot-accepts-number = <b>{ $field }</b>{ $need ->
    [required] {""}
   *[other] {" (optional)"}
}: a number{ $bounds ->
    [yes] {" "}from { $min } to { $max }
   *[other] {""}
}
bot-accepts-text = <b>{ $field }</b>{ $need ->
    [required] {""}
   *[other] {" (optional)"}
}: a word
bot-error = Sorry, that went wrong on my side (error { $id }). The details are in the log.
bot-private-only = { $command } only works in our private chat.
bot-group-only = { $command } only works in the group.
bot-not-allowed = { $command } is for { $role ->
    [owner] the owner
    [trader] traders and the owner
   *[other] members
}.
bot-not-for-you = This button is not for you.
bot-button-old = This button is out of date. Please send the command again.
bot-dialog-cancelled = Cancelled. Nothing was changed.
bot-dialog-expired = This question was left for over ten minutes, so it was closed. Nothing was changed.
bot-cancel-button = ✖ Cancel
bot-nothing-to-cancel = There is nothing to cancel.
