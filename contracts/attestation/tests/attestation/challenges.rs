//! Doubts about attestations: opened with money, answered with a fresh statement, or fallen.

use cosmwasm_std::Response;
use tender_attestation::ContractError;
use tender_guard::GuardError;
use tender_interfaces::admin::ActionClass;
use tender_interfaces::attestation::{
    Challenge, ChallengeCursor, ChallengeEnd, ChallengesResponse, ExecuteMsg, Params, QueryMsg,
    ReceiveMsg, Statement,
};
use tender_interfaces::events::{
    AttestationRevoked, AuditorBondChanged, ChallengeEnded, ChallengeOpened, ClaimBooked,
    ProviderAttested,
};
use tender_testkit::solo::{addr, event, events};
use tender_types::{Akt, AuditorId, ProviderId, Seconds, Timestamp};

use crate::verbs::{
    bond_auditor, challenge, claim, drop_attestation, fall, furnished, pause, remove, revoke, sent,
    set, Solo, Verbs, AUDITOR_BOND, CHALLENGE_BOND, COOLDOWN, DAY, ONE, PARAMS, PENALTY, PERIOD,
    PIA, UNBONDING,
};

const AUDREY: AuditorId = AuditorId(1);

/// `audrey` vouches for `pia` for a month, and `cole` doubts it.
fn challenged() -> Solo {
    let mut solo = furnished();
    solo.attest(1, Seconds::days(30));
    solo.ok("token", challenge(PIA, "audrey"));
    solo
}

trait Attest {
    /// `audrey` says of `pia`, now, what counts for `span`.
    fn attest(&mut self, nonce: u64, span: Seconds) -> Response;
    fn lasting(&self, nonce: u64, span: Seconds) -> ExecuteMsg;
}

impl Attest for Solo {
    fn attest(&mut self, nonce: u64, span: Seconds) -> Response {
        let msg = self.lasting(nonce, span);
        self.ok("audrey", msg)
    }

    fn lasting(&self, nonce: u64, span: Seconds) -> ExecuteMsg {
        let statement = Statement {
            expires_at: self.now().after(span),
            ..self.statement("audrey", nonce)
        };
        self.sign("audrey", statement)
    }
}

fn ended(response: &Response) -> ChallengeEnded {
    let found: Vec<ChallengeEnded> = events(&response.events);
    let [event] = found.as_slice() else {
        panic!("{response:?}");
    };
    event.clone()
}

fn counts(solo: &Solo) -> bool {
    solo.row(PIA).by(AUDREY, solo.now()).is_some()
}

fn auditor_bond(solo: &Solo) -> Akt {
    solo.holdings().auditor_bonds
}

#[test]
fn a_challenge_is_opened_with_its_terms() {
    let mut solo = furnished();
    solo.vouch("audrey", 1);
    let now = solo.now();
    let told: ChallengeOpened = event(&solo.ok("token", challenge(PIA, "audrey")));
    let expected = ChallengeOpened {
        provider: PIA,
        auditor: AUDREY,
        challenger: addr("cole").into(),
        bond: Akt(CHALLENGE_BOND),
        deadline: now.after(PERIOD),
        penalty: Akt(PENALTY),
    };
    assert_eq!(told, expected);
    let one: Challenge = solo.told(&QueryMsg::Challenge {
        provider: PIA,
        auditor: addr("audrey").into(),
    });
    let expected = Challenge {
        provider: PIA,
        auditor: AUDREY,
        challenger: addr("cole").into(),
        bond: Akt(CHALLENGE_BOND),
        opened_at: now,
        deadline: now.after(PERIOD),
        penalty: Akt(PENALTY),
    };
    assert_eq!(one, expected);
    let after = |start_after| QueryMsg::Challenges {
        start_after,
        limit: None,
    };
    let all: ChallengesResponse = solo.told(&after(None));
    assert_eq!(all.challenges, [expected]);
    let last = ChallengeCursor {
        auditor: AUDREY,
        provider: PIA,
    };
    let rest: ChallengesResponse = solo.told(&after(Some(last)));
    assert_eq!(rest.challenges, []);
    assert_eq!(solo.holdings().challenge_bonds, Akt(CHALLENGE_BOND));
    assert!(counts(&solo), "a doubt alone changes nothing");
}

#[test]
fn a_challenge_takes_its_bond_and_no_other() {
    let mut solo = furnished();
    solo.vouch("audrey", 1);
    let with = |amount| {
        let auditor = addr("audrey").into();
        let provider = PIA;
        sent("cole", amount, &ReceiveMsg::Challenge { provider, auditor })
    };
    for amount in [CHALLENGE_BOND - 1, CHALLENGE_BOND + 1] {
        let expected = ContractError::ChallengeBond {
            sent: Akt(amount),
            needed: Akt(CHALLENGE_BOND),
        };
        assert_eq!(solo.err("token", with(amount)), expected);
    }
    assert_eq!(solo.err("token", with(0)), ContractError::ZeroBond);
    let wrong = solo.err("cole", with(CHALLENGE_BOND));
    assert!(matches!(wrong, ContractError::WrongToken { .. }));
    solo.ok("token", with(CHALLENGE_BOND));
}

#[test]
fn only_what_counts_is_challenged_and_once_at_a_time() {
    let mut solo = furnished();
    let not_attested = |provider| ContractError::NotAttested {
        provider,
        auditor: AUDREY,
    };
    let doubt = || challenge(PIA, "audrey");
    assert_eq!(solo.err("token", doubt()), not_attested(PIA));
    let provider = ProviderId(9);
    let unknown = ContractError::UnknownProvider { provider };
    assert_eq!(solo.err("token", challenge(provider, "audrey")), unknown);
    let unknown = ContractError::UnknownAuditor {
        address: addr("ben").into(),
    };
    assert_eq!(solo.err("token", challenge(PIA, "ben")), unknown);
    solo.vouch("audrey", 1);
    solo.wait(DAY.saturating_sub(ONE));
    solo.ok("token", doubt());
    let again = ContractError::Challenged {
        deadline: solo.now().after(PERIOD),
    };
    assert_eq!(solo.err("token", doubt()), again);
    solo.wait(ONE);
    assert_eq!(solo.err("token", doubt()), not_attested(PIA));
}

#[test]
fn a_fresh_statement_answers_and_earns_the_bond() {
    let mut solo = challenged();
    let deadline = solo.now().after(PERIOD);
    solo.at(deadline.before(ONE));
    let response = solo.attest(2, DAY);
    let expected = ChallengeEnded {
        provider: PIA,
        auditor: AUDREY,
        end: ChallengeEnd::Answered,
        payee: addr("audrey").into(),
        slashed: Akt::ZERO,
    };
    assert_eq!(ended(&response), expected);
    let booked = ClaimBooked {
        beneficiary: addr("audrey").into(),
        amount: Akt(CHALLENGE_BOND),
        claimable: Akt(CHALLENGE_BOND),
    };
    assert_eq!(events::<ClaimBooked>(&response.events), [booked]);
    assert_eq!(events::<ProviderAttested>(&response.events).len(), 1);
    assert!(counts(&solo));
    assert_eq!(auditor_bond(&solo), Akt(AUDITOR_BOND));
    solo.ok("ben", claim("audrey"));
    let none = ContractError::NoChallenge {
        provider: PIA,
        auditor: AUDREY,
    };
    assert_eq!(solo.err("ben", fall(PIA, "audrey")), none);
}

/// What was signed before the doubt says nothing about it.
#[test]
fn an_older_statement_is_no_answer() {
    let mut solo = furnished();
    solo.attest(1, Seconds::days(30));
    solo.wait(ONE);
    let older = solo.lasting(2, DAY);
    solo.wait(ONE);
    let opened_at = solo.now();
    solo.ok("token", challenge(PIA, "audrey"));
    let same_second = solo.lasting(3, DAY);
    solo.wait(ONE);
    for (msg, issued_at) in [(older, opened_at.before(ONE)), (same_second, opened_at)] {
        let expected = ContractError::NotFresh {
            issued_at,
            opened_at,
        };
        assert_eq!(solo.err("audrey", msg), expected);
    }
    solo.attest(3, DAY);
}

#[test]
fn an_unanswered_challenge_falls_at_its_deadline() {
    let mut solo = challenged();
    let deadline = solo.now().after(PERIOD);
    solo.at(deadline.before(ONE));
    let early = ContractError::NotOverdue {
        deadline,
        now: deadline.before(ONE),
    };
    assert_eq!(solo.err("ben", fall(PIA, "audrey")), early);
    solo.at(deadline);
    // It is too late to answer, and nobody falls without a word about it.
    let late = solo.lasting(2, DAY);
    let overdue = ContractError::Overdue { deadline };
    assert_eq!(solo.err("audrey", late), overdue);
    let response = solo.ok("ben", fall(PIA, "audrey"));
    let expected = ChallengeEnded {
        provider: PIA,
        auditor: AUDREY,
        end: ChallengeEnd::Fallen,
        payee: addr("cole").into(),
        slashed: Akt(PENALTY),
    };
    assert_eq!(ended(&response), expected);
    let bond = AuditorBondChanged {
        auditor: AUDREY,
        bond: Akt(AUDITOR_BOND - PENALTY),
    };
    assert_eq!(events::<AuditorBondChanged>(&response.events), [bond]);
    let gone = AttestationRevoked {
        provider: PIA,
        auditor: AUDREY,
        void_until: None,
        by: addr("ben").into(),
    };
    assert_eq!(events::<AttestationRevoked>(&response.events), [gone]);
    assert!(!counts(&solo));
    // The challenger has its own back, and no more: failing others is no income.
    assert_eq!(solo.claimable("cole"), CHALLENGE_BOND);
    assert_eq!(solo.claimable("audrey"), 0);
    let held = solo.holdings();
    assert_eq!(held.to_burn, Akt(PENALTY));
    assert_eq!(held.challenge_bonds, Akt::ZERO);
}

#[test]
fn a_fresh_statement_restores_what_fell() {
    let mut solo = furnished();
    solo.attest(1, Seconds::days(30));
    solo.wait(ONE);
    let opened_at = solo.now();
    solo.ok("token", challenge(PIA, "audrey"));
    let held_back = solo.lasting(2, Seconds::days(30));
    solo.wait(PERIOD);
    solo.ok("ben", fall(PIA, "audrey"));
    let short = ContractError::AuditorBond {
        bond: Akt(AUDITOR_BOND - PENALTY),
        needed: Akt(AUDITOR_BOND),
    };
    assert_eq!(solo.err("audrey", held_back.clone()), short);
    solo.ok("token", bond_auditor("audrey", PENALTY));
    let void = ContractError::Void {
        issued_at: opened_at,
        void_until: opened_at,
    };
    assert_eq!(solo.err("audrey", held_back), void);
    solo.attest(2, DAY);
    assert!(counts(&solo));
}

#[test]
fn an_answer_is_left_in_peace_for_a_while() {
    let mut solo = challenged();
    solo.wait(ONE);
    solo.attest(2, Seconds::days(30));
    let until = solo.now().after(COOLDOWN);
    solo.at(until.before(ONE));
    let cooling = ContractError::Cooldown {
        until,
        now: until.before(ONE),
    };
    assert_eq!(solo.err("token", challenge(PIA, "audrey")), cooling);
    solo.at(until);
    solo.ok("token", challenge(PIA, "audrey"));
}

#[test]
fn a_penalty_takes_no_more_than_there_is() {
    let mut solo = challenged();
    let slash = ExecuteMsg::SlashAuditor {
        auditor: addr("audrey").into(),
        share: tender_types::Bps(9_900),
    };
    solo.ok("gov", slash);
    solo.wait(PERIOD);
    let response = solo.ok("ben", fall(PIA, "audrey"));
    assert_eq!(ended(&response).slashed, Akt(5));
    assert_eq!(auditor_bond(&solo), Akt::ZERO);
}

/// What ends before the deadline ends without a penalty, whoever ends it.
#[test]
fn a_challenge_ends_with_its_attestation() {
    let endings: [(&str, &str, ExecuteMsg); 4] = [
        ("revoked", "audrey", revoke(PIA, "audrey")),
        ("dropped", "pia", drop_attestation("audrey")),
        ("its auditor removed", "gov", remove("audrey")),
        ("its auditor gone", "audrey", remove("audrey")),
    ];
    for (what, sender, msg) in endings {
        for (late, end, penalty) in [
            (false, ChallengeEnd::Void, 0),
            // Ending it after the deadline escapes nothing.
            (true, ChallengeEnd::Fallen, PENALTY),
        ] {
            let mut solo = challenged();
            let deadline = solo.now().after(PERIOD);
            solo.at(match late {
                true => deadline,
                false => deadline.before(ONE),
            });
            let response = solo.ok(sender, msg.clone());
            let told = ended(&response);
            assert_eq!((told.end, told.slashed), (end, Akt(penalty)), "{what}");
            assert_eq!(solo.claimable("cole"), CHALLENGE_BOND);
            let left = Akt(AUDITOR_BOND - penalty);
            assert_eq!(auditor_bond(&solo), left, "{what}");
        }
    }
}

#[test]
fn a_challenge_ends_when_its_provider_leaves() {
    let mut solo = furnished();
    solo.ok("pia", ExecuteMsg::StartLeaving {});
    solo.wait(UNBONDING);
    solo.attest(1, Seconds::days(30));
    solo.ok("token", challenge(PIA, "audrey"));
    let response = solo.ok("pia", ExecuteMsg::WithdrawBond {});
    assert_eq!(ended(&response).end, ChallengeEnd::Void);
    assert_eq!(solo.claimable("cole"), CHALLENGE_BOND);
}

/// Whether it expired before the deadline does not depend on who looks, and when.
#[test]
fn an_attestation_that_expires_first_ends_its_challenge() {
    let open = |span| {
        let mut solo = furnished();
        solo.attest(1, span);
        solo.ok("token", challenge(PIA, "audrey"));
        solo
    };
    for (span, end) in [
        (PERIOD.saturating_sub(ONE), ChallengeEnd::Void),
        (PERIOD, ChallengeEnd::Void),
        (PERIOD.saturating_add(ONE), ChallengeEnd::Fallen),
    ] {
        let mut solo = open(span);
        solo.wait(Seconds::days(9));
        let response = solo.ok("ben", fall(PIA, "audrey"));
        assert_eq!(ended(&response).end, end, "{span}");
        assert_eq!(solo.claimable("cole"), CHALLENGE_BOND);
    }
    // A new statement afterwards is new, and answers nothing.
    let mut solo = open(DAY);
    solo.wait(DAY);
    let response = solo.attest(2, DAY);
    assert_eq!(ended(&response).end, ChallengeEnd::Void);
    assert_eq!(solo.claimable("cole"), CHALLENGE_BOND);
    assert_eq!(solo.claimable("audrey"), 0);
    // So does another auditor's, which finds it expired.
    let mut solo = open(DAY);
    solo.admit("auguste");
    solo.wait(DAY);
    let response = solo.vouch("auguste", 1);
    assert_eq!(ended(&response).end, ChallengeEnd::Void);
    // The statement that finds it expired has to be issued after the doubt all the same.
    let mut solo = open(DAY);
    let opened_at = solo.now();
    let old = solo.lasting(2, Seconds::days(5));
    solo.wait(DAY);
    let void = ContractError::Void {
        issued_at: opened_at,
        void_until: opened_at,
    };
    assert_eq!(solo.err("audrey", old), void);
}

/// The terms are those of when it was opened.
#[test]
fn later_parameters_do_not_reach_an_open_challenge() {
    let mut solo = challenged();
    let deadline: Timestamp = solo.now().after(PERIOD);
    let params = Params {
        challenge_period: Seconds::days(30),
        challenge_penalty: Akt(AUDITOR_BOND),
        challenge_bond: Akt(7),
        ..PARAMS
    };
    solo.ok("gov", set(params));
    solo.at(deadline);
    let response = solo.ok("ben", fall(PIA, "audrey"));
    assert_eq!(ended(&response).slashed, Akt(PENALTY));
    assert_eq!(solo.claimable("cole"), CHALLENGE_BOND);
}

/// A pause stops no clock, and so it stops no answer either.
#[test]
fn an_answer_is_never_paused() {
    let mut solo = challenged();
    solo.ok("token", bond_auditor("audrey", 1));
    let class = ActionClass::Attest;
    solo.ok("gov", pause(class));
    let paused = ContractError::from(GuardError::Paused { class });
    assert_eq!(solo.err("token", challenge(PIA, "audrey")), paused);
    solo.ok("token", bond_auditor("audrey", 1));
    solo.wait(ONE);
    let response = solo.attest(2, Seconds::days(30));
    assert_eq!(ended(&response).end, ChallengeEnd::Answered);
    // The next is no answer any more.
    let next = solo.lasting(3, DAY);
    assert_eq!(solo.err("audrey", next), paused);
    let mut solo = challenged();
    solo.ok("gov", pause(class));
    solo.wait(PERIOD);
    solo.ok("ben", fall(PIA, "audrey"));
    solo.ok("ben", claim("cole"));
}
