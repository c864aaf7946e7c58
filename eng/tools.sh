# Shared by ./run and ./test: which tools are needed, and building only what changed. Sourced; expects $root and fail().

version_at_least() { # 20.20.2 20.19
  local have want i
  IFS=. read -r -a have <<<"$1"
  IFS=. read -r -a want <<<"$2"
  for i in 0 1 2; do
    [ "${have[i]:-0}" -gt "${want[i]:-0}" ] && return 0
    [ "${have[i]:-0}" -lt "${want[i]:-0}" ] && return 1
  done
  return 0
}

check_tools() {
  local problems="" sdks node
  # A build without a home folder has nowhere to keep packages.
  if [ -z "${HOME:-}" ] || [ ! -d "$HOME" ] || [ ! -w "$HOME" ]; then
    export HOME="$root/.build/home"
    mkdir -p "$HOME"
  fi
  export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
  if ! command -v dotnet >/dev/null; then
    problems="$problems
  .NET SDK 10 was not found. Install it: https://dotnet.microsoft.com/download/dotnet/10.0"
  else
    sdks=$(cd / && dotnet --list-sdks)
    case "
$sdks" in
      *"
10."*) ;;
      *) problems="$problems
  .NET SDK 10 is needed; found: $(echo $sdks). Install it: https://dotnet.microsoft.com/download/dotnet/10.0" ;;
    esac
  fi
  if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
    problems="$problems
  Node.js with npm was not found. Install Node ^20.19 or >=22.12: https://nodejs.org"
  else
    node=$(node --version)
    node=${node#v}
    if ! { { [ "${node%%.*}" = 20 ] && version_at_least "$node" 20.19; } || version_at_least "$node" 22.12; }; then
      problems="$problems
  Node.js $node is too old or between releases. Install ^20.19 or >=22.12: https://nodejs.org"
    fi
  fi
  [ -z "$problems" ] || fail "CrmHub cannot be built here:
$problems"
}

# For a compiler that lives for one build. Compiling itself again to be faster and a heap per processor cost it more than they bring.
dotnet_once() { DOTNET_TieredCompilation=0 DOTNET_gcServer=0 DOTNET_gcConcurrent=0 dotnet "$@"; }

server_dll=$root/src/Hub.Server/bin/Release/net10.0/Hub.Server.dll
simulator_dll=$root/src/Hub.Simulator/bin/Release/net10.0/Hub.Simulator.dll

# What goes into the build. Names are compared as well, since a deleted file is newer than nothing.
build_inputs() {
  local file
  for file in Directory.Build.props Directory.Build.targets Directory.Packages.props global.json package.json package-lock.json docs/try-your-own-line.md docs/try-your-own-line.ja.md; do
    [ ! -f "$file" ] || printf '%s\n' "$file"
  done
  find src eng \
    \( -name bin -o -name obj -o -name node_modules -o -name dist -o -name TestResults \) -prune -o -type f -print
}

build_if_changed() {
  local stamp=.build/run.stamp names=.build/run.names
  mkdir -p .build
  build_inputs >"$names.new"
  if [ -f "$stamp" ] && [ -f "$server_dll" ] && [ -f "$simulator_dll" ] && cmp -s "$names" "$names.new" \
    && [ -z "$(tr '\n' '\0' <"$names" | xargs -0 sh -c 'find "$@" -newer .build/run.stamp' find | head -n 1)" ]; then
    return
  fi

  printf 'Building (the first time takes a minute or two) ...\n' >&2
  touch "$stamp.new"
  local output=.build/run.log
  if [ -f package-lock.json ] && { [ ! -f node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; }; then
    npm ci --no-audit --no-fund >"$output" 2>&1 || { cat "$output" >&2; fail "npm ci failed; see above."; }
    touch node_modules/.package-lock.json
  fi
  local project
  for project in Hub.Simulator Hub.Server; do
    dotnet_once build "src/$project" -c Release -nologo -v quiet -clp:NoSummary >"$output" 2>&1 || { cat "$output" >&2; fail "The build of $project failed; see above."; }
  done
  mv "$stamp.new" "$stamp"
  mv "$names.new" "$names"
}
