#!/usr/bin/env bash
# Runs the canonical workload and writes artifacts/bench/summary.json and summary.md. Arguments run one rung instead:
#   ./run-bench.sh                       the whole ladder, about four minutes on two cores
#   ./run-bench.sh --compare DIR         the same, beside the summary.json of an earlier run in DIR
#   ./run-bench.sh recover --seconds 10  one rung
#   ./run-bench.sh memory                a million accepted and unsettled payments, figure by figure
#   ./run-bench.sh verify                the verifier beside libsecp256k1 and others, under a minute
#   ./run-bench.sh --help                what there is
set -euo pipefail
cd "$(dirname "$0")"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
dotnet build bench/SettleEngine.LoadBench -c Release --nologo -v quiet >"$log" 2>&1 || { cat "$log" >&2; exit 1; }
dotnet artifacts/bin/SettleEngine.LoadBench/release/SettleEngine.LoadBench.dll "$@"
