// Compares artifacts/gas.json (embedded chain) with artifacts/wasmd-gas.json (wasmd): exit 1 when a
// case is missing or more than 1 % apart, or when wasmd's figures are of other artifacts than these.
//   node compare.mjs

import { readFileSync } from "node:fs";

const MAX_PERCENT = 1;
const artifacts = new URL("../../../artifacts/", import.meta.url);
const read = (name) => readFileSync(new URL(name, artifacts), "utf8");
const ours = JSON.parse(read("gas.json")).cases;
const theirs = JSON.parse(read("wasmd-gas.json"));

const faults = [];
for (const line of read("checksums.txt").trim().split("\n")) {
  const [checksum, name] = line.split("  ");
  if (theirs.artifacts?.[name] !== checksum) faults.push(`wasmd's figures are of another ${name}`);
}
for (const [name, embedded] of Object.entries(ours)) {
  for (const mode of ["pinned", "unpinned"]) {
    const wasmd = theirs.cases[name]?.[mode];
    const percent = wasmd ? (100 * (embedded[mode] - wasmd)) / wasmd : NaN;
    if (!(Math.abs(percent) <= MAX_PERCENT)) faults.push(`${name}, ${mode}: ${wasmd ? `more than ${MAX_PERCENT} % apart` : "not measured on wasmd"}`);
    const figures = [embedded[mode], wasmd ?? "-", `${percent.toFixed(2)} %`];
    console.log(`${name.padEnd(22)} ${mode.padEnd(9)} ${figures.map((text) => String(text).padStart(9)).join("")}`);
  }
}
if (faults.length > 0) {
  faults.forEach((fault) => console.error(`error: ${fault}`));
  console.error("run tests/e2e/wasmd/run, or mend packages/chain");
  process.exit(1);
}
