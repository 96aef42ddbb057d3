#!/usr/bin/env bash
# From a folder of photographs to a model in service: the workbench's whole loop; 13 minutes on two cores for lfw-dev.
#   examples/workbench.sh [PHOTOS [FOLDER]]
#
# PHOTOS holds one folder a person (default: Labeled Faces in the Wild, where it lies beside this project); some 800 people
# with two pictures or more are what the evidence at the end takes. FOLDER gets the data set, every page, and a
# LIKENESS_HOME of its own, so that the default model of this machine stays what it is.
set -euo pipefail
cd "$(dirname "$0")/.."
photos=${1:-../shared/data/lfw-dev}
folder=${2:-$(mktemp -d)}
mkdir -p "$folder"
export LIKENESS_HOME=$folder/home
people=$folder/people
node scripts/setup.mjs --build
step() { printf '\n\033[1m%s\033[0m\n' "$*"; }
likeness() { printf '$ likeness %s\n' "$*"; node dist/cli/main.js "$@"; }
[ -d "$photos" ] || { echo "there are no photographs in $photos: name a folder with one folder a person" >&2; exit 2; }

step '1  Photographs become a data set'
likeness data ingest "$photos" "$people" --link --source-type selfie --licence 'for research' --purpose 'trying the workbench'
likeness data inspect "$people" --out "$folder/inspection.html"

step '2  Wrong labels are proposed (look at the page), and here taken at their word'
likeness data clean "$people" --page "$folder/clean.html" --apply

step '3  Nobody is in two parts'
likeness data split "$people" --train 0.45 --calibrate 0.25 --test 0.3 --keep-together

step '4  What a passport’s chip makes of a portrait'
likeness data degrade "$people" --process chip-jpeg

step '5  Heads for documents and a crowd of strangers, learned over the embedder as it is'
cat > "$folder/documents.json" <<'JSON'
{ "kind": "adapter", "name": "documents", "dataset": "people", "crowd": { "nearest": 10 } }
JSON
likeness train "$folder/documents.json"

step '6  Measured on people whom it never saw, beside the default'
likeness data pairs "$people" --part test --reference chip --probe selfie --per-subject 10 --non-mated 300 --out "$folder/pairs.csv"
likeness evaluate accurate documents --dataset "$people" --part test --protocol "$folder/pairs.csv" --fmr 1e-3 --out "$folder/report"
likeness models attach "$folder/report/report.json"

step '7  Thresholds from others again'
likeness calibrate documents --dataset "$people" --part calibrate --protocol documents --apply

step '8  Into service, on evidence alone'
# Some 250 people with chip portraits can rule out a loss of five points and not, as is usual, of one: more people would.
likeness models promote documents --fmr 1e-3 --margin 0.05 --reason 'fewer misses on chip portraits'
likeness models card documents --out "$folder/card.html"
printf '\nPages:\n'
printf '  %s\n' "$folder"/*.html "$folder"/report/report.html
