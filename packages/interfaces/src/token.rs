//! AKT as a cw20 token (`cw20-base`), six decimals, minted and burned by `bme`.
//!
//! The messages are those of the cw20 standard with its mintable and allowance extensions, in the same
//! JSON; that an amount has one spelling is all that is stricter. Queries are the standard's own.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Addr, Binary, Empty, StdResult, Uint128, WasmMsg};
use cw20::{Cw20ExecuteMsg, Expiration};
use tender_types::Akt;

use crate::Call;

/// What the contract calls itself in its cw2 row.
pub const CONTRACT: &str = "crates.io:tender-token";

/// Decimals of AKT and of ACT.
pub const DECIMALS: u8 = 6;

/// Opening balances at most: bounds the work of one instantiation.
pub const MAX_INITIAL_BALANCES: usize = 100;

/// Creates AKT with its opening balances.
#[cw_serde]
pub struct InstantiateMsg {
    /// What wallets show, 3 to 50 bytes.
    pub name: String,
    /// What wallets call a unit: has to be `AKT`.
    pub symbol: String,
    /// Places after the point: has to be [`DECIMALS`].
    pub decimals: u8,
    /// Who holds AKT from the beginning, at most [`MAX_INITIAL_BALANCES`], each named once.
    pub initial_balances: Vec<InitialBalance>,
    /// Who may create AKT.
    pub mint: Minter,
    /// Absent: the token keeps no marketing data.
    pub marketing: Option<Empty>,
}

/// What somebody holds from the beginning.
#[cw_serde]
pub struct InitialBalance {
    /// The address of the holder.
    pub address: String,
    /// Micro-AKT that it begins with.
    pub amount: Akt,
}

/// Who may create AKT, without a cap.
#[cw_serde]
pub struct Minter {
    /// `bme`, or the deployer until `bme` exists.
    pub minter: String,
    /// Absent: with a cap, credit could not always be redeemed.
    pub cap: Option<Akt>,
}

/// What can be done.
#[cw_serde]
pub enum ExecuteMsg {
    /// Moves the sender's AKT.
    Transfer {
        /// The address that receives it.
        recipient: String,
        /// Micro-AKT to move.
        amount: Akt,
    },
    /// Destroys the sender's AKT.
    Burn {
        /// Micro-AKT to destroy.
        amount: Akt,
    },
    /// Moves the sender's AKT to a contract and tells it why.
    Send {
        /// The address of the contract that receives it.
        contract: String,
        /// Micro-AKT to move.
        amount: Akt,
        /// What the contract is told: one of its own `ReceiveMsg`, as JSON.
        msg: Binary,
    },
    /// Lets somebody spend more of the sender's AKT.
    IncreaseAllowance {
        /// Who may spend it.
        spender: String,
        /// Micro-AKT added to what may be spent.
        amount: Akt,
        /// When the whole allowance ends; as before when absent.
        expires: Option<Expiration>,
    },
    /// Lets somebody spend less of the sender's AKT.
    DecreaseAllowance {
        /// Who may spend it.
        spender: String,
        /// Micro-AKT less; all of it when that is more than is allowed.
        amount: Akt,
        /// When what is left of the allowance ends; as before when absent.
        expires: Option<Expiration>,
    },
    /// Moves AKT of somebody who has allowed it.
    TransferFrom {
        /// The address that allowed it, whose AKT it is.
        owner: String,
        /// The address that receives it.
        recipient: String,
        /// Micro-AKT to move.
        amount: Akt,
    },
    /// Moves AKT of somebody who has allowed it to a contract and tells it why.
    SendFrom {
        /// The address that allowed it, whose AKT it is.
        owner: String,
        /// The address of the contract that receives it.
        contract: String,
        /// Micro-AKT to move.
        amount: Akt,
        /// What the contract is told: one of its own `ReceiveMsg`, as JSON.
        msg: Binary,
    },
    /// Destroys AKT of somebody who has allowed it.
    BurnFrom {
        /// The address that allowed it, whose AKT it is.
        owner: String,
        /// Micro-AKT to destroy.
        amount: Akt,
    },
    /// The minter creates AKT.
    Mint {
        /// The address that receives it.
        recipient: String,
        /// Micro-AKT to create.
        amount: Akt,
    },
    /// The minter passes minting on. It cannot be given up: credit could not be redeemed.
    UpdateMinter {
        /// Who mints from now on.
        new_minter: String,
    },
}

impl From<ExecuteMsg> for Cw20ExecuteMsg {
    fn from(msg: ExecuteMsg) -> Self {
        match msg {
            ExecuteMsg::Transfer { recipient, amount } => Self::Transfer {
                recipient,
                amount: amount.into(),
            },
            ExecuteMsg::Burn { amount } => Self::Burn {
                amount: amount.into(),
            },
            ExecuteMsg::Send {
                contract,
                amount,
                msg,
            } => Self::Send {
                contract,
                amount: amount.into(),
                msg,
            },
            ExecuteMsg::IncreaseAllowance {
                spender,
                amount,
                expires,
            } => Self::IncreaseAllowance {
                spender,
                amount: amount.into(),
                expires,
            },
            ExecuteMsg::DecreaseAllowance {
                spender,
                amount,
                expires,
            } => Self::DecreaseAllowance {
                spender,
                amount: amount.into(),
                expires,
            },
            ExecuteMsg::TransferFrom {
                owner,
                recipient,
                amount,
            } => Self::TransferFrom {
                owner,
                recipient,
                amount: amount.into(),
            },
            ExecuteMsg::SendFrom {
                owner,
                contract,
                amount,
                msg,
            } => Self::SendFrom {
                owner,
                contract,
                amount: amount.into(),
                msg,
            },
            ExecuteMsg::BurnFrom { owner, amount } => Self::BurnFrom {
                owner,
                amount: amount.into(),
            },
            ExecuteMsg::Mint { recipient, amount } => Self::Mint {
                recipient,
                amount: amount.into(),
            },
            ExecuteMsg::UpdateMinter { new_minter } => Self::UpdateMinter {
                new_minter: Some(new_minter),
            },
        }
    }
}

/// Calls a cw20 token.
pub struct Token(pub Addr);

impl Call<Cw20ExecuteMsg> for Token {
    fn address(&self) -> &Addr {
        &self.0
    }
}

impl Token {
    /// Moves the caller's tokens.
    ///
    /// # Errors
    /// As [`Call::call`]; this message can always be written.
    pub fn transfer(&self, recipient: &Addr, amount: Uint128) -> StdResult<WasmMsg> {
        self.call(&Cw20ExecuteMsg::Transfer {
            recipient: recipient.to_string(),
            amount,
        })
    }

    /// Moves the caller's tokens to a contract and tells it why.
    ///
    /// # Errors
    /// As [`Call::call`]; this message can always be written.
    pub fn send(&self, contract: &Addr, amount: Uint128, msg: Binary) -> StdResult<WasmMsg> {
        self.call(&Cw20ExecuteMsg::Send {
            contract: contract.to_string(),
            amount,
            msg,
        })
    }

    /// Destroys the caller's tokens.
    ///
    /// # Errors
    /// As [`Call::call`]; this message can always be written.
    pub fn burn(&self, amount: Uint128) -> StdResult<WasmMsg> {
        self.call(&Cw20ExecuteMsg::Burn { amount })
    }

    /// Creates tokens; only the minter may.
    ///
    /// # Errors
    /// As [`Call::call`]; this message can always be written.
    pub fn mint(&self, recipient: &Addr, amount: Uint128) -> StdResult<WasmMsg> {
        self.call(&Cw20ExecuteMsg::Mint {
            recipient: recipient.to_string(),
            amount,
        })
    }
}
