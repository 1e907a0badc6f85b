-- wrk posts one body from a file, and tells what came back as one line of JSON. Arguments: body, content type, mean milliseconds between two
-- requests of a connection (0 for none), and the Origin that beacons need ("" for none).

local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

function init(args)
  local file = assert(io.open(args[1], "rb"))
  local body = file:read("*a")
  file:close()
  wrk.method = "POST"
  wrk.body = body
  wrk.headers["Content-Type"] = args[2]
  pause = tonumber(args[3] or "0")
  if args[4] and args[4] ~= "" then
    wrk.headers["Origin"] = args[4]
  end
  ok, busy, wrong = 0, 0, 0
  if pause > 0 then
    -- Spread evenly, so that connections do not come in waves.
    delay = function()
      return math.random(0, math.floor(2 * pause))
    end
  end
end

function response(status)
  if status >= 200 and status < 300 then
    ok = ok + 1
  elseif status == 503 or status == 429 then
    busy = busy + 1
  else
    wrong = wrong + 1
  end
end

function done(summary, latency)
  local ok, busy, wrong = 0, 0, 0
  for _, thread in ipairs(threads) do
    ok = ok + thread:get("ok")
    busy = busy + thread:get("busy")
    wrong = wrong + thread:get("wrong")
  end
  local errors = summary.errors
  io.write(string.format(
    '{"seconds": %.3f, "ok": %d, "busy": %d, "wrong": %d, "broken": %d, "timeouts": %d, "p50_ms": %.3f, "p95_ms": %.3f, "p99_ms": %.3f, "max_ms": %.3f}\n',
    summary.duration / 1e6, ok, busy, wrong, errors.connect + errors.read + errors.write, errors.timeout,
    latency:percentile(50.0) / 1e3, latency:percentile(95.0) / 1e3, latency:percentile(99.0) / 1e3, latency.max / 1e3))
end
