use cosmwasm_std::{to_json_binary, Addr, Binary, Coin, Uint128};
use cw20::Cw20ExecuteMsg;
use serde::Serialize;
use tender_chain::{TxError, TxResult};
use tender_interfaces::escrow::{
    AccountResponse, CloseReason, ExecuteMsg, LeaseResponse, QueryMsg, ReceiveMsg,
};
use tender_interfaces::orderbook::{self, Placed};
use tender_interfaces::{auction, bme, events};
use tender_types::{AccountId, Act, Akt, LeaseKey, Micro, OrderKey, ProviderId, Rate};

use crate::codes::Contract;
use crate::network::Network;
use crate::order::Order;
use crate::world::{Done, World};

impl<N: Network> World<N> {
    /// Burns micro-AKT for credit into the sender's own balance.
    ///
    /// # Errors
    /// `token/insufficient` when the sender has less; `bme/price_unhealthy` without a price; `bme/halted` while
    /// too little AKT stands behind the credit; `bme/below_minimum` for too small an amount.
    pub fn mint(&mut self, sender: &Addr, akt: u128) -> Result<TxResult, TxError> {
        self.mint_with(sender, akt, 0, None)
    }

    /// Burns micro-AKT for at least `min_out` micro-ACT, into `deposit_to`.
    ///
    /// # Errors
    /// As [`World::mint`]; `bme/slippage` when less than `min_out` would come out; what `escrow` refuses of the
    /// deposit, as in [`World::deposit`].
    pub fn mint_with(
        &mut self,
        sender: &Addr,
        akt: u128,
        min_out: u128,
        deposit_to: Option<bme::DepositTo>,
    ) -> Result<TxResult, TxError> {
        let min_out = Act(min_out);
        let hook = bme::ReceiveMsg::Mint {
            min_out,
            deposit_to,
        };
        let bme = self.at.bme.to_string();
        self.call(sender, Contract::Token, &send(bme, akt, &hook))
    }

    /// Burns micro-AKT for credit in a new account: the account.
    ///
    /// # Errors
    /// As [`World::mint`].
    pub fn mint_account(&mut self, sender: &Addr, akt: u128) -> Result<Done<AccountId>, TxError> {
        let to = Some(bme::DepositTo::NewAccount {});
        self.mint_with(sender, akt, 0, to).map(opened)
    }

    /// A tenant with AKT, all of it burned into a new account.
    pub fn tenant(&mut self, name: &str, akt: u128) -> (Addr, AccountId) {
        let sender = self.addr(name);
        self.give_akt(&sender, akt);
        let account = self.mint_account(&sender, akt).expect("a tenant mints");
        (sender, account.value)
    }

    /// Burns micro-ACT for AKT.
    ///
    /// # Errors
    /// `bme/zero_amount`, `bme/below_minimum`; `bme/insufficient_credit`; `bme/price_unhealthy` without a price; `bme/slippage` when less than `min_out`
    /// would come out.
    pub fn redeem(&mut self, sender: &Addr, act: u128, min_out: u128) -> Result<TxResult, TxError> {
        let msg = bme::ExecuteMsg::Redeem {
            amount: Act(act),
            min_out: Akt(min_out),
        };
        self.call(sender, Contract::Bme, &msg)
    }

    /// Opens an account with the sender's credit.
    ///
    /// # Errors
    /// `bme/insufficient_credit`, `bme/zero_amount`.
    pub fn open_account(&mut self, sender: &Addr, act: u128) -> Result<Done<AccountId>, TxError> {
        let escrow = self.at.escrow.to_string();
        let msg = send(escrow, act, &ReceiveMsg::OpenAccount {});
        self.call(sender, Contract::Bme, &msg).map(opened)
    }

    /// Opens an account with coins.
    ///
    /// # Errors
    /// `escrow/unknown_asset` for a denom that is not listed; `guard/one_coin` for none of it.
    pub fn open_native(&mut self, sender: &Addr, coin: Coin) -> Result<Done<AccountId>, TxError> {
        let msg = ExecuteMsg::OpenAccount {};
        self.call_with(sender, Contract::Escrow, &msg, vec![coin])
            .map(opened)
    }

    /// Adds the sender's credit to an account.
    ///
    /// # Errors
    /// `escrow/account_not_found`; `escrow/asset_mismatch`; `escrow/account_overdue` when its grace is over;
    /// `bme/zero_amount`, `bme/insufficient_credit`.
    pub fn deposit(
        &mut self,
        sender: &Addr,
        account: AccountId,
        act: u128,
    ) -> Result<TxResult, TxError> {
        let escrow = self.at.escrow.to_string();
        let msg = send(escrow, act, &ReceiveMsg::Deposit { account });
        self.call(sender, Contract::Bme, &msg)
    }

    /// Adds coins to an account.
    ///
    /// # Errors
    /// As [`World::deposit`] but for credit's, and as [`World::open_native`] for the coin.
    pub fn deposit_native(
        &mut self,
        sender: &Addr,
        account: AccountId,
        coin: Coin,
    ) -> Result<TxResult, TxError> {
        let msg = ExecuteMsg::Deposit { account };
        self.call_with(sender, Contract::Escrow, &msg, vec![coin])
    }

    /// Takes back what the sender put in and is not spent.
    ///
    /// # Errors
    /// `escrow/account_not_found`; `escrow/zero_amount`; `escrow/too_much` for more than can leave now;
    /// `escrow/nothing_to_withdraw`.
    pub fn withdraw_deposit(
        &mut self,
        sender: &Addr,
        account: AccountId,
        amount: Option<u128>,
    ) -> Result<TxResult, TxError> {
        let amount = amount.map(Micro);
        self.call(
            sender,
            Contract::Escrow,
            &ExecuteMsg::WithdrawDeposit { account, amount },
        )
    }

    /// Places an order.
    ///
    /// # Errors
    /// `orderbook/not_fillable` when too little serves an order that must be filled; `demand/...` for names that the
    /// registry has not; what `escrow` refuses of the leases: `escrow/account_not_found`, `escrow/not_owner`,
    /// `escrow/asset_mismatch`, `escrow/insufficient_runway`, `escrow/account_starved`.
    pub fn place(&mut self, sender: &Addr, order: &Order) -> Result<Done<Placed>, TxError> {
        self.call_for_data(sender, Contract::Orderbook, &order.message())
    }

    /// Takes back a resting order.
    ///
    /// # Errors
    /// `orderbook/order_not_found`; `orderbook/not_your_order`.
    pub fn cancel(&mut self, sender: &Addr, order: OrderKey) -> Result<TxResult, TxError> {
        self.call(
            sender,
            Contract::Orderbook,
            &orderbook::ExecuteMsg::CancelOrder { order },
        )
    }

    /// Places an order whose leases are started at once by their providers: the leases.
    ///
    /// # Errors
    /// As [`World::place`].
    pub fn rent(&mut self, sender: &Addr, order: &Order) -> Result<Done<Vec<LeaseKey>>, TxError> {
        let Done { value, tx } = self.place(sender, order)?;
        self.start_all(&value.leases);
        let value = value.leases;
        Ok(Done { value, tx })
    }

    /// Anyone fills a resting order.
    ///
    /// # Errors
    /// `orderbook/order_not_found`, `orderbook/order_over`, `orderbook/nothing_matches`; what `escrow` refuses of
    /// the leases.
    pub fn match_order(&mut self, sender: &Addr, order: OrderKey) -> Result<Done<Placed>, TxError> {
        let max_scan = None;
        let msg = orderbook::ExecuteMsg::MatchOrder { order, max_scan };
        self.call_for_data(sender, Contract::Orderbook, &msg)
    }

    /// Chooses a provider's bid, as it stands now.
    ///
    /// # Errors
    /// `auction/unknown_auction`, `auction/wrong_rule`, `auction/choosing_over`; `guard/not_allowed` for anybody but
    /// the tenant; `auction/no_bid`; `auction/mismatch` when the provider cannot serve now; what `escrow` refuses
    /// of the lease, as in [`World::place`].
    pub fn choose(
        &mut self,
        sender: &Addr,
        order: OrderKey,
        provider: ProviderId,
    ) -> Result<Done<auction::Closed>, TxError> {
        let bids = self.auction(order).bids;
        let bid = bids.iter().find(|bid| bid.provider == provider);
        let max_rate = bid.map_or(Rate(1), |bid| bid.rate);
        let msg = auction::ExecuteMsg::Choose {
            order,
            provider,
            max_rate,
        };
        self.call_for_data(sender, Contract::Auction, &msg)
    }

    /// An auction, as it is now.
    pub fn auction(&self, order: OrderKey) -> auction::AuctionResponse {
        self.query(Contract::Auction, &auction::QueryMsg::Auction { order })
    }

    /// Ends an auction whose time is over.
    ///
    /// # Errors
    /// `auction/unknown_auction`; `auction/still_running`.
    pub fn close_auction(
        &mut self,
        sender: &Addr,
        order: OrderKey,
    ) -> Result<Done<auction::Closed>, TxError> {
        self.call_for_data(
            sender,
            Contract::Auction,
            &auction::ExecuteMsg::Close { order },
        )
    }

    /// Ends a lease.
    ///
    /// # Errors
    /// `escrow/account_not_found`, `escrow/lease_not_found`; `escrow/not_overdue` when the sender may not end
    /// it, or not yet; `escrow/wrong_reason` when it has to give another reason.
    pub fn close_lease(
        &mut self,
        sender: &Addr,
        lease: LeaseKey,
        reason: CloseReason,
    ) -> Result<TxResult, TxError> {
        let msg = ExecuteMsg::CloseLeases {
            leases: vec![lease],
            reason,
        };
        self.call(sender, Contract::Escrow, &msg)
    }

    /// Ends an account's leases and gives the owner's money back.
    ///
    /// # Errors
    /// `escrow/account_not_found`; `escrow/not_overdue` for anybody but the owner before its grace is over.
    pub fn close_account(
        &mut self,
        sender: &Addr,
        account: AccountId,
    ) -> Result<TxResult, TxError> {
        self.call(
            sender,
            Contract::Escrow,
            &ExecuteMsg::CloseAccount { account },
        )
    }

    /// Collects the protocol's fees.
    ///
    /// # Errors
    /// `guard/list_length`, `guard/duplicate`; `escrow/account_not_found` when all of them are gone.
    /// Otherwise those that are gone are passed over.
    pub fn collect_fees(
        &mut self,
        sender: &Addr,
        accounts: &[AccountId],
    ) -> Result<TxResult, TxError> {
        let msg = ExecuteMsg::CollectFees {
            accounts: accounts.to_vec(),
        };
        self.call(sender, Contract::Escrow, &msg)
    }

    /// An account, as of now.
    pub fn account(&self, account: AccountId) -> AccountResponse {
        self.query(Contract::Escrow, &QueryMsg::Account { account })
    }

    /// A lease, as of now.
    pub fn lease(&self, lease: LeaseKey) -> LeaseResponse {
        self.query(Contract::Escrow, &QueryMsg::Lease { lease })
    }
}

fn send<M: Serialize>(contract: String, amount: u128, hook: &M) -> Cw20ExecuteMsg {
    let msg: Binary = to_json_binary(hook).expect("messages serialize");
    Cw20ExecuteMsg::Send {
        contract,
        amount: Uint128::new(amount),
        msg,
    }
}

/// The account that a transaction opened.
fn opened(tx: TxResult) -> Done<AccountId> {
    let opened = tx
        .events
        .iter()
        .find_map(|event| events::AccountOpened::try_from(event).ok());
    let value = opened.expect("an account was opened").account;
    Done { value, tx }
}
