#!/usr/bin/env bash
# Runs the fuzz targets (Fuzzing/) one after another: those of TARGETS, or all; each for SECONDS_EACH. What a target learns
# stays in .build-fuzz/corpus, so that the next run goes on from there.
set -euo pipefail
cd "$(dirname "$0")/.."

build=${FUZZ_BUILD:-.build-fuzz}
seconds=${SECONDS_EACH:-600}
program=$build/release/nightjar-fuzz
read -ra targets <<< "${TARGETS:-$("$program" --list | tr '\n' ' ')}"
mkdir -p "$build/corpus" "$build/crashers"

failed=()
for target in "${targets[@]}"; do
    corpus=$build/corpus/$target
    log=$build/$target.log
    options=$("$program" --target="$target" --prepare="$corpus")
    echo "==> Fuzzing $target for $seconds s"
    # Without Swift's own backtraces libFuzzer gets to write the input down.
    # shellcheck disable=SC2086
    if SWIFT_BACKTRACE=enable=no "$program" --target="$target" $options -max_total_time="$seconds" \
        -rss_limit_mb=2048 -malloc_limit_mb=256 -timeout=20 -print_final_stats=1 -verbosity=1 \
        -artifact_prefix="$build/crashers/$target-" "$corpus" > "$log" 2>&1; then
        grep -E "stat::number_of_executed|stat::average_exec|stat::peak_rss" "$log" || true
        grep -E "DONE +cov" "$log" || true
    else
        failed+=("$target")
        crasher=$(sed -n 's/.*Test unit written to //p' "$log" | tail -1)
        echo "$target is broken by ${crasher:-something; see $log}"
        # Once more, for the place in the sources. The shell has nothing to say about how that ends.
        [ -z "$crasher" ] || ("$program" --target="$target" "$crasher" 2>&1 \
            | grep -m 12 -E "Fatal error|Swift runtime failure| in nightjar-fuzz at /" | grep -v "fuzzer::") \
            2> /dev/null || true
    fi
done

[ ${#failed[@]} -eq 0 ] || {
    echo "Broken: ${failed[*]}. Put each input into Fuzzing/Crashers/TARGET, and mend what it breaks." >&2
    exit 1
}
