//! The one administration, on a contract that does nothing else: who may, for how long, and how often.

// Lints for contract code; a test may be blunt.
#![allow(clippy::unwrap_used, clippy::panic)]

use cosmwasm_std::testing::{mock_env, MockApi, MockStorage};
use cosmwasm_std::{Addr, DepsMut, Empty, Env, Event, QuerierWrapper};
use tender_guard::{active, Admin, Config, GuardError};
use tender_interfaces::admin::{
    ActionClass, AdminMsg, AdminResponse, Pause, Pauses, Role, DEFAULT_GUARDIAN_PAUSE,
    MAX_GUARDIAN_PAUSE, MIN_GUARDIAN_PAUSE,
};
use tender_interfaces::events::{
    ClassPaused, ClassRearmed, ClassResumed, GuardianPauseSet, RoleAccepted, RoleCancelled,
    RoleProposed,
};
use tender_storage::{packed, RowItem};
use tender_types::{Seconds, Timestamp};

const START: Timestamp = Timestamp(1_800_000_000);
const ONE: Seconds = Seconds(1);

/// What the contract can pause; of all others it knows nothing.
const CLASSES: &[ActionClass] = &[ActionClass::Mint, ActionClass::Spend];
const MINT: ActionClass = ActionClass::Mint;
const SPEND: ActionClass = ActionClass::Spend;

#[derive(Debug, PartialEq)]
struct Row {
    pauses: Pauses,
    answer: u64,
}
packed!(Row 1 "config": Row { pauses, answer });

impl Config for Row {
    fn pauses(&self) -> &Pauses {
        &self.pauses
    }

    fn pauses_mut(&mut self) -> &mut Pauses {
        &mut self.pauses
    }
}

const CONFIG: RowItem<Row> = RowItem::new(b'C');
const ADMIN: Admin<Row> = Admin::new(&CONFIG, CLASSES);

fn addr(name: &str) -> Addr {
    MockApi::default().addr_make(name)
}

/// A contract of `gov`, with `gil` as its guardian.
struct Contract {
    store: MockStorage,
    env: Env,
}

/// The only event of a message.
fn only(events: &[Event]) -> &Event {
    match events {
        [event] => event,
        _ => panic!("not one event: {events:?}"),
    }
}

impl Contract {
    fn new() -> Self {
        let mut contract = Self {
            store: MockStorage::new(),
            env: mock_env(),
        };
        let row = Row {
            pauses: Pauses::default(),
            answer: 42,
        };
        CONFIG.save(&mut contract.store, &row);
        let (owner, guardian) = (addr("gov"), addr("gil"));
        ADMIN
            .instantiate(
                &mut contract.store,
                &MockApi::default(),
                owner.as_str(),
                Some(guardian.as_str()),
            )
            .unwrap();
        contract.at(START);
        contract
    }

    fn at(&mut self, moment: Timestamp) {
        self.env.block.time = cosmwasm_std::Timestamp::from_seconds(moment.0);
    }

    fn send(&mut self, sender: &str, msg: &AdminMsg) -> Result<Vec<Event>, GuardError> {
        let api = MockApi::default();
        let querier = cosmwasm_std::testing::MockQuerier::<Empty>::default();
        let deps = DepsMut {
            storage: &mut self.store,
            api: &api,
            querier: QuerierWrapper::new(&querier),
        };
        let response = ADMIN.handle(deps, &self.env, &addr(sender), msg)?;
        Ok(response.events)
    }

    fn done(&mut self, sender: &str, msg: &AdminMsg) -> Vec<Event> {
        self.send(sender, msg).unwrap()
    }

    fn propose(&mut self, sender: &str, role: Role, to: &str) -> Result<Vec<Event>, GuardError> {
        let to = addr(to).into();
        self.send(sender, &AdminMsg::ProposeRole { role, to })
    }

    fn accept(&mut self, sender: &str, role: Role) -> Result<Vec<Event>, GuardError> {
        self.send(sender, &AdminMsg::AcceptRole { role })
    }

    fn pause(&mut self, sender: &str, class: ActionClass) -> Result<Vec<Event>, GuardError> {
        self.send(sender, &AdminMsg::Pause { class })
    }

    fn resume(&mut self, sender: &str, class: ActionClass) -> Result<Vec<Event>, GuardError> {
        self.send(sender, &AdminMsg::Resume { class })
    }

    fn rearm(&mut self, sender: &str, class: ActionClass) -> Result<Vec<Event>, GuardError> {
        self.send(sender, &AdminMsg::Rearm { class })
    }

    /// Whether a message of `class` gets through to its handler at `moment`.
    fn enter_at(&mut self, moment: Timestamp, class: ActionClass) -> Result<Row, GuardError> {
        self.at(moment);
        ADMIN.enter(&self.store, &self.env, Some(class))
    }

    fn admin(&self) -> AdminResponse {
        ADMIN.query(&self.store, &self.env).unwrap()
    }
}

fn not_allowed(role: &str, holder: impl Into<String>) -> GuardError {
    GuardError::NotAllowed {
        role: role.to_string(),
        holder: holder.into(),
    }
}

/// When a pause that the guardian makes at [`START`] lapses.
fn end() -> Timestamp {
    START.after(DEFAULT_GUARDIAN_PAUSE)
}

#[test]
fn a_contract_opens_with_its_holders_and_nothing_paused() {
    let contract = Contract::new();
    let opened = AdminResponse {
        owner: addr("gov").into(),
        proposed_owner: None,
        guardian: Some(addr("gil").into()),
        proposed_guardian: None,
        guardian_pause: DEFAULT_GUARDIAN_PAUSE,
        spent: vec![],
        pauses: vec![],
    };
    assert_eq!(contract.admin(), opened);
    assert!(ADMIN.is_owner(&contract.store, &addr("gov")).unwrap());
    assert!(!ADMIN.is_owner(&contract.store, &addr("gil")).unwrap());
}

#[test]
fn holders_are_addresses_of_this_chain() {
    let api = MockApi::default();
    let gov = addr("gov");
    for (owner, guardian) in [("gov", None), (gov.as_str(), Some("gil"))] {
        let refused = ADMIN.instantiate(&mut MockStorage::new(), &api, owner, guardian);
        assert!(matches!(refused, Err(GuardError::Address { .. })));
    }
    let to = "ana".to_string();
    let role = Role::Owner;
    let refused = Contract::new().send("gov", &AdminMsg::ProposeRole { role, to });
    assert!(matches!(refused, Err(GuardError::Address { .. })));
}

#[test]
fn a_role_changes_hands_in_two_steps() {
    let mut contract = Contract::new();
    for (role, to) in [(Role::Guardian, "gus"), (Role::Owner, "dao")] {
        let proposed = contract.propose("gov", role, to).unwrap();
        let expected = RoleProposed {
            role,
            to: addr(to).into(),
        };
        assert_eq!(RoleProposed::try_from(only(&proposed)), Ok(expected));
        // Being proposed is not holding: the former holder still does.
        assert_eq!(contract.admin().owner, addr("gov").as_str());
        assert_eq!(
            contract.accept("ana", role),
            Err(GuardError::NotProposed { role })
        );
        let accepted = contract.accept(to, role).unwrap();
        let holder = addr(to).into();
        assert_eq!(
            RoleAccepted::try_from(only(&accepted)),
            Ok(RoleAccepted { role, holder })
        );
        // A proposal is good for one time.
        assert_eq!(
            contract.accept(to, role),
            Err(GuardError::NotProposed { role })
        );
    }
    let admin = contract.admin();
    assert_eq!(admin.owner, addr("dao").as_str());
    assert_eq!(admin.guardian, Some(addr("gus").into()));
    assert_eq!(
        (admin.proposed_owner, admin.proposed_guardian),
        (None, None)
    );
    assert_eq!(
        contract.propose("gov", Role::Owner, "gov"),
        Err(not_allowed("owner", addr("dao")))
    );
}

#[test]
fn a_later_proposal_replaces_an_earlier_one() {
    let mut contract = Contract::new();
    contract.propose("gov", Role::Owner, "ana").unwrap();
    contract.propose("gov", Role::Owner, "dao").unwrap();
    let role = Role::Owner;
    assert_eq!(
        contract.accept("ana", role),
        Err(GuardError::NotProposed { role })
    );
    contract.accept("dao", role).unwrap();
}

#[test]
fn a_proposal_is_withdrawn() {
    let mut contract = Contract::new();
    for role in [Role::Owner, Role::Guardian] {
        contract.propose("gov", role, "ana").unwrap();
        let cancelled = contract.done("gov", &AdminMsg::CancelRole { role });
        assert_eq!(
            RoleCancelled::try_from(only(&cancelled)),
            Ok(RoleCancelled { role })
        );
        assert_eq!(
            contract.accept("ana", role),
            Err(GuardError::NotProposed { role })
        );
    }
}

#[test]
fn a_former_owners_proposals_end_with_its_ownership() {
    let mut contract = Contract::new();
    contract.propose("gov", Role::Guardian, "eve").unwrap();
    contract.propose("gov", Role::Owner, "dao").unwrap();
    let role = Role::Guardian;
    let ended = RoleCancelled { role }.into();
    let accepted = RoleAccepted {
        role: Role::Owner,
        holder: addr("dao").into(),
    };
    // An indexer that follows events sees the proposal end.
    assert_eq!(
        contract.accept("dao", Role::Owner),
        Ok(vec![ended, accepted.into()])
    );
    assert_eq!(contract.admin().proposed_guardian, None);
    assert_eq!(
        contract.accept("eve", role),
        Err(GuardError::NotProposed { role })
    );
    // The guardian that was in office stays.
    assert_eq!(contract.admin().guardian, Some(addr("gil").into()));
}

#[test]
fn nobody_else_administers() {
    let mut contract = Contract::new();
    contract.propose("gov", Role::Owner, "dao").unwrap();
    contract.pause("gil", MINT).unwrap();
    let role = Role::Owner;
    let owners = [
        AdminMsg::ProposeRole {
            role,
            to: addr("ana").into(),
        },
        AdminMsg::CancelRole { role },
        AdminMsg::Resume { class: MINT },
        AdminMsg::Rearm { class: MINT },
        AdminMsg::SetGuardianPause {
            lasts: MIN_GUARDIAN_PAUSE,
        },
    ];
    for sender in ["ana", "gil", "dao"] {
        for msg in &owners {
            assert_eq!(
                contract.send(sender, msg),
                Err(not_allowed("owner", addr("gov"))),
                "{sender} {msg:?}"
            );
        }
        assert_eq!(
            ADMIN.only_owner(&contract.store, &addr(sender)),
            Err(not_allowed("owner", addr("gov")))
        );
    }
    let holders = format!("{} or {}", addr("gov"), addr("gil"));
    assert_eq!(
        contract.pause("ana", SPEND),
        Err(not_allowed("owner or guardian", holders))
    );
}

#[test]
fn without_a_guardian_the_owner_alone_pauses() {
    let mut contract = Contract::new();
    let gov = addr("gov");
    ADMIN
        .instantiate(&mut contract.store, &MockApi::default(), gov.as_str(), None)
        .unwrap();
    assert_eq!(contract.admin().guardian, None);
    let holders = format!("{gov} or nobody");
    assert_eq!(
        contract.pause("gil", MINT),
        Err(not_allowed("owner or guardian", holders))
    );
    contract.pause("gov", MINT).unwrap();
}

#[test]
fn the_guardians_pause_lapses_by_itself_and_not_a_second_before() {
    let mut contract = Contract::new();
    let paused = contract.pause("gil", MINT).unwrap();
    let expected = ClassPaused {
        class: MINT,
        by: addr("gil").into(),
        until: Some(end()),
    };
    assert_eq!(ClassPaused::try_from(only(&paused)), Ok(expected));

    let refused = GuardError::PausedUntil {
        class: MINT,
        until: end(),
    };
    for moment in [START, end().before(ONE)] {
        assert_eq!(contract.enter_at(moment, MINT).as_ref(), Err(&refused));
        let pauses = vec![Pause {
            class: MINT,
            until: Some(end()),
        }];
        assert_eq!(contract.admin().pauses, pauses);
    }
    assert_eq!(contract.enter_at(end(), MINT).unwrap().answer, 42);
    assert_eq!(contract.admin().pauses, []);
}

#[test]
fn a_pause_stops_its_class_alone() {
    let mut contract = Contract::new();
    contract.pause("gil", MINT).unwrap();
    contract.enter_at(START, SPEND).unwrap();
    let row = ADMIN.enter(&contract.store, &contract.env, None).unwrap();
    assert_eq!(row.answer, 42);
    let refused = GuardError::PausedUntil {
        class: MINT,
        until: end(),
    };
    assert_eq!(active(&row, &contract.env, MINT), Err(refused));
    assert_eq!(active(&row, &contract.env, SPEND), Ok(()));
}

#[test]
fn the_guardian_has_one_shot_for_each_class() {
    let mut contract = Contract::new();
    contract.pause("gil", MINT).unwrap();
    assert_eq!(contract.admin().spent, [MINT]);
    let spent = Err(GuardError::Spent { class: MINT });
    // Neither while its pause runs, to make it longer, nor when it has lapsed.
    for moment in [START, end().before(ONE), end(), end().after(ONE)] {
        contract.at(moment);
        assert_eq!(contract.pause("gil", MINT), spent);
    }
    contract.pause("gil", SPEND).unwrap();
    assert_eq!(contract.admin().spent, [MINT, SPEND]);
}

#[test]
fn the_owner_rearms_a_class() {
    let mut contract = Contract::new();
    contract.pause("gil", MINT).unwrap();
    contract.pause("gil", SPEND).unwrap();
    contract.at(end());
    let rearmed = contract.rearm("gov", MINT).unwrap();
    assert_eq!(
        ClassRearmed::try_from(only(&rearmed)),
        Ok(ClassRearmed { class: MINT })
    );
    assert_eq!(contract.admin().spent, [SPEND]);
    contract.pause("gil", MINT).unwrap();
    let until = end().after(DEFAULT_GUARDIAN_PAUSE);
    let pauses = vec![Pause {
        class: MINT,
        until: Some(until),
    }];
    assert_eq!(contract.admin().pauses, pauses);
    // What has lapsed is swept out with the next change.
    assert_eq!(CONFIG.load(&contract.store).unwrap().pauses.0, pauses);
}

#[test]
fn a_running_pause_is_not_made_longer_by_rearming() {
    let mut contract = Contract::new();
    contract.pause("gil", MINT).unwrap();
    contract.rearm("gov", MINT).unwrap();
    contract.at(end().before(ONE));
    assert_eq!(contract.pause("gil", MINT), Err(GuardError::NoChange));
    // The refused pause has spent nothing.
    assert_eq!(contract.admin().spent, []);
    contract.enter_at(end(), MINT).unwrap();
}

#[test]
fn resuming_does_not_rearm() {
    let mut contract = Contract::new();
    contract.pause("gil", MINT).unwrap();
    let resumed = contract.resume("gov", MINT).unwrap();
    let by = addr("gov").into();
    assert_eq!(
        ClassResumed::try_from(only(&resumed)),
        Ok(ClassResumed { class: MINT, by })
    );
    contract.enter_at(START, MINT).unwrap();
    assert_eq!(
        contract.pause("gil", MINT),
        Err(GuardError::Spent { class: MINT })
    );
}

#[test]
fn a_new_guardian_has_every_shot() {
    let mut contract = Contract::new();
    contract.pause("gil", MINT).unwrap();
    contract.propose("gov", Role::Guardian, "gus").unwrap();
    contract.accept("gus", Role::Guardian).unwrap();
    assert_eq!(contract.admin().spent, []);
    // What the former one paused stays as it is, and is not made longer.
    assert_eq!(contract.pause("gus", MINT), Err(GuardError::NoChange));
    let refused = GuardError::PausedUntil {
        class: MINT,
        until: end(),
    };
    assert_eq!(contract.enter_at(START, MINT), Err(refused));
    contract.at(end());
    contract.pause("gus", MINT).unwrap();
    let holders = format!("{} or {}", addr("gov"), addr("gus"));
    assert_eq!(
        contract.pause("gil", SPEND),
        Err(not_allowed("owner or guardian", holders))
    );
}

#[test]
fn a_new_owner_leaves_the_guardians_shots_as_they_are() {
    let mut contract = Contract::new();
    contract.pause("gil", MINT).unwrap();
    contract.propose("gov", Role::Owner, "dao").unwrap();
    contract.accept("dao", Role::Owner).unwrap();
    assert_eq!(contract.admin().spent, [MINT]);
}

#[test]
fn the_owners_pause_has_no_end() {
    let mut contract = Contract::new();
    let paused = contract.pause("gov", MINT).unwrap();
    assert_eq!(ClassPaused::try_from(only(&paused)).unwrap().until, None);
    for moment in [START, Timestamp(u64::from(u32::MAX))] {
        let refused = GuardError::Paused { class: MINT };
        assert_eq!(contract.enter_at(moment, MINT), Err(refused));
    }
    // It spends nothing, and the guardian can neither end it nor give it an end.
    assert_eq!(contract.admin().spent, []);
    assert_eq!(contract.pause("gil", MINT), Err(GuardError::NoChange));
    contract.resume("gov", MINT).unwrap();
    contract.enter_at(START, MINT).unwrap();
    assert_eq!(
        CONFIG.load(&contract.store).unwrap().pauses,
        Pauses::default()
    );
}

#[test]
fn the_owner_takes_over_a_guardians_pause() {
    let mut contract = Contract::new();
    contract.pause("gil", MINT).unwrap();
    contract.pause("gov", MINT).unwrap();
    let pauses = vec![Pause {
        class: MINT,
        until: None,
    }];
    assert_eq!(contract.admin().pauses, pauses);
    let refused = GuardError::Paused { class: MINT };
    assert_eq!(contract.enter_at(end(), MINT), Err(refused));
}

#[test]
fn who_is_both_pauses_as_the_owner() {
    let mut contract = Contract::new();
    contract.propose("gov", Role::Owner, "gil").unwrap();
    contract.accept("gil", Role::Owner).unwrap();
    let paused = contract.pause("gil", MINT).unwrap();
    assert_eq!(ClassPaused::try_from(only(&paused)).unwrap().until, None);
    assert_eq!(contract.admin().spent, []);
}

#[test]
fn a_class_of_another_contract_is_unknown() {
    let mut contract = Contract::new();
    let class = ActionClass::Bid;
    let unknown = GuardError::UnknownClass {
        class,
        allowed: CLASSES,
    };
    let text = unknown.to_string();
    assert!(text.contains("no bid to pause: name one of mint, spend"));
    let unknown = Err(unknown);
    for sender in ["gov", "gil"] {
        assert_eq!(contract.pause(sender, class), unknown);
    }
    assert_eq!(contract.resume("gov", class), unknown);
    assert_eq!(contract.rearm("gov", class), unknown);
}

#[test]
fn what_is_so_already_is_refused() {
    let mut contract = Contract::new();
    let same = Err(GuardError::NoChange);
    for role in [Role::Owner, Role::Guardian] {
        assert_eq!(contract.send("gov", &AdminMsg::CancelRole { role }), same);
        contract.propose("gov", role, "ana").unwrap();
        assert_eq!(contract.propose("gov", role, "ana"), same);
    }
    // Who holds a role is not proposed for it.
    assert_eq!(contract.propose("gov", Role::Owner, "gov"), same);
    assert_eq!(contract.propose("gov", Role::Guardian, "gil"), same);
    assert_eq!(contract.resume("gov", MINT), same);
    assert_eq!(contract.rearm("gov", MINT), same);
    contract.pause("gov", MINT).unwrap();
    assert_eq!(contract.pause("gov", MINT), same);
    let lasts = DEFAULT_GUARDIAN_PAUSE;
    assert_eq!(
        contract.send("gov", &AdminMsg::SetGuardianPause { lasts }),
        same
    );
    // A pause that has lapsed is nothing to resume.
    contract.pause("gil", SPEND).unwrap();
    contract.at(end());
    assert_eq!(contract.resume("gov", SPEND), same);
}

#[test]
fn the_owner_says_how_long_the_guardians_pauses_last() {
    let mut contract = Contract::new();
    contract.pause("gil", MINT).unwrap();
    for lasts in [MIN_GUARDIAN_PAUSE, MAX_GUARDIAN_PAUSE] {
        let set = contract.done("gov", &AdminMsg::SetGuardianPause { lasts });
        assert_eq!(
            GuardianPauseSet::try_from(only(&set)),
            Ok(GuardianPauseSet { lasts })
        );
        assert_eq!(contract.admin().guardian_pause, lasts);
    }
    for lasts in [
        Seconds::ZERO,
        MIN_GUARDIAN_PAUSE.saturating_sub(ONE),
        MAX_GUARDIAN_PAUSE.saturating_add(ONE),
        Seconds(u64::MAX),
    ] {
        let refused = GuardError::OutOfRange {
            what: "lasts",
            value: lasts.to_string().into(),
            min: MIN_GUARDIAN_PAUSE.to_string(),
            max: MAX_GUARDIAN_PAUSE.to_string(),
        };
        assert_eq!(
            contract.send("gov", &AdminMsg::SetGuardianPause { lasts }),
            Err(refused)
        );
    }
    // The pause that is running keeps its end, the next has the new one.
    contract.pause("gil", SPEND).unwrap();
    let pause = |class, until| Pause {
        class,
        until: Some(until),
    };
    let pauses = [
        pause(MINT, end()),
        pause(SPEND, START.after(MAX_GUARDIAN_PAUSE)),
    ];
    assert_eq!(contract.admin().pauses, pauses);
}

#[test]
fn administering_leaves_the_rest_of_the_row_alone() {
    let mut contract = Contract::new();
    contract.pause("gil", MINT).unwrap();
    contract.pause("gov", SPEND).unwrap();
    contract.resume("gov", MINT).unwrap();
    assert_eq!(CONFIG.load(&contract.store).unwrap().answer, 42);
}
