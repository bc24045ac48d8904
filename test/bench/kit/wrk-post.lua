-- Posts the lines of BENCH_FILE (signature, tab, body) in their order, each once.
local signatures, bodies, n = {}, {}, 0
for line in io.lines(os.getenv('BENCH_FILE')) do
  local signature, body = line:match('^([^\t]+)\t(.*)$')
  signatures[#signatures + 1] = signature
  bodies[#bodies + 1] = body
end

function request()
  n = n + 1
  local i = (n - 1) % #bodies + 1
  return wrk.format('POST', nil, { ['content-type'] = 'application/json', ['x-hub-signature-256'] = signatures[i] }, bodies[i])
end

function done(summary, latency)
  local e = summary.errors
  local failed = e.connect + e.read + e.write + e.status + e.timeout
  io.write(string.format('RESULT {"ok":%d,"failed":%d,"perSecond":%.1f,"p50":%.2f,"p95":%.2f,"p99":%.2f}\n',
    summary.requests - e.status, failed, summary.requests / (summary.duration / 1e6),
    latency:percentile(50) / 1e3, latency:percentile(95) / 1e3, latency:percentile(99) / 1e3))
end
