# Sourced by the scripts beside it: one place for the root, the target folder and the contracts.
# shellcheck shell=bash
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
target=${CARGO_TARGET_DIR:-$root/target}
mkdir -p "$target"
target=$(cd "$target" && pwd)
export CARGO_TARGET_DIR=$target
cd "$root"

# Progress and errors go to stderr, so that a script's results can be piped.
say() { printf '\n==> %s\n' "$*" >&2; }
fail() { printf 'error: %s\n' "$*" >&2; exit 1; }

# A cargo call alone does not add the missing wasm target to a toolchain that is already there.
need_rust() {
  command -v rustup >/dev/null || fail "rustup is missing; install it from https://rustup.rs"
  # Set inside `cargo run`, or by a user: rust-toolchain.toml alone names the compiler.
  unset RUSTUP_TOOLCHAIN
  rustup toolchain install >/dev/null 2>&1 || rustup toolchain install
}

need_node() {
  command -v npm >/dev/null || fail "Node 20 or newer with npm is missing; install it from https://nodejs.org"
}

# The pinned wasm-opt of scripts/package-lock.json.
need_wasm_opt() {
  need_node
  wasm_opt=$root/scripts/node_modules/.bin/wasm-opt
  local want
  want=$(node -p 'require("./scripts/package.json").devDependencies.binaryen.split(".")[0]')
  if [[ ! -x $wasm_opt || $("$wasm_opt" --version) != "wasm-opt version $want "* ]]; then
    say "installing wasm-opt $want (npm ci in scripts/)"
    npm ci --prefix scripts >&2
  fi
}

# `cargo metadata` of the contracts, as lines "<name> <crate> <schema binary>".
contracts() {
  cargo metadata --no-deps --format-version 1 | node -e '
    const { packages } = JSON.parse(require("fs").readFileSync(0, "utf8"));
    const path = require("path");
    const home = path.resolve("contracts") + path.sep;
    for (const { name, manifest_path, targets } of packages) {
      if (!manifest_path.startsWith(home)) continue;
      const schema = targets.find((target) => target.kind.includes("bin"));
      console.log(name.replace(/^tender-/, ""), name, schema ? schema.name : "-");
    }' | sort
}
