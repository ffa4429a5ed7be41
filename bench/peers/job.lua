-- The small JSON job every proxy is sent.
wrk.method = "POST"
wrk.body = '{"applicationId":"App1","applicationType":"Short"}'
wrk.headers["Content-Type"] = "application/json"
