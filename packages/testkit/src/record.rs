use cosmwasm_std::{Addr, CosmosMsg};

/// Something that happened to a world, to be replayed on another chain.
#[derive(Clone, Debug)]
pub enum Step {
    /// A transaction.
    Tx {
        /// The gas case it stands for, if it is measured.
        case: Option<String>,
        /// Who signed.
        sender: Addr,
        /// What was sent.
        msgs: Vec<CosmosMsg>,
    },
    /// Seconds passed.
    Advance {
        /// How many.
        seconds: u64,
    },
}

/// Collects the steps of a world while it is on.
#[derive(Debug, Default)]
pub struct Recorder {
    on: bool,
    case: Option<String>,
    steps: Vec<Step>,
}

impl Recorder {
    /// From now on, keep what happens.
    pub fn start(&mut self) {
        self.on = true;
    }

    /// Names the next transaction.
    pub fn name_next(&mut self, case: &str) {
        self.case = Some(case.to_string());
    }

    /// What was kept.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    pub(crate) fn tx(&mut self, sender: &Addr, msgs: &[CosmosMsg]) {
        let case = self.case.take();
        self.keep(Step::Tx {
            case,
            sender: sender.clone(),
            msgs: msgs.to_vec(),
        });
    }

    pub(crate) fn advance(&mut self, seconds: u64) {
        self.keep(Step::Advance { seconds });
    }

    fn keep(&mut self, step: Step) {
        if self.on {
            self.steps.push(step);
        }
    }
}
