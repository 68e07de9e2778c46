//! Rows of `oracle`.

use tender_interfaces::oracle::{ExecuteMsg, Rules};
use tender_interfaces::roles::ActionClass;
use tender_types::Bps;

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
        ExecuteMsg::UpdateRules { .. } => Row::owner(),
        ExecuteMsg::Role(msg) => Row::role(msg),
        ExecuteMsg::Pause { .. } => Row::pauser(),
        ExecuteMsg::Unpause { .. } => Row::owner(),
    }
}

/// Messages that succeed.
pub fn samples(stage: &Stage) -> Vec<(Actor, ExecuteMsg)> {
    let timestamp = stage.world.now();
    let price = "1.15".parse().expect("a price");
    let rules = Rules {
        quorum: 3,
        staleness: 600,
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
        (Actor::Gov, ExecuteMsg::UpdateRules { rules }),
    ];
    let pauses: [fn(_) -> _; 2] = [
        |class| ExecuteMsg::Pause { class },
        |class| ExecuteMsg::Unpause { class },
    ];
    samples.extend(administration(
        stage,
        ActionClass::Report,
        ExecuteMsg::Role,
        pauses,
    ));
    samples
}
