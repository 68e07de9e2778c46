// Compares artifacts/gas.json (embedded chain) with artifacts/wasmd-gas.json (wasmd): exit 1 when a
// case is missing or more than 3 % apart.
//   node compare.mjs GAS WASMD_GAS

import { readFileSync } from "node:fs";

const MAX_PERCENT = 3;
const [ours, theirs] = process.argv.slice(2).map((file) => JSON.parse(readFileSync(file, "utf8")).cases);

let failures = 0;
for (const [name, embedded] of Object.entries(ours)) {
  for (const mode of ["pinned", "unpinned"]) {
    const wasmd = theirs[name]?.[mode];
    const percent = wasmd ? (100 * (embedded[mode] - wasmd)) / wasmd : NaN;
    const within = Math.abs(percent) <= MAX_PERCENT;
    if (!within) failures += 1;
    const verdict = within ? "" : wasmd ? `  more than ${MAX_PERCENT} % apart` : "  not measured on wasmd";
    const figures = [embedded[mode], wasmd ?? "-", `${percent.toFixed(2)} %`];
    console.log(`${name.padEnd(22)} ${mode.padEnd(9)} ${figures.map((text) => String(text).padStart(9)).join("")}${verdict}`);
  }
}
if (failures > 0) {
  console.error(`error: ${failures} figures differ; run tests/e2e/wasmd/run, or mend packages/chain`);
  process.exit(1);
}
