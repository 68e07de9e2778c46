//! The one way money leaves.
//!
//! A payment that fails must not stop the others, nor the message that caused it: each goes out as a
//! submessage, and what comes back is kept for its payee (`PaymentHeld`), who claims it later.

use cosmwasm_std::{
    coins, Api, BankMsg, Binary, CanonicalAddr, CosmosMsg, Deps, DepsMut, Response, SubMsg, Uint128,
};
use tender_interfaces::bme::{Bme, Payment};
use tender_interfaces::events::PaymentHeld;
use tender_interfaces::token::Token;
use tender_math::MathError;
use tender_storage::{pack, packed, unpack};
use tender_types::AssetIndex;

use crate::state::{AssetRow, Claimable, Config, ASSETS, CLAIMABLE};
use crate::ContractError;

/// Asset 0.
pub const CREDIT: AssetIndex = 0;

/// Replies with this id are of payments; the payload is a [`Payout`].
pub const PAYMENT_REPLY: u64 = 1;

/// What one payment message carries, so that its failure can be booked.
#[derive(Clone, Debug, PartialEq)]
pub struct Payout {
    asset: AssetIndex,
    payees: Vec<Payee>,
}

#[derive(Clone, Debug, PartialEq)]
struct Payee {
    payee: CanonicalAddr,
    amount: Uint128,
}

packed!(Row 1 "payout": Payout { asset, payees });
packed!(Payee { payee, amount });

/// Payments of one message, each payee and asset once, in the order they were first named.
#[derive(Default)]
pub struct Payouts(Vec<Payout>);

impl Payouts {
    /// One payment.
    pub fn one(
        asset: AssetIndex,
        payee: &CanonicalAddr,
        amount: Uint128,
    ) -> Result<Self, MathError> {
        let mut payouts = Self::default();
        payouts.add(asset, payee, amount)?;
        Ok(payouts)
    }

    /// Adds a payment; one of nothing is none.
    pub fn add(
        &mut self,
        asset: AssetIndex,
        payee: &CanonicalAddr,
        amount: Uint128,
    ) -> Result<(), MathError> {
        if amount.is_zero() {
            return Ok(());
        }
        let known = self.0.iter_mut().find(|payout| payout.asset == asset);
        let Some(payout) = known else {
            let payees = vec![Payee {
                payee: payee.clone(),
                amount,
            }];
            self.0.push(Payout { asset, payees });
            return Ok(());
        };
        let known = payout.payees.iter_mut().find(|entry| entry.payee == *payee);
        match known {
            Some(entry) => entry.amount = sum(entry.amount, amount)?,
            None => payout.payees.push(Payee {
                payee: payee.clone(),
                amount,
            }),
        }
        Ok(())
    }

    /// The payments, as messages that cannot fail the transaction.
    pub fn deliver(self, deps: Deps, config: &Config) -> Result<Vec<SubMsg>, ContractError> {
        let mut messages = vec![];
        for payout in self.0 {
            for (message, payout) in split(deps, config, payout)? {
                let message = SubMsg::reply_on_error(message, PAYMENT_REPLY);
                messages.push(message.with_payload(pack(&payout)));
            }
        }
        Ok(messages)
    }

    /// The payments, as messages that fail the transaction when they fail: for a payee who asks for
    /// what is held for it, and keeps it by failing.
    pub fn insist(self, deps: Deps, config: &Config) -> Result<Vec<CosmosMsg>, ContractError> {
        let mut messages = vec![];
        for payout in self.0 {
            let parts = split(deps, config, payout)?.into_iter();
            messages.extend(parts.map(|(message, _)| message));
        }
        Ok(messages)
    }
}

/// Destroys credit.
pub fn burn(api: &dyn Api, config: &Config, amount: Uint128) -> Result<CosmosMsg, ContractError> {
    Ok(Bme(api.addr_humanize(&config.credit)?).burn(amount)?.into())
}

/// Keeps a payment that failed for its payees.
pub fn hold(deps: DepsMut, payload: &Binary) -> Result<Response, ContractError> {
    let Payout { asset, payees } = unpack(payload).map_err(ContractError::Payload)?;
    let mut response = Response::new();
    for Payee { payee, amount } in payees {
        let human = deps.api.addr_humanize(&payee)?;
        let key = (payee, asset);
        let held = CLAIMABLE.may_load(deps.storage, &key)?.unwrap_or_default();
        let micro = sum(held.micro, amount)?;
        CLAIMABLE.save(deps.storage, &key, &Claimable { micro });
        response = response.add_event(PaymentHeld {
            payee: human.into(),
            asset,
            claimable: micro,
        });
    }
    Ok(response)
}

/// A payout as messages, each with the part of it that it carries: all credit in one, everything else
/// payee by payee, so that one bad payee is alone.
fn split(
    deps: Deps,
    config: &Config,
    payout: Payout,
) -> Result<Vec<(CosmosMsg, Payout)>, ContractError> {
    if payout.asset == CREDIT {
        return Ok(vec![(in_credit(deps.api, config, &payout)?, payout)]);
    }
    let asset = ASSETS.load(deps.storage, &payout.asset)?;
    let alone = |entry: Payee| {
        let message = in_asset(deps.api, &asset, &entry)?;
        let payees = vec![entry];
        Ok((message, Payout { payees, ..payout }))
    };
    payout.payees.into_iter().map(alone).collect()
}

fn in_credit(api: &dyn Api, config: &Config, payout: &Payout) -> Result<CosmosMsg, ContractError> {
    let payment = |entry: &Payee| {
        Ok(Payment {
            to: api.addr_humanize(&entry.payee)?.into(),
            amount: entry.amount,
        })
    };
    let payments: Result<Vec<_>, ContractError> = payout.payees.iter().map(payment).collect();
    Ok(Bme(api.addr_humanize(&config.credit)?)
        .pay(payments?)?
        .into())
}

fn in_asset(api: &dyn Api, asset: &AssetRow, entry: &Payee) -> Result<CosmosMsg, ContractError> {
    let payee = api.addr_humanize(&entry.payee)?;
    Ok(match asset {
        AssetRow::Native { denom } => BankMsg::Send {
            to_address: payee.into(),
            amount: coins(entry.amount.u128(), denom),
        }
        .into(),
        AssetRow::Cw20 { contract } => Token(api.addr_humanize(contract)?)
            .transfer(&payee, entry.amount)?
            .into(),
    })
}

fn sum(a: Uint128, b: Uint128) -> Result<Uint128, MathError> {
    a.checked_add(b)
        .map_err(|_| MathError::Overflow { what: "a payment" })
}
