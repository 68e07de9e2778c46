//! The one way money leaves.
//!
//! A payment that fails must not stop the others, nor the message that caused it: each goes out as a
//! submessage, and what comes back is kept for its payee (`PaymentHeld`), who claims it later.

use cosmwasm_std::{
    coins, Addr, Api, BankMsg, Binary, CanonicalAddr, CosmosMsg, Deps, DepsMut, Response,
    StdResult, SubMsg,
};
use tender_interfaces::bme::{Bme, Payment};
use tender_interfaces::events::PaymentHeld;
use tender_interfaces::token::Token;
use tender_math::{Checked, MathError};
use tender_storage::{pack, packed, unpack};
use tender_types::{Act, AssetIndex, Micro};

use crate::state::{AssetRow, Claimable, Config, ASSETS, CLAIMABLE};
use crate::ContractError;

/// Replies with this id are of payments; the payload is a [`Payout`].
pub const PAYMENT_REPLY: u64 = 1;

/// What one payment message carries, so that its failure can be booked.
struct Payout {
    asset: AssetIndex,
    payees: Vec<Payee>,
}

struct Payee {
    payee: CanonicalAddr,
    amount: Micro,
}

packed!(Row 1 "payout": Payout { asset, payees });
packed!(Payee { payee, amount });

/// Payments of one message, each payee and asset once, in the order they were first named.
#[derive(Default)]
#[must_use = "nobody is paid until they are delivered"]
pub struct Payouts {
    payouts: Vec<Payout>,
    addresses: Addresses,
}

/// Addresses as text, each asked of the chain once.
#[derive(Default)]
struct Addresses(Vec<(CanonicalAddr, Addr)>);

impl Addresses {
    fn of(&mut self, api: &dyn Api, canonical: &CanonicalAddr) -> StdResult<Addr> {
        if let Some((_, address)) = self.0.iter().find(|(known, _)| known == canonical) {
            return Ok(address.clone());
        }
        let address = api.addr_humanize(canonical)?;
        self.0.push((canonical.clone(), address.clone()));
        Ok(address)
    }
}

impl Payouts {
    /// One payment; of nothing, none.
    pub fn one(asset: AssetIndex, payee: &CanonicalAddr, amount: Micro) -> Self {
        let payee = payee.clone();
        let payees = vec![Payee { payee, amount }];
        let all = vec![Payout { asset, payees }];
        Self {
            payouts: all.into_iter().filter(|_| !amount.is_zero()).collect(),
            addresses: Addresses::default(),
        }
    }

    /// Adds a payment; one of nothing is none. Answers with the payee's address, for the event that tells.
    ///
    /// # Errors
    /// `math/overflow` for amounts beyond any real money, and when an address cannot be read.
    pub fn add(
        &mut self,
        api: &dyn Api,
        asset: AssetIndex,
        payee: &CanonicalAddr,
        amount: Micro,
    ) -> Result<String, ContractError> {
        self.sum_up(asset, payee, amount)?;
        self.address(api, payee)
    }

    /// An address as text, asked of the chain once for each message.
    ///
    /// # Errors
    /// Only when it cannot be read.
    pub fn address(
        &mut self,
        api: &dyn Api,
        canonical: &CanonicalAddr,
    ) -> Result<String, ContractError> {
        Ok(self.addresses.of(api, canonical)?.into())
    }

    fn sum_up(
        &mut self,
        asset: AssetIndex,
        payee: &CanonicalAddr,
        amount: Micro,
    ) -> Result<(), MathError> {
        if amount.is_zero() {
            return Ok(());
        }
        let known = self.payouts.iter_mut().find(|payout| payout.asset == asset);
        let Some(payout) = known else {
            let first = Self::one(asset, payee, amount);
            self.payouts.extend(first.payouts);
            return Ok(());
        };
        let known = payout.payees.iter_mut().find(|entry| entry.payee == *payee);
        match known {
            Some(entry) => {
                entry.amount = entry.amount.checked_add(amount).or_overflow("a payment")?;
            }
            None => payout.payees.push(Payee {
                payee: payee.clone(),
                amount,
            }),
        }
        Ok(())
    }

    /// The payments, as messages that cannot fail the transaction.
    ///
    /// # Errors
    /// Only when a row or an address cannot be read.
    pub fn deliver(mut self, deps: Deps, config: &Config) -> Result<Vec<SubMsg>, ContractError> {
        let mut messages = vec![];
        for payout in self.payouts {
            for (message, payout) in split(deps, config, &mut self.addresses, payout)? {
                let message = SubMsg::reply_on_error(message, PAYMENT_REPLY);
                messages.push(message.with_payload(pack(&payout)));
            }
        }
        Ok(messages)
    }

    /// The payments, as messages that fail the transaction when they fail: for a payee who asks for
    /// what is held for it, and keeps it by failing.
    ///
    /// # Errors
    /// Only when a row or an address cannot be read.
    pub fn deliver_or_fail(
        mut self,
        deps: Deps,
        config: &Config,
    ) -> Result<Vec<CosmosMsg>, ContractError> {
        let mut messages = vec![];
        for payout in self.payouts {
            let parts = split(deps, config, &mut self.addresses, payout)?.into_iter();
            messages.extend(parts.map(|(message, _)| message));
        }
        Ok(messages)
    }
}

/// Destroys credit: the message that does.
///
/// # Errors
/// Only when an address cannot be read.
pub fn burn(api: &dyn Api, config: &Config, amount: Micro) -> Result<CosmosMsg, ContractError> {
    let bme = Bme(api.addr_humanize(&config.credit)?);
    Ok(bme.burn(Act(amount.0))?.into())
}

/// Keeps a payment that failed for its payees.
///
/// # Errors
/// `escrow/payload` for a reply to something else; `math/overflow` for amounts beyond any real money.
pub fn hold(deps: DepsMut, payload: &Binary) -> Result<Response, ContractError> {
    let Payout { asset, payees } = unpack(payload).map_err(ContractError::Payload)?;
    let mut response = Response::new();
    for Payee { payee, amount } in payees {
        let human = deps.api.addr_humanize(&payee)?;
        let key = (payee, asset);
        let held = CLAIMABLE.may_load(deps.storage, &key)?.unwrap_or_default();
        let micro = held.micro.checked_add(amount).or_overflow("a payment")?;
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
    addresses: &mut Addresses,
    payout: Payout,
) -> Result<Vec<(CosmosMsg, Payout)>, ContractError> {
    if payout.asset == AssetIndex::CREDIT {
        let message = in_credit(deps.api, config, addresses, &payout)?;
        return Ok(vec![(message, payout)]);
    }
    let asset = ASSETS.load(deps.storage, &payout.asset)?;
    let alone = |entry: Payee| {
        let payee = addresses.of(deps.api, &entry.payee)?;
        let message = in_asset(deps.api, &asset, payee, entry.amount)?;
        let payees = vec![entry];
        Ok((message, Payout { payees, ..payout }))
    };
    payout.payees.into_iter().map(alone).collect()
}

fn in_credit(
    api: &dyn Api,
    config: &Config,
    addresses: &mut Addresses,
    payout: &Payout,
) -> Result<CosmosMsg, ContractError> {
    let payment = |entry: &Payee| {
        Ok(Payment {
            to: addresses.of(api, &entry.payee)?.into(),
            amount: Act(entry.amount.0),
        })
    };
    let payments: Result<Vec<_>, ContractError> = payout.payees.iter().map(payment).collect();
    let bme = Bme(api.addr_humanize(&config.credit)?);
    Ok(bme.pay(payments?)?.into())
}

fn in_asset(
    api: &dyn Api,
    asset: &AssetRow,
    payee: Addr,
    amount: Micro,
) -> Result<CosmosMsg, ContractError> {
    Ok(match asset {
        AssetRow::Native { denom } => BankMsg::Send {
            to_address: payee.into(),
            amount: coins(amount.0, denom),
        }
        .into(),
        AssetRow::Cw20 { contract } => Token(api.addr_humanize(contract)?)
            .transfer(&payee, amount.into())?
            .into(),
    })
}
