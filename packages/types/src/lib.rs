#![doc = include_str!("../README.md")]

mod asset;
mod echo;
mod ids;
mod money;
mod names;
mod number;
mod resources;
mod tier;
mod time;

pub use asset::{Asset, AssetIndex};
pub use echo::Echo;
pub use ids::{
    AccountId, AttributeId, AuditorId, ClassId, LeaseId, LeaseKey, OfferKey, OrderKey, Payer,
    ProviderId,
};
pub use money::{Act, Akt, Bps, Micro, Pico, Price, Rate, BPS, PICO_PER_MICRO};
pub use names::UnknownName;
pub use number::ParseNumberError;
pub use resources::{Resources, Volume, VolumeClass};
pub use tier::Tier;
pub use time::{Seconds, Timestamp};

use tender_storage::{key_newtype, packed, packed_enum, packed_newtype};

packed_newtype!(
    AccountId,
    Act,
    Akt,
    AssetIndex,
    AttributeId,
    AuditorId,
    Bps,
    ClassId,
    LeaseId,
    Micro,
    Pico,
    Price,
    ProviderId,
    Rate,
    Seconds,
    Tier,
    Timestamp
);
key_newtype!(
    AccountId,
    AssetIndex,
    AttributeId,
    AuditorId,
    ClassId,
    LeaseId,
    ProviderId,
    Rate
);
packed!(Resources {
    cpu_milli,
    memory_mib,
    disk_mib,
    volumes,
    public_ips
});
packed!(Volume { class, mib });
packed_enum!(VolumeClass { Hdd = 0, Ssd = 1, Nvme = 2 });
packed!(LeaseKey {
    provider,
    account,
    lease
});
packed!(OfferKey { provider, class });
packed!(OrderKey { account, slot });
