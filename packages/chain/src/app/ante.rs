//! What a transaction costs by itself, before any of its messages runs.

use cosmwasm_std::{Addr, CosmosMsg};

use crate::app::keepers::Keepers;
use crate::app::signed::encode;
use crate::encoding::bytes::count;
use crate::modules::auth::Account;
use crate::modules::error::Failure;
use crate::store::gas::{Cost, OutOfGas};

/// x/auth's `TxSizeCostPerByte` and `SigVerifyCostSecp256k1`.
const TX_BYTE: u64 = 10;
const SIGNATURE: u64 = 1_000;

/// wasmd's ante handlers in their order: counter, circuit breaker, size, fee, key, signature,
/// sequence. What they charge is the base price of the transaction.
pub(crate) fn charge(keepers: &Keepers, sender: &Addr, msgs: &[CosmosMsg]) -> Result<(), Failure> {
    let signer = keepers.api.canonical(sender.as_str())?;
    let auth = &keepers.auth;
    auth.warm_account(&signer)?;
    keepers.context.reset_meter();
    keepers.wasm.records.count_transaction()?;
    keepers.circuit.check(msgs.len())?;
    charge_size(keepers, &signer, sender, msgs)?;
    // `DeductFee` asks for the payer before the bank does.
    auth.read_account(&signer)?;
    keepers.bank.charge_fee(&signer)?;
    auth.read_account(&signer)?;
    auth.read_params()?;
    auth.read_params()?;
    auth.read_account(&signer)?;
    keepers.context.charge(Cost::Base, SIGNATURE)?;
    auth.read_account(&signer)?;
    let account = auth.read_account(&signer)?.unwrap_or_default();
    let next = Account {
        sequence: account.sequence.saturating_add(1),
        ..account
    };
    auth.write_account(&signer, &next)?;
    keepers.context.meter().close_base();
    Ok(())
}

fn charge_size(
    keepers: &Keepers,
    signer: &[u8],
    sender: &Addr,
    msgs: &[CosmosMsg],
) -> Result<(), OutOfGas> {
    keepers.auth.read_params()?;
    let sequence = keepers.auth.sequence(signer);
    let size = count(encode(sender, msgs, sequence).len());
    keepers
        .context
        .charge(Cost::Base, size.saturating_mul(TX_BYTE))
}
