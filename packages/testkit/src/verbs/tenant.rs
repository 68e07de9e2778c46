use cosmwasm_std::{to_json_binary, Addr, Binary, Coin, Uint128};
use cw20::Cw20ExecuteMsg;
use serde::Serialize;
use tender_chain::{TxError, TxResult};
use tender_interfaces::escrow::{
    AccountResponse, CloseReason, ExecuteMsg, LeaseResponse, QueryMsg, ReceiveMsg,
};
use tender_interfaces::orderbook::{self, Placed};
use tender_interfaces::{auction, bme, events};
use tender_types::{AccountId, Act, Akt, ClassId, LeaseKey, Micro, OrderId, ProviderId, Rate};

use crate::codes::Contract;
use crate::network::Network;
use crate::order::Order;
use crate::world::{Done, World};

impl<N: Network> World<N> {
    /// Burns micro-AKT for credit into the sender's own balance.
    pub fn mint(&mut self, sender: &Addr, akt: u128) -> Result<TxResult, TxError> {
        self.mint_with(sender, akt, 0, None)
    }

    /// Burns micro-AKT for at least `min_out` micro-ACT, into `deposit_to`.
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
    pub fn redeem(&mut self, sender: &Addr, act: u128, min_out: u128) -> Result<TxResult, TxError> {
        let msg = bme::ExecuteMsg::Redeem {
            amount: Act(act),
            min_out: Akt(min_out),
        };
        self.call(sender, Contract::Bme, &msg)
    }

    /// Opens an account with the sender's credit.
    pub fn open_account(&mut self, sender: &Addr, act: u128) -> Result<Done<AccountId>, TxError> {
        let escrow = self.at.escrow.to_string();
        let msg = send(escrow, act, &ReceiveMsg::OpenAccount {});
        self.call(sender, Contract::Bme, &msg).map(opened)
    }

    /// Opens an account with coins.
    pub fn open_native(&mut self, sender: &Addr, coin: Coin) -> Result<Done<AccountId>, TxError> {
        let msg = ExecuteMsg::OpenAccount {};
        self.call_with(sender, Contract::Escrow, &msg, vec![coin])
            .map(opened)
    }

    /// Adds the sender's credit to an account.
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
    pub fn place(&mut self, sender: &Addr, order: &Order) -> Result<Done<Placed>, TxError> {
        self.call_for(sender, Contract::Orderbook, &order.message())
    }

    /// Takes back a resting order.
    pub fn cancel(&mut self, sender: &Addr, order: OrderId) -> Result<TxResult, TxError> {
        self.call(
            sender,
            Contract::Orderbook,
            &orderbook::ExecuteMsg::CancelOrder { order },
        )
    }

    /// Chooses a provider's bid, as it stands now.
    pub fn choose(
        &mut self,
        sender: &Addr,
        order: OrderId,
        provider: ProviderId,
    ) -> Result<Done<auction::Closed>, TxError> {
        let query = auction::QueryMsg::Bids {
            order,
            start_after: None,
            limit: Some(100),
        };
        let bids: auction::BidsResponse = self.query(Contract::Auction, &query);
        let bid = bids.bids.iter().find(|bid| bid.provider == provider);
        let (class, max_rate) = bid.map_or((ClassId(1), Rate(1)), |bid| (bid.class, bid.rate));
        let msg = auction::ExecuteMsg::Choose {
            order,
            provider,
            class,
            max_rate,
        };
        self.call_for(sender, Contract::Auction, &msg)
    }

    /// Ends an auction whose time is over.
    pub fn close_auction(
        &mut self,
        sender: &Addr,
        order: OrderId,
    ) -> Result<Done<auction::Closed>, TxError> {
        self.call_for(
            sender,
            Contract::Auction,
            &auction::ExecuteMsg::Close { order },
        )
    }

    /// Ends a lease.
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
