#!/bin/sh
# crontab.example for a container: no cron, no root. Hourly at minute 7, and once a day from hour 4 UTC on.
# A run that takes longer than an hour delays the next one; a slot that was captured is not captured again.
set -u
BIN=${BIN:-rank-tracker}
last_day=
child=
news=
trap 'kill $child $news 2>/dev/null; exit 0' TERM INT

# in the background, so that a signal need not wait for its end
run() {
    "$@" &
    child=$!
    wait "$child"
    child=
}

while :; do
    run $BIN collect charts
    run $BIN alert check
    # the feeds are asked slowly: a look may take most of an hour, and a second one beside it ends at once
    $BIN collect news &
    news=$!
    run $BIN doctor
    day=$(date -u +%Y-%m-%d)
    if [ "$day" != "$last_day" ] && [ "$(date -u +%H)" -ge 4 ]; then
        last_day=$day
        run $BIN maintain
        run $BIN backup --keep 7
        [ "$(date -u +%u)" = 1 ] && run $BIN digest write --since 7d --output "$RANK_TRACKER_HOME/digest.html"
    fi
    run sleep "$((3600 - ($(date +%s) - 420) % 3600))"
done
