#!/bin/sh
# workerd with flags of V8: what MINIFLARE_WORKERD_PATH names. It becomes workerd, so that whoever ends this ends that.
set -eu
here=$(dirname "$0")
workerd=$(node -p 'require(process.argv[1]).default' "$here/../workers/node_modules/workerd")
config=$(mktemp)
node "$here/v8-flags.mjs" >"$config"
exec <"$config"
rm "$config"
exec "$workerd" "$@"
