#!/usr/bin/env bash
# Makes data/builds/: the builds of Debian's current kernels, out of its packages.
#
#   data/build/bundled-builds.sh [PACKAGE…]
#
# The packages come from the archives that this machine's apt uses, Debian 12 (bookworm), with their backports and for both
# arches; apt's own lists and settings stay as they are. Needs no root.
set -euo pipefail
cd "$(dirname "$0")/../.."

packages=("$@")
if ((${#packages[@]} == 0)); then
  packages=(
    linux-image-6.1.0-55-cloud-amd64
    linux-image-6.1.0-56-{amd64,cloud-amd64}
    linux-image-6.1.0-56-{arm64,cloud-arm64}:arm64
    linux-image-6.12.117+deb12-{amd64,cloud-amd64}
    linux-image-6.12.117+deb12-{arm64,cloud-arm64}:arm64
  )
fi

scratch=$(mktemp -d -t errnopath-builds.XXXXXX)
trap 'rm -rf "$scratch"' EXIT
mkdir -p "$scratch"/{state/lists/partial,cache/archives/partial}
touch "$scratch/status"

# Lines like `deb ARCHIVE bookworm main`, and a suite for backports beside that of the release.
apt-get indextargets --format 'deb $(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' |
  grep -E '^deb [^ ]+ bookworm(-security|-backports)? main$' |
  sed -E 'p; s/ bookworm main$/ bookworm-backports main/' | sort -u >"$scratch/sources.list"
if [[ ! -s $scratch/sources.list ]]; then
  echo 'bundled-builds: bookworm is not among the apt sources of this machine' >&2
  exit 1
fi

options=(
  -o "Dir::Etc::sourcelist=$scratch/sources.list" -o Dir::Etc::sourceparts=/dev/null
  -o "Dir::State=$scratch/state" -o "Dir::State::status=$scratch/status" -o "Dir::Cache=$scratch/cache"
  -o Acquire::Languages=none -o APT::Architecture=amd64
  -o APT::Architectures::=amd64 -o APT::Architectures::=arm64
)
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
[[ -e $keyring ]] && options+=(-o "Dir::Etc::trusted=$keyring")

apt-get "${options[@]}" -qq update
for package in "${packages[@]}"; do
  mkdir "$scratch/package"
  (cd "$scratch/package" && apt-get "${options[@]}" -qq download "$package" 2>"$scratch/log") || {
    cat "$scratch/log" >&2
    exit 1
  }
  node bin/errnopath.mjs build-info "$scratch"/package/*.deb --out data/builds
  rm -r "$scratch/package"
done
