-- The same job, with pauses: 64 connections then send about a thousand jobs a second, and the proxy is mostly idle.
dofile("job.lua")

function delay()
  return math.random(20, 100)
end
