#[cfg(feature = "native")]
use cosmwasm_std::Empty;
use tender_chain::Chain;

/// A contract of the suite.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Contract {
    /// AKT.
    Token,
    /// AKT/USD.
    Oracle,
    /// Burn–mint equilibrium.
    Bme,
    /// Providers and what auditors attest.
    Attestation,
    /// Tenants' money.
    Escrow,
    /// Offers and orders.
    Orderbook,
    /// Reverse auctions.
    Auction,
}

impl Contract {
    /// Every contract, in the order of deployment.
    pub const ALL: [Self; 7] = [
        Self::Token,
        Self::Oracle,
        Self::Bme,
        Self::Attestation,
        Self::Escrow,
        Self::Orderbook,
        Self::Auction,
    ];

    /// Its name: folder, artifact and label.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::Oracle => "oracle",
            Self::Bme => "bme",
            Self::Attestation => "attestation",
            Self::Escrow => "escrow",
            Self::Orderbook => "orderbook",
            Self::Auction => "auction",
        }
    }
}

/// Where the code of the contracts comes from, for a chain of type `N`.
pub trait Codes<N = Chain> {
    /// Stores the code of `contract` on `chain`: the code id.
    fn store(&self, chain: &mut N, contract: Contract) -> u64;
}

/// The contracts as native code, linked into the test.
#[cfg(feature = "native")]
pub struct Native;

#[cfg(feature = "native")]
macro_rules! native {
    ($contract:ident) => {
        Box::new(
            cw_multi_test::ContractWrapper::new(
                $contract::contract::execute,
                $contract::contract::instantiate,
                $contract::contract::query,
            )
            .with_migrate($contract::contract::migrate),
        )
    };
    ($contract:ident, reply) => {
        Box::new(
            cw_multi_test::ContractWrapper::new(
                $contract::contract::execute,
                $contract::contract::instantiate,
                $contract::contract::query,
            )
            .with_reply($contract::contract::reply)
            .with_migrate($contract::contract::migrate),
        )
    };
}

#[cfg(feature = "native")]
impl Native {
    /// The code of `contract`.
    pub(crate) fn code(contract: Contract) -> Box<dyn cw_multi_test::Contract<Empty>> {
        match contract {
            Contract::Token => native!(tender_token),
            Contract::Oracle => native!(tender_oracle),
            Contract::Bme => native!(tender_bme),
            Contract::Attestation => native!(tender_attestation),
            Contract::Escrow => native!(tender_escrow, reply),
            Contract::Orderbook => native!(tender_orderbook),
            Contract::Auction => native!(tender_auction),
        }
    }
}

#[cfg(feature = "native")]
impl Codes for Native {
    fn store(&self, chain: &mut Chain, contract: Contract) -> u64 {
        chain.store_native(Self::code(contract))
    }
}

/// The committed wasm, embedded into the binary.
#[cfg(feature = "artifacts")]
pub struct Artifacts;

/// The same with the registry that also verifies keys of hardware modules, for chains that can.
#[cfg(feature = "artifacts")]
pub struct ArtifactsR1;

#[cfg(feature = "artifacts")]
macro_rules! artifact {
    ($name:literal) => {
        include_bytes!(concat!("../../../artifacts/", $name, ".wasm"))
    };
}

#[cfg(feature = "artifacts")]
impl Artifacts {
    /// The wasm of `contract`.
    pub const fn wasm(contract: Contract) -> &'static [u8] {
        match contract {
            Contract::Token => artifact!("token"),
            Contract::Oracle => artifact!("oracle"),
            Contract::Bme => artifact!("bme"),
            Contract::Attestation => artifact!("attestation"),
            Contract::Escrow => artifact!("escrow"),
            Contract::Orderbook => artifact!("orderbook"),
            Contract::Auction => artifact!("auction"),
        }
    }
}

#[cfg(feature = "artifacts")]
impl ArtifactsR1 {
    /// The wasm of `contract`.
    pub const fn wasm(contract: Contract) -> &'static [u8] {
        match contract {
            Contract::Attestation => artifact!("attestation_r1"),
            other => Artifacts::wasm(other),
        }
    }
}

#[cfg(feature = "artifacts")]
impl Codes for Artifacts {
    fn store(&self, chain: &mut Chain, contract: Contract) -> u64 {
        store_wasm(chain, contract, Self::wasm(contract))
    }
}

#[cfg(feature = "artifacts")]
impl Codes for ArtifactsR1 {
    fn store(&self, chain: &mut Chain, contract: Contract) -> u64 {
        store_wasm(chain, contract, Self::wasm(contract))
    }
}

#[cfg(feature = "artifacts")]
fn store_wasm(chain: &mut Chain, contract: Contract, wasm: &[u8]) -> u64 {
    match chain.store_wasm(wasm) {
        Ok(code) => code,
        Err(error) => panic!("artifacts/{}.wasm is refused: {error}", contract.name()),
    }
}
