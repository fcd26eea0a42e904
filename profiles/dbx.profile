# DBX drone box: a hatch in the roof, and a lift that raises the drone through it.

profile dbx {
  title = "DBX drone box"
  topic = "dbx/{device}/status"
  alive = "dbx/{device}/alive"    # 1 or 0, the device's last will
  stale-after = 30

  status hatch {
    from = "hatch_status"
    states = {"0=closed", "1=opened", "2=closing", "3=opening"}
    alert opened { after = 600 }   # somebody forgot it
    alert closing { after = 60 }   # it is stuck
    alert opening { after = 60 }
  }
  status lift {
    from = "lift_status"
    states = {"0=down", "1=up", "2=lowering", "3=raising"}
  }

  metric temperature {
    label = "temp"
    from = "temperature"
    unit = "°C"
    decimals = 1
    warn-above = 40
    alarm-above = 55
    hysteresis = 1                 # good again below 39
  }
  metric humidity {
    from = "humidity"
    unit = "%"
    decimals = 0
    min = 0
    max = 100
  }
  metric battery {
    from = "battery"
    unit = "%"
    decimals = 0
    min = 0
    max = 100
    show = "gauge"
    warn-below = 25
    alarm-below = 10
    hysteresis = 2
  }

  command open_hatch {
    label = "open"
    key = "o"
    topic = "dbx/{device}/do"
    payload = '{"command":"open_hatch"}'
    expect = "hatch=opened"
    contradicts = "hatch=closing"
    within = 15
  }
  command close_hatch {
    label = "close"
    key = "c"
    topic = "dbx/{device}/do"
    payload = '{"command":"close_hatch"}'
    requires = "lift=down"
    expect = "hatch=closed"
    contradicts = "hatch=opening"
    within = 15
  }
  command raise_lift {
    label = "raise"
    key = "r"
    topic = "dbx/{device}/do"
    payload = '{"command":"raise_lift"}'
    requires = "hatch=opened"
    expect = "lift=up"
    contradicts = "lift=lowering"
    within = 20
  }
  command lower_lift {
    label = "lower"
    key = "l"
    topic = "dbx/{device}/do"
    payload = '{"command":"lower_lift"}'
    expect = "lift=down"
    contradicts = "lift=raising"
    within = 20
  }
}
