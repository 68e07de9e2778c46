// A wasmd node as the replay needs it: send, upload, pin, wait.

import { createHash } from "node:crypto";
import { SigningCosmWasmClient, wasmTypes } from "@cosmjs/cosmwasm";
import { toBech32, toUtf8 } from "@cosmjs/encoding";
import { Registry } from "@cosmjs/proto-signing";
import { createProtobufRpcClient, defaultRegistryTypes, QueryClient } from "@cosmjs/stargate";
import { connectComet } from "@cosmjs/tendermint-rpc";
import { MsgSubmitProposal, MsgVote } from "cosmjs-types/cosmos/gov/v1/tx";
import { QueryClientImpl } from "cosmjs-types/cosmwasm/wasm/v1/query";
import { MsgPinCodes } from "cosmjs-types/cosmwasm/wasm/v1/tx";

const registry = new Registry([
  ...defaultRegistryTypes,
  ...wasmTypes,
  ["/cosmos.gov.v1.MsgSubmitProposal", MsgSubmitProposal],
  ["/cosmos.gov.v1.MsgVote", MsgVote],
]);

// The limit is part of a transaction's bytes, which cost gas: 200 000 to 2 097 151 take the same.
const GAS_LIMIT = "2000000";
const UPLOAD_GAS = "20000000";
const DEPOSIT = { denom: "stake", amount: "10000000" };
const FREE = { denom: "stake", amount: "1" };

const sleep = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

export class Chain {
  #comet;
  #signers = new Map();

  static async connect(rpc) {
    const chain = new Chain();
    chain.#comet = await connectComet(rpc);
    return chain;
  }

  async add(name, wallet) {
    const options = { registry, broadcastPollIntervalMs: 100 };
    const client = SigningCosmWasmClient.createWithSigner(this.#comet, wallet, options);
    const [{ address }] = await wallet.getAccounts();
    this.#signers.set(name, { client, address });
  }

  address(name) {
    return this.#signer(name).address;
  }

  /** One transaction of the script's messages: its gas, the contracts it created, the rounds it began. */
  async send(name, msgs, fee) {
    const { address } = this.#signer(name);
    const result = await this.sign(name, msgs.map((msg) => encode(address, msg)), fee, GAS_LIMIT);
    const told = (event, wanted) =>
      result.events
        .filter(({ type }) => type === event)
        .map(({ attributes }) => attributes.find(({ key }) => key === wanted).value);
    const created = told("instantiate", "_contract_address");
    return { gas: Number(result.gasUsed), created, rounds: told("wasm-tender_auction_opened", "round") };
  }

  /** One transaction of protobuf messages; throws what the chain says when it fails. */
  async sign(name, msgs, fee, gas) {
    const { client, address } = this.#signer(name);
    const result = await client.signAndBroadcast(address, msgs, { amount: [fee], gas });
    if (result.code !== 0) throw new Error(result.rawLog);
    return result;
  }

  async upload(name, wasm) {
    const { client, address } = this.#signer(name);
    const { codeId } = await client.upload(address, wasm, { amount: [FREE], gas: UPLOAD_GAS });
    return codeId;
  }

  /** Time of the latest block, in seconds. */
  async now() {
    const { syncInfo } = await this.#comet.status();
    return syncInfo.latestBlockTime.getTime() / 1000;
  }

  /** Time cannot be moved on a real chain. */
  async waitUntil(seconds) {
    while ((await this.now()) < seconds) await sleep(300);
  }

  async pinnedCodes() {
    const rpc = createProtobufRpcClient(new QueryClient(this.#comet));
    return (await new QueryClientImpl(rpc).PinnedCodes({})).codeIds.length;
  }

  disconnect() {
    this.#comet.disconnect();
  }

  #signer(name) {
    const signer = this.#signers.get(name);
    if (!signer) throw new Error(`no actor ${name}: list it in the script's actors`);
    return signer;
  }
}

/** `msg` is JSON text, so that the bytes on chain are those the embedded chain was given. */
function encode(sender, { instantiate, execute, send }) {
  if (instantiate) {
    const { code, label, admin, msg, funds } = instantiate;
    const value = { sender, admin: admin ?? "", codeId: BigInt(code), label, msg: toUtf8(msg), funds };
    return { typeUrl: "/cosmwasm.wasm.v1.MsgInstantiateContract", value };
  }
  if (execute) {
    const { contract, msg, funds } = execute;
    const value = { sender, contract, msg: toUtf8(msg), funds };
    return { typeUrl: "/cosmwasm.wasm.v1.MsgExecuteContract", value };
  }
  const value = { fromAddress: sender, toAddress: send.to, amount: send.amount };
  return { typeUrl: "/cosmos.bank.v1beta1.MsgSend", value };
}

/** The gov module's account, which alone may pin. */
export function govAddress(prefix) {
  return toBech32(prefix, createHash("sha256").update("gov").digest().subarray(0, 20));
}

/** Pins codes 1 to `count` by a proposal and the validator's vote. */
export async function pinCodes(chain, name, authority, count) {
  const codeIds = Array.from({ length: count }, (_, index) => BigInt(index + 1));
  const pin = MsgPinCodes.encode({ authority, codeIds }).finish();
  const address = chain.address(name);
  const proposal = {
    messages: [{ typeUrl: "/cosmwasm.wasm.v1.MsgPinCodes", value: pin }],
    initialDeposit: [DEPOSIT],
    proposer: address,
    metadata: "",
    title: "Pin the suite",
    summary: "Pin the suite",
    expedited: false,
  };
  const submit = { typeUrl: "/cosmos.gov.v1.MsgSubmitProposal", value: proposal };
  await chain.sign(name, [submit], FREE, GAS_LIMIT);
  const vote = { proposalId: 1n, voter: address, option: 1, metadata: "" };
  await chain.sign(name, [{ typeUrl: "/cosmos.gov.v1.MsgVote", value: vote }], FREE, GAS_LIMIT);
  while ((await chain.pinnedCodes()) < count) await sleep(300);
}
