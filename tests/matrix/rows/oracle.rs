//! Rows of `oracle`.

use tender_interfaces::admin::ActionClass;
use tender_interfaces::oracle::{ExecuteMsg, Params};
use tender_types::{Bps, Seconds};

use crate::row::{Actor, Row};
use crate::samples::administration;
use crate::stage::Stage;

/// What is expected of `msg`.
pub fn row(msg: &ExecuteMsg) -> Row {
    match msg {
        ExecuteMsg::Report { .. } => {
            Row::only(&[Actor::Fay], &["oracle/not_a_feeder"]).stopped_by(&[ActionClass::Report])
        }
        ExecuteMsg::AdmitFeeder { .. } => Row::owner(),
        ExecuteMsg::RemoveFeeder { .. } => Row::owner(),
        ExecuteMsg::UpdateParams { .. } => Row::owner(),
        ExecuteMsg::Admin(msg) => Row::admin(msg),
    }
}

/// Messages that succeed.
pub fn samples(stage: &Stage) -> Vec<(Actor, ExecuteMsg)> {
    let timestamp = stage.world.now();
    let price = "1.15".parse().expect("a price");
    let params = Params {
        quorum: 3,
        staleness: Seconds(600),
        max_deviation: Bps(100),
    };
    let mut samples = vec![
        (Actor::Fay, ExecuteMsg::Report { price, timestamp }),
        (
            Actor::Gov,
            ExecuteMsg::AdmitFeeder {
                feeder: stage.text(Actor::Mia),
            },
        ),
        (
            Actor::Gov,
            ExecuteMsg::RemoveFeeder {
                feeder: stage.text(Actor::Fay),
            },
        ),
        (Actor::Gov, ExecuteMsg::UpdateParams { params }),
    ];
    samples.extend(administration(
        stage,
        ExecuteMsg::CLASSES,
        ExecuteMsg::Admin,
    ));
    samples
}
