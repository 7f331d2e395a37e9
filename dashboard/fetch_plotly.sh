#!/bin/sh
# The part of Plotly that our charts need, of the version that the Python package has, from npm and checked. Where there
# is no npm, or no registry, the dashboard serves the whole of Plotly: everything works, the first chart comes later.
set -u
name=plotly.js-cartesian-dist-min version=4.1.1
sum=c5f9a84666b97e571a04de689e09319869e60900e265c89eac2f71d0b5a0de88
target=$(dirname "$0")/bundle

command -v npm >/dev/null 2>&1 || { echo "no npm here: the dashboard serves the whole of Plotly"; exit 0; }
folder=$(mktemp -d) && trap 'rm -rf "$folder"' EXIT
if ! (cd "$folder" && npm pack --silent "$name@$version" >/dev/null 2>&1); then
    echo "npm could not fetch $name $version: the dashboard serves the whole of Plotly"
    exit 0
fi
echo "$sum  $folder/$name-$version.tgz" | sha256sum --check --quiet || exit 1
tar -xzf "$folder/$name-$version.tgz" -C "$folder" && mkdir -p "$target" &&
    mv "$folder/package/plotly-cartesian.min.js" "$target/plotly-cartesian.min.js"
