//! Random lives of the registry against a purse of its own: what came in is what went out, was burned, or
//! is owed to somebody by name. In the end everybody leaves and nothing is held.

use cosmwasm_std::Response;
use cw20::Cw20ExecuteMsg;
use proptest::prelude::*;
use tender_interfaces::attestation::{
    AttestationsResponse, AuditorsResponse, ChallengesResponse, ClaimsResponse, ExecuteMsg,
    ProviderStatus, ProvidersResponse, QueryMsg, ReceiveMsg, Statement,
};
use tender_testkit::solo::{addr, sent_to};
use tender_types::{Akt, Bps, ProviderId, Seconds};

use crate::verbs::{
    admit, bond, bond_auditor, challenge, claim, drop_attestation, empty, fall, profile, remove,
    revoke, sent, Solo, Verbs, AUDITOR_BOND, CHALLENGE_BOND, DAY, PERIOD, SUSPENSION, UNBONDING,
};

const PROVIDERS: [&str; 3] = ["pia", "pol", "pam"];
const AUDITORS: [&str; 2] = ["audrey", "auguste"];
const PEOPLE: [&str; 8] = [
    "pia", "pol", "pam", "audrey", "auguste", "cole", "tia", "tom",
];

#[derive(Clone, Debug)]
enum Step {
    Wait(u64),
    Provider(usize, Life),
    Bond(usize, u128),
    Fault {
        provider: usize,
        slash: u128,
        compensation: u128,
        locked: u128,
        tenant: Option<usize>,
    },
    Auditor(usize, Office),
    BondAuditor(usize, u128),
    Slash(usize, u16),
    Attest(usize, usize, u64),
    Pair(usize, usize, End),
    Challenge(usize, usize, u128),
    Claim(usize),
    Burn,
}

#[derive(Clone, Copy, Debug)]
enum Life {
    Register,
    StartLeaving,
    CancelLeaving,
    Resume,
    Withdraw,
    Jail,
    Unjail,
}

#[derive(Clone, Copy, Debug)]
enum Office {
    Admit,
    Remove,
    Withdraw,
}

#[derive(Clone, Copy, Debug)]
enum End {
    Drop,
    Revoke,
    Fall,
}

fn step() -> impl Strategy<Value = Step> {
    use Step::*;
    let life = prop_oneof![
        Just(Life::Register),
        Just(Life::StartLeaving),
        Just(Life::CancelLeaving),
        Just(Life::Resume),
        Just(Life::Withdraw),
        Just(Life::Jail),
        Just(Life::Unjail),
    ];
    let office = prop_oneof![
        3 => Just(Office::Admit),
        1 => Just(Office::Remove),
        2 => Just(Office::Withdraw),
    ];
    let end = prop_oneof![Just(End::Drop), Just(End::Revoke), Just(End::Fall)];
    let span = prop_oneof![Just(1), Just(SUSPENSION.0), Just(DAY.0), Just(UNBONDING.0)];
    let tenant = prop::option::of(6usize..8);
    prop_oneof![
        3 => span.clone().prop_map(Wait),
        4 => (0usize..3, life).prop_map(|(provider, life)| Provider(provider, life)),
        3 => (0usize..3, 0u128..3_000).prop_map(|(provider, amount)| Bond(provider, amount)),
        4 => (0usize..3, 0u128..800, 0u128..800, 0u128..2_000, tenant).prop_map(
            |(provider, slash, compensation, locked, tenant)| Fault {
                provider, slash, compensation, locked, tenant,
            }
        ),
        2 => (0usize..2, office).prop_map(|(auditor, office)| Auditor(auditor, office)),
        3 => (0usize..2, 0u128..900).prop_map(|(auditor, amount)| BondAuditor(auditor, amount)),
        1 => (0usize..2, 0u16..10_002).prop_map(|(auditor, share)| Slash(auditor, share)),
        6 => (0usize..3, 0usize..2, 1u64..900_000)
            .prop_map(|(provider, auditor, span)| Attest(provider, auditor, span)),
        2 => (0usize..3, 0usize..2, end)
            .prop_map(|(provider, auditor, end)| Pair(provider, auditor, end)),
        5 => (0usize..3, 0usize..2, CHALLENGE_BOND - 1..CHALLENGE_BOND + 1)
            .prop_map(|(provider, auditor, amount)| Challenge(provider, auditor, amount)),
        1 => (0usize..8).prop_map(Claim),
        1 => Just(Burn),
    ]
}

fn id(provider: usize) -> ProviderId {
    ProviderId(u32::try_from(provider).unwrap() + 1)
}

/// A registry, and what is in its purse.
struct World {
    solo: Solo,
    purse: u128,
    nonce: u64,
}

impl World {
    fn open() -> Self {
        let mut solo = empty();
        solo.ok("gov", crate::verbs::add_classes(vec![crate::verbs::h100()]));
        solo.ok("gov", crate::verbs::add_attributes(&[crate::verbs::EU]));
        for name in PROVIDERS {
            solo.register(name);
        }
        for name in AUDITORS {
            solo.ok("gov", admit(name));
        }
        Self {
            solo,
            purse: 0,
            nonce: 0,
        }
    }

    /// Whether `msg` was taken. What it sends leaves the purse.
    fn send(&mut self, sender: &str, msg: &ExecuteMsg) -> bool {
        let Ok(response) = self.solo.send(sender, msg) else {
            return false;
        };
        self.pay(&response);
        true
    }

    /// `amount` comes in with `msg`, unless it is refused.
    fn take(&mut self, amount: u128, msg: &ExecuteMsg) {
        if self.send("token", msg) {
            self.purse += amount;
        }
    }

    fn pay(&mut self, response: &Response) {
        for message in sent_to::<Cw20ExecuteMsg>(response, "token") {
            let (Cw20ExecuteMsg::Transfer { amount, .. } | Cw20ExecuteMsg::Burn { amount }) =
                message
            else {
                panic!("{message:?}");
            };
            self.purse = self.purse.checked_sub(amount.u128()).unwrap();
        }
    }

    fn attest(&mut self, provider: usize, auditor: usize, span: u64) {
        let name = AUDITORS[auditor];
        let auditors: AuditorsResponse = self.solo.told(&QueryMsg::Auditors {
            start_after: None,
            limit: None,
        });
        self.nonce += 1;
        let statement = Statement {
            provider: id(provider),
            provider_epoch: self.solo.row(id(provider)).epoch,
            epoch: auditors.auditors[auditor].epoch,
            expires_at: self.solo.now().after(Seconds(span)),
            ..self.solo.statement(name, self.nonce)
        };
        let msg = self.solo.sign(name, statement);
        self.send(name, &msg);
    }

    fn take_step(&mut self, step: &Step) {
        match *step {
            Step::Wait(span) => {
                self.solo.wait(Seconds(span));
            }
            Step::Provider(provider, life) => self.live(provider, life),
            Step::Bond(provider, amount) => self.take(amount, &bond(id(provider), amount)),
            Step::Fault {
                provider,
                slash,
                compensation,
                locked,
                tenant,
            } => {
                let msg = ExecuteMsg::Fault {
                    provider: id(provider),
                    slash: Akt(slash),
                    tenant: tenant.map(|who| addr(PEOPLE[who]).into()),
                    compensation: Akt(compensation),
                    locked: Akt(locked),
                };
                assert!(self.send("orderbook", &msg), "a fault is never refused");
            }
            Step::Auditor(auditor, office) => self.serve(auditor, office),
            Step::BondAuditor(auditor, amount) => {
                self.take(amount, &bond_auditor(AUDITORS[auditor], amount));
            }
            Step::Slash(auditor, share) => {
                let msg = ExecuteMsg::SlashAuditor {
                    auditor: addr(AUDITORS[auditor]).into(),
                    share: Bps(share),
                };
                self.send("gov", &msg);
            }
            Step::Attest(provider, auditor, span) => self.attest(provider, auditor, span),
            Step::Pair(provider, auditor, end) => {
                let name = AUDITORS[auditor];
                match end {
                    End::Drop => self.send(PROVIDERS[provider], &drop_attestation(name)),
                    End::Revoke => self.send(name, &revoke(id(provider), name)),
                    End::Fall => self.send("ben", &fall(id(provider), name)),
                };
            }
            Step::Challenge(provider, auditor, amount) => {
                let msg = ReceiveMsg::Challenge {
                    provider: id(provider),
                    auditor: addr(AUDITORS[auditor]).into(),
                };
                self.take(amount, &sent("cole", amount, &msg));
            }
            Step::Claim(who) => {
                self.send("ben", &claim(PEOPLE[who]));
            }
            Step::Burn => {
                self.send("ben", &ExecuteMsg::BurnSlashed {});
            }
        }
    }

    fn live(&mut self, provider: usize, life: Life) {
        let name = PROVIDERS[provider];
        let provider = id(provider);
        match life {
            Life::Register => {
                let profile = profile(&format!("https://{name}.example"), &[]);
                self.send(name, &ExecuteMsg::Register { profile })
            }
            Life::StartLeaving => self.send(name, &ExecuteMsg::StartLeaving {}),
            Life::CancelLeaving => self.send(name, &ExecuteMsg::CancelLeaving {}),
            Life::Resume => self.send(name, &ExecuteMsg::Resume {}),
            Life::Withdraw => self.send(name, &ExecuteMsg::WithdrawBond {}),
            Life::Jail => self.send("gov", &ExecuteMsg::Jail { provider }),
            Life::Unjail => self.send("gov", &ExecuteMsg::Unjail { provider }),
        };
    }

    fn serve(&mut self, auditor: usize, office: Office) {
        let name = AUDITORS[auditor];
        match office {
            Office::Admit => self.send("gov", &admit(name)),
            Office::Remove => self.send("gov", &remove(name)),
            Office::Withdraw => self.send(name, &ExecuteMsg::WithdrawAuditorBond {}),
        };
    }

    /// What is owed to somebody by name, or waits to be burned, is what the purse holds.
    fn check(&self) {
        let (start_after, limit) = (None, Some(100));
        let providers: ProvidersResponse = self.solo.told(&QueryMsg::Providers {
            start_after: None,
            limit,
        });
        let auditors: AuditorsResponse = self.solo.told(&QueryMsg::Auditors {
            start_after: None,
            limit,
        });
        let challenges: ChallengesResponse = self.solo.told(&QueryMsg::Challenges {
            start_after: None,
            limit,
        });
        let claims: ClaimsResponse = self.solo.told(&QueryMsg::Claims { start_after, limit });
        let bonds = providers.providers.iter().map(|one| one.bond.0);
        let bonds = bonds.chain(auditors.auditors.iter().map(|one| one.bond.0));
        let bonds = bonds.chain(challenges.challenges.iter().map(|one| one.bond.0));
        let owed = bonds.chain(claims.claims.iter().map(|one| one.amount.0));
        let owed: u128 = owed.sum();
        assert_eq!(owed + self.solo.holdings().to_burn.0, self.purse);
        self.solo.neighbour_token("token", self.purse);
        self.solo
            .assert_invariants(|start_after| QueryMsg::Invariants {
                start_after,
                limit: Some(3),
            });
        for (provider, one) in providers.providers.iter().enumerate() {
            // A challenge is at most as many as attestations, and what can be matched is bonded.
            let found: AttestationsResponse = self.solo.told(&QueryMsg::Attestations {
                provider: id(provider),
            });
            assert!(found.attestations.len() <= AUDITORS.len());
            let matched = self.solo.row(id(provider)).is_matchable();
            assert!(!matched || one.bond >= one.required);
        }
    }

    /// Everybody takes what is its own.
    fn end(&mut self) {
        self.solo.wait(PERIOD);
        for auditor in AUDITORS {
            self.send("gov", &remove(auditor));
        }
        for (provider, name) in PROVIDERS.into_iter().enumerate() {
            self.live(provider, Life::Unjail);
            self.live(provider, Life::StartLeaving);
            let status = self.solo.row(id(provider)).status;
            let gone = [ProviderStatus::Leaving, ProviderStatus::Left];
            assert!(gone.contains(&status), "{name} is {status}");
        }
        self.solo.wait(UNBONDING);
        for provider in 0..PROVIDERS.len() {
            self.live(provider, Life::Withdraw);
        }
        for auditor in 0..AUDITORS.len() {
            self.serve(auditor, Office::Withdraw);
        }
        for who in PEOPLE {
            self.send("ben", &claim(who));
        }
        self.send("ben", &ExecuteMsg::BurnSlashed {});
        self.check();
        assert_eq!(self.purse, 0, "{:?}", self.solo.holdings());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn akt_is_conserved_to_the_unit(steps in prop::collection::vec(step(), 1..60)) {
        let mut life = World::open();
        for (provider, auditor) in [(0, 0), (1, 1)] {
            life.take(1_500, &bond(id(provider), 1_500));
            life.take(AUDITOR_BOND, &bond_auditor(AUDITORS[auditor], AUDITOR_BOND));
            life.attest(provider, auditor, 900_000);
        }
        life.take(CHALLENGE_BOND, &challenge(id(0), AUDITORS[0]));
        for step in &steps {
            life.take_step(step);
            life.check();
        }
        life.end();
    }
}
