# The gateway that a person has to log in to.

gateway-todo = { $need ->
    [live-account] Its account is live, and this version trades paper accounts only: log in to the paper account (port 4002). Nothing is sent.
    [account] Its account is not the one to trade: check IBKR_PORT, IBKR_ACCOUNT and the login. Nothing is sent.
    [server-version] It speaks a version of the protocol that voldesk does not: install another version of it.
    [login] It accepts but does not answer: log in to it, approve the second factor, or restart it.
    [unreachable] It cannot be reached: start it, or check IBKR_HOST and IBKR_PORT; on Sundays approve the login.
    [client-id-in-use] Another program uses this client id: stop that, or set IBKR_CLIENT_ID.
    [competing-session] Somebody is logged in elsewhere with this user and has the prices: log out there.
    [read-only] It takes no orders: untick “Read-Only API” in its settings.
    [fill-corrected] The exchange corrected a fill: compare positions and cash by hand.
   *[undecodable] It sent a message that this version cannot read: compare positions by hand, and update.
  }
alert-gateway-needs-you = Interactive Brokers’ gateway needs you. { gateway-todo }
alert-gateway-fine = Interactive Brokers’ gateway no longer needs you.
alert-gateway-login = Today Interactive Brokers’ gateway wants its weekly login: approve the second factor on the phone when it asks.
status-gateway = { $sign } Gateway: { $phase ->
    [ready] ready
    [connecting] connecting
    [syncing] reading back
    [degraded] without prices or servers
   *[down] not connected
  } · { $account }
status-gateway-need = ⚠️ { gateway-todo }
