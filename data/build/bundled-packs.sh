#!/usr/bin/env bash
# Makes data/packs/: the packs of Debian's kernels, out of its source packages, all but 6.12 coded against another one.
#
#   data/build/bundled-packs.sh            download the packages and index them (a quarter of an hour each on two cores)
#   data/build/bundled-packs.sh FOLDER     take the packs that `errnopath index` has written to FOLDER
#
# The packages come from the archives that this machine's apt uses, Debian 12 (bookworm), with the suites beside it that hold
# the other kernels; apt's own lists and settings stay as they are. Needs no root.
set -euo pipefail
cd "$(dirname "$0")/../.."

# What the builds of data/builds and the truth of test/truth were taken from: the release stays until they change.
packages=(linux-source-5.10 linux-source-6.1 linux-source-6.12=6.12.117-1~deb12u1 linux-source-7.2 linux-source-7.3)
# Line and base, bases first: neighbours have most in common.
chain=(6.12: 6.1:6.12 5.10:6.1 7.2:6.12 7.3:7.2)

scratch=$(mktemp -d -t errnopath-packs.XXXXXX)
trap 'rm -rf "$scratch"' EXIT

if (($# > 0)); then
  given=$1
else
  given=$scratch/packs
  mkdir -p "$given" "$scratch"/{state/lists/partial,cache/archives/partial}
  touch "$scratch/status"
  archive() { # the address of a suite's archive, as apt knows it
    apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' |
      sed -n "s/ $1 main\$//p" | sort -u | head -n 1
  }
  main=$(archive bookworm)
  security=$(archive bookworm-security)
  if [[ -z $main || -z $security ]]; then
    echo 'bundled-packs: bookworm and bookworm-security are not among the apt sources of this machine' >&2
    exit 1
  fi
  for suite in bullseye bookworm trixie-backports sid experimental; do echo "deb $main $suite main"; done >"$scratch/sources.list"
  for suite in bullseye-security bookworm-security; do echo "deb $security $suite main"; done >>"$scratch/sources.list"
  options=(
    -o "Dir::Etc::sourcelist=$scratch/sources.list" -o Dir::Etc::sourceparts=/dev/null
    -o "Dir::State=$scratch/state" -o "Dir::State::status=$scratch/status" -o "Dir::Cache=$scratch/cache"
    -o Acquire::Languages=none
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
    node bin/errnopath.mjs index "$scratch"/package/*.deb --out "$given"
    rm -r "$scratch/package"
  done
fi

pack_of() { # the one pack of a line in a folder
  local found=("$1/$2".*.pack)
  if ((${#found[@]} != 1)) || [[ ! -e ${found[0]} ]]; then
    echo "bundled-packs: $1 has to hold one pack of $2" >&2
    exit 1
  fi
  echo "${found[0]}"
}

mkdir "$scratch/shared"
for entry in "${chain[@]}"; do
  pack=$(pack_of "$given" "${entry%%:*}")
  if [[ -z ${entry#*:} ]]; then
    cp "$pack" "$scratch/shared/"
  else
    base=$(pack_of "$scratch/shared" "${entry#*:}")
    node bin/errnopath.mjs pack share "$pack" --base "$base" --out "$scratch/shared/$(basename "$pack")"
  fi
done
mkdir -p data/packs
rm -f data/packs/*.pack data/packs/*.base
mv "$scratch"/shared/*.pack data/packs/
du -cb data/packs/*.pack
