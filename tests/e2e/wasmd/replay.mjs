// Replays a script of transactions on a wasmd node and prints the gas of each case as JSON.
//   node replay.mjs SCRIPT ARTIFACTS RPC [--pin]
// The format of SCRIPT is in README.md.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DirectSecp256k1Wallet } from "@cosmjs/proto-signing";
import { Chain, govAddress, pinCodes } from "./chain.mjs";

const [scriptFile, artifacts, rpc, pin] = process.argv.slice(2);
if (!rpc || (pin && pin !== "--pin")) {
  console.error("usage: node replay.mjs SCRIPT ARTIFACTS RPC [--pin]");
  process.exit(2);
}
const script = JSON.parse(readFileSync(scriptFile, "utf8"));
const mode = pin ? "pinned" : "unpinned";

/** The same key the embedded chain gives an actor, so the same address. */
const wallet = (name) =>
  DirectSecp256k1Wallet.fromKey(createHash("sha256").update(name).digest(), script.prefix);

const chain = await Chain.connect(rpc);
await chain.add("validator", await wallet("validator"));
for (const name of Object.keys(script.actors)) await chain.add(name, await wallet(name));

/** Code ids are positions in the script: the addresses of contracts are made of them. */
async function upload() {
  for (const [index, name] of script.codes.entries()) {
    const wasm = readFileSync(join(artifacts, `${name}.wasm`));
    const codeId = await chain.upload("validator", wasm);
    if (codeId !== index + 1) throw new Error(`${name} got code ${codeId}; start a fresh chain`);
    console.error(`${mode}: stored ${name} as code ${codeId}`);
  }
}

/** A signer's first transaction costs more, because its key is stored: nobody's case starts there. */
async function fundAndWarmUp() {
  for (const [name, coins] of Object.entries(script.actors)) {
    const to = chain.address(name);
    await chain.send("validator", [{ send: { to, amount: coins } }], script.fee);
    await chain.send(name, [{ send: { to, amount: [script.fee] } }], script.fee);
  }
}

/** As much time passes between two steps as did on the embedded chain, and no step is in its past. */
async function waitFor(step, before) {
  const passed = before ? before.block + (step.time - before.time) : 0;
  await chain.waitUntil(Math.max(step.time, passed));
}

/** A round is named by the height at which it began, which is another here: by the script's. */
const rounds = new Map();

const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
const uint64 = (number) => BigInt(number).toString(16).padStart(16, "0");

/** The message of the script, with the rounds of this chain, and what names one sealed anew. */
function translated(message) {
  if (!message.execute) return message;
  let text = message.execute.msg;
  for (const [theirs, ours] of rounds) {
    text = text.replaceAll(`"round":${theirs}`, `"round":${ours}`);
    for (const sealed of script.sealed) {
      if (!sealed.includes(uint64(theirs))) continue;
      const anew = sealed.replace(uint64(theirs), uint64(ours));
      text = text.replaceAll(sha256(Buffer.from(sealed, "hex")), sha256(Buffer.from(anew, "hex")));
    }
  }
  return { execute: { ...message.execute, msg: text } };
}

async function replay() {
  const cases = {};
  let before;
  for (const [index, step] of script.steps.entries()) {
    const label = `step ${index} (${step.case ?? "setup"}, ${step.sender})`;
    await waitFor(step, before);
    const result = await chain.send(step.sender, step.msgs.map(translated), script.fee).catch((error) => {
      throw new Error(`${label}: ${error.message}`);
    });
    for (const [index, round] of (step.rounds ?? []).entries()) rounds.set(round, result.rounds[index]);
    before = { time: step.time, block: await chain.now() };
    expectAddresses(label, step.msgs, result.created);
    if (step.case) cases[step.case] = (cases[step.case] ?? 0) + result.gas;
    report(label, step, result.gas);
  }
  return cases;
}

/** Messages name contracts by address, so a wrong one would only show much later. */
function expectAddresses(label, msgs, created) {
  const wanted = msgs.flatMap(({ instantiate }) => instantiate?.address ?? []);
  for (const [index, address] of wanted.entries()) {
    if (created[index] !== address) {
      throw new Error(`${label}: expected the contract at ${address}, wasmd put it at ${created[index]}`);
    }
  }
}

function report(label, step, gas) {
  const ours = step.gas?.[mode];
  const apart = ours ? `, embedded ${ours} (${((100 * (ours - gas)) / gas).toFixed(2)} %)` : "";
  console.error(`${mode}: ${label}: ${gas} gas${apart}`);
}

await upload();
await fundAndWarmUp();
if (pin) {
  await pinCodes(chain, "validator", govAddress(script.prefix), script.codes.length);
}
console.log(JSON.stringify(await replay()));
chain.disconnect();
