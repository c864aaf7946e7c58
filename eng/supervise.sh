# Keeps the hub running for ./run, and kills it where a play of the demo asks for it. Sourced; expects start_server, which sets server_pid.

# Words come through a pipe that only this user can write to. Nobody on the network reaches it. Each script has its own, and clears away those of scripts that were killed.
open_supervisor() { # folder
  local old
  for old in "$1"/supervisor.*; do
    kill -0 "${old##*.}" 2>/dev/null || rm -f "$old"
  done
  supervisor=$1/supervisor.$$
  rm -f "$supervisor"
  mkfifo -m 600 "$supervisor" 2>/dev/null || { supervisor=""; return 1; }
  exec 9<>"$supervisor"
  trap 'restart=true; [ -z "$server_pid" ] || kill -KILL "$server_pid" 2>/dev/null || true' USR1
  listen_for_words $$ &
  listener_pid=$!
}

listen_for_words() { # pid of the script
  local word
  trap - EXIT INT TERM HUP USR1
  # Bounded, so that it ends by itself when the script was killed.
  while kill -0 "$1" 2>/dev/null; do
    if read -r -t 2 word <&9 && [ "$word" = restart ]; then kill -USR1 "$1" 2>/dev/null; fi
  done
}

# Runs the server until it ends by itself; answers how it ended.
supervise() {
  local status
  while :; do
    restart=false
    start_server
    status=0
    # The signal ends the first wait; the second one takes the server's own end.
    { wait "$server_pid" || status=$?; if $restart; then wait "$server_pid" || status=$?; fi; } 2>/dev/null
    server_pid=""
    $restart || return "$status"
    export Hub__ShowStart=false # Once is enough.
    printf 'The hub was killed, as asked on the phone page, and starts again ...\n' >&2
  done
}
