use cosmwasm_std::{Addr, CosmosMsg};
use tender_chain::TxResult;
use tender_types::Timestamp;

/// A transaction that was accepted, to be replayed on another chain.
#[derive(Clone, Debug)]
pub struct Step {
    /// The gas case it stands for, if it is measured.
    pub case: Option<String>,
    /// Block time.
    pub time: Timestamp,
    /// Who signed.
    pub sender: Addr,
    /// What was sent.
    pub msgs: Vec<CosmosMsg>,
    /// What happened.
    pub result: TxResult,
}

/// Keeps the transactions of a world.
#[derive(Debug, Default)]
pub struct Recorder {
    case: Option<String>,
    steps: Vec<Step>,
}

impl Recorder {
    /// Gives the transactions from now on the name of a gas case, or none.
    pub fn case(&mut self, name: Option<&str>) {
        self.case = name.map(str::to_string);
    }

    /// What was kept.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    pub(crate) fn keep(
        &mut self,
        time: Timestamp,
        sender: &Addr,
        msgs: Vec<CosmosMsg>,
        result: &TxResult,
    ) {
        let (case, sender, result) = (self.case.clone(), sender.clone(), result.clone());
        self.steps.push(Step {
            case,
            time,
            sender,
            msgs,
            result,
        });
    }
}
