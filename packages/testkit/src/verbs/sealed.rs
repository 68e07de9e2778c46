use cosmwasm_std::{Addr, HexBinary};
use sha2::{Digest, Sha256};
use tender_chain::{TxError, TxResult};
use tender_interfaces::auction::{sealed_bytes, ExecuteMsg, Sealer, SALT};
use tender_types::{ClassId, OrderKey, ProviderId, Rate, Seconds};

use crate::codes::Contract;
use crate::network::Network;
use crate::world::World;

/// The salt of everything that is sealed here: nobody has to be kept from guessing in a test.
const SALT_BYTES: [u8; SALT] = [5; SALT];

impl<N: Network> World<N> {
    /// The salt that [`World::seal`] seals with.
    pub fn salt(&self) -> HexBinary {
        HexBinary::from(SALT_BYTES)
    }

    /// What is committed to by whoever will open `rate`.
    pub fn seal(&self, order: OrderKey, sealer: Sealer, rate: Rate) -> HexBinary {
        let (chain_id, auction) = (self.chain.block().chain_id, self.at.auction.as_str());
        let bytes = sealed_bytes(&chain_id, auction, order, sealer, rate, &SALT_BYTES);
        HexBinary::from(<[u8; 32]>::from(Sha256::digest(bytes)))
    }

    /// A provider commits a bid of `rate` for everything, with `classes` for the lines of GPUs.
    ///
    /// # Errors
    /// `auction/unknown_auction`, `auction/wrong_bidding`, `auction/bidding_over`, `auction/already_committed`;
    /// `guard/not_allowed` when `provider` is not the sender; `auction/mismatch` when the bid does not serve the
    /// order.
    pub fn commit(
        &mut self,
        sender: &Addr,
        order: OrderKey,
        provider: ProviderId,
        classes: &[ClassId],
        rate: Rate,
    ) -> Result<TxResult, TxError> {
        let round = self.auction(order).round;
        let sealer = Sealer::Bidder { provider, round };
        let msg = ExecuteMsg::Commit {
            order,
            round,
            provider,
            classes: classes.to_vec(),
            seal: self.seal(order, sealer, rate),
        };
        self.call(sender, Contract::Auction, &msg)
    }

    /// A provider opens the bid that it has committed; it binds for a day.
    ///
    /// # Errors
    /// `auction/unknown_auction`, `auction/not_opening`, `auction/no_commitment`; `guard/not_allowed` when
    /// `provider` is not the sender; `auction/seal` when it is not what was committed.
    pub fn reveal(
        &mut self,
        sender: &Addr,
        order: OrderKey,
        provider: ProviderId,
        rate: Rate,
    ) -> Result<TxResult, TxError> {
        let msg = ExecuteMsg::Reveal {
            order,
            provider,
            rate,
            salt: self.salt(),
            valid_until: self.now().after(Seconds::days(1)),
        };
        self.call(sender, Contract::Auction, &msg)
    }
}
