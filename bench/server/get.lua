-- wrk fetches one address and tells what came back as one line of JSON.

local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

function init(args)
  wrk.headers["Accept-Encoding"] = args[1]
  ok, wrong = 0, 0
end

function response(status)
  if status == 200 then
    ok = ok + 1
  else
    wrong = wrong + 1
  end
end

function done(summary, latency)
  local ok, wrong = 0, 0
  for _, thread in ipairs(threads) do
    ok = ok + thread:get("ok")
    wrong = wrong + thread:get("wrong")
  end
  io.write(string.format('{"seconds": %.3f, "ok": %d, "wrong": %d, "bytes": %d, "p99_ms": %.3f}\n',
    summary.duration / 1e6, ok, wrong, summary.bytes, latency:percentile(99.0) / 1e3))
end
