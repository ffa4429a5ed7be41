#!/bin/sh
# A job done by a shell script, through the exec handler of Worker.Api:
#   dotnet run --project Worker.Api -- --count 1 --first-id 9 --first-port 8089 --exec 'sh examples/workers/report.sh {applicationId} {applicationType}'
# Payload on the input, result on the output, exit code 0 for done; always "$1" with the quotes.
set -eu
bytes=$(wc -c)
[ "$bytes" -le 1000 ] || { echo "the payload of $1 is too large: $bytes bytes" >&2; exit 3; }
echo "{\"type\":\"$2\",\"bytes\":$bytes}"
