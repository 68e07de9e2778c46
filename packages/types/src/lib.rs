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
    AccountId, AskId, AskKey, AttributeId, AuditorId, ClassId, LeaseId, LeaseKey, OrderId,
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
    AskId,
    AssetIndex,
    AttributeId,
    AuditorId,
    Bps,
    ClassId,
    LeaseId,
    Micro,
    OrderId,
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
    AskId,
    AssetIndex,
    AttributeId,
    AuditorId,
    ClassId,
    LeaseId,
    OrderId,
    ProviderId,
    Rate
);
packed!(Resources {
    cpu_milli,
    memory_mib,
    disk_gib,
    volumes,
    public_ips
});
packed!(Volume { class, gib });
packed_enum!(VolumeClass { Hdd = 0, Ssd = 1, Nvme = 2 });
packed!(AskKey { provider, ask });
packed!(LeaseKey { account, lease });
