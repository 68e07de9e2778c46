use cosmwasm_std::{ensure, Addr, Api, DepsMut, Env, Event, Response, Storage};
use tender_interfaces::admin::{
    ActionClass, AdminMsg, AdminResponse, Pause, Pauses, Role, DEFAULT_GUARDIAN_PAUSE,
    MAX_GUARDIAN_PAUSE, MIN_GUARDIAN_PAUSE,
};
use tender_interfaces::events::{
    ClassPaused, ClassRearmed, ClassResumed, GuardianPauseSet, RoleAccepted, RoleCancelled,
    RoleProposed,
};
use tender_storage::{packed, Row, RowItem, StorageError};
use tender_types::{Seconds, Timestamp};

use crate::{address, within, GuardError};

/// A contract's configuration row: what every message reads, and so where pauses stand.
pub trait Config: Row {
    /// What is paused.
    fn pauses(&self) -> &Pauses;
    /// What is paused, to be changed.
    fn pauses_mut(&mut self) -> &mut Pauses;
}

/// The administration of a contract: who holds its roles, and what of it is paused. The same in every
/// contract, under the same keys: `C` for the configuration, `O` for the holders.
pub struct Admin<C: 'static> {
    config: &'static RowItem<C>,
    classes: &'static [ActionClass],
    /// Off the hot path: no user action reads it.
    holders: RowItem<Holders>,
}

struct Holders {
    owner: Addr,
    proposed_owner: Option<Addr>,
    guardian: Option<Addr>,
    proposed_guardian: Option<Addr>,
    /// How long the guardian's pauses last.
    guardian_pause: Seconds,
    /// Classes the guardian has paused once.
    spent: Vec<ActionClass>,
}

packed!(Row 1 "role holders": Holders {
    owner,
    proposed_owner,
    guardian,
    proposed_guardian,
    guardian_pause,
    spent,
});

impl<C: Config> Admin<C> {
    /// The administration of a contract whose configuration is `config`, and which can pause `classes`.
    pub const fn new(config: &'static RowItem<C>, classes: &'static [ActionClass]) -> Self {
        Self {
            config,
            classes,
            holders: RowItem::new(b'O'),
        }
    }

    /// Sets the first holders.
    ///
    /// # Errors
    /// `guard/address` for a text that is no address of this chain.
    pub fn instantiate(
        &self,
        store: &mut dyn Storage,
        api: &dyn Api,
        owner: &str,
        guardian: Option<&str>,
    ) -> Result<(), GuardError> {
        let holders = Holders {
            owner: address(api, owner)?,
            proposed_owner: None,
            guardian: guardian.map(|text| address(api, text)).transpose()?,
            proposed_guardian: None,
            guardian_pause: DEFAULT_GUARDIAN_PAUSE,
            spent: vec![],
        };
        self.holders.save(store, &holders);
        Ok(())
    }

    /// The configuration, read once for the whole message, unless the message's class is paused.
    ///
    /// # Errors
    /// `guard/paused` says by whom and until when.
    pub fn enter(
        &self,
        store: &dyn Storage,
        env: &Env,
        class: Option<ActionClass>,
    ) -> Result<C, GuardError> {
        let config = self.config.load(store)?;
        match class {
            Some(class) => active(&config, env, class).map(|()| config),
            None => Ok(config),
        }
    }

    /// Refuses everybody but the owner.
    ///
    /// # Errors
    /// `guard/not_allowed` names the owner.
    pub fn only_owner(&self, store: &dyn Storage, sender: &Addr) -> Result<(), GuardError> {
        self.holders.load(store)?.only_owner(sender)
    }

    /// Whether `sender` is the owner.
    ///
    /// # Errors
    /// Only when the contract was never instantiated.
    pub fn is_owner(&self, store: &dyn Storage, sender: &Addr) -> Result<bool, GuardError> {
        Ok(self.holders.load(store)?.owner == sender)
    }

    /// Any [`AdminMsg`].
    ///
    /// # Errors
    /// `guard/not_allowed`, `guard/not_proposed`, `guard/address`, `guard/unknown_class`,
    /// `guard/spent`, `guard/out_of_range`; `guard/no_change` for what is so already.
    pub fn handle(
        &self,
        deps: DepsMut,
        env: &Env,
        sender: &Addr,
        msg: &AdminMsg,
    ) -> Result<Response, GuardError> {
        let mut desk = Desk {
            now: Timestamp::now(env),
            sender,
            holders: self.holders.load(deps.storage)?,
        };
        let mut response = Response::new();
        let event = match msg {
            AdminMsg::ProposeRole { role, to } => desk.propose(deps.api, *role, to)?,
            AdminMsg::AcceptRole { role } => {
                let (accepted, ended) = desk.accept(*role)?;
                response = response.add_events(ended);
                accepted
            }
            AdminMsg::CancelRole { role } => desk.cancel(*role)?,
            AdminMsg::Pause { class } => {
                self.known(*class)?;
                self.change(deps.storage, |pauses| desk.pause(pauses, *class))?
            }
            AdminMsg::Resume { class } => {
                self.known(*class)?;
                self.change(deps.storage, |pauses| desk.resume(pauses, *class))?
            }
            AdminMsg::Rearm { class } => {
                self.known(*class)?;
                desk.rearm(*class)?
            }
            AdminMsg::SetGuardianPause { lasts } => desk.set_guardian_pause(*lasts)?,
        };
        self.holders.save(deps.storage, &desk.holders);
        Ok(response.add_event(event))
    }

    /// Who administers, and what is paused.
    ///
    /// # Errors
    /// Only when the contract was never instantiated.
    pub fn query(&self, store: &dyn Storage, env: &Env) -> Result<AdminResponse, GuardError> {
        let holders = self.holders.load(store)?;
        let pauses = self.config.load(store)?.pauses().clone();
        Ok(AdminResponse {
            owner: holders.owner.into(),
            proposed_owner: holders.proposed_owner.map(Into::into),
            guardian: holders.guardian.map(Into::into),
            proposed_guardian: holders.proposed_guardian.map(Into::into),
            guardian_pause: holders.guardian_pause,
            spent: holders.spent,
            pauses: pauses.holding(Timestamp::now(env)),
        })
    }

    fn known(&self, class: ActionClass) -> Result<(), GuardError> {
        let allowed = self.classes;
        let known = allowed.contains(&class);
        ensure!(known, GuardError::UnknownClass { class, allowed });
        Ok(())
    }

    fn change(
        &self,
        store: &mut dyn Storage,
        change: impl FnOnce(&mut Pauses) -> Result<Event, GuardError>,
    ) -> Result<Event, GuardError> {
        let mut config = self.config.load(store)?;
        let event = change(config.pauses_mut())?;
        self.config.save(store, &config);
        Ok(event)
    }
}

/// Refuses an action whose class is paused, where the class follows from more than the message.
///
/// # Errors
/// `guard/paused` says by whom and until when.
pub fn active<C: Config>(config: &C, env: &Env, class: ActionClass) -> Result<(), GuardError> {
    match config.pauses().find(class, Timestamp::now(env)) {
        Some(Pause { until: None, .. }) => Err(GuardError::Paused { class }),
        Some(Pause {
            until: Some(until), ..
        }) => Err(GuardError::PausedUntil { class, until }),
        None => Ok(()),
    }
}

/// One message of administration at work.
struct Desk<'a> {
    now: Timestamp,
    sender: &'a Addr,
    holders: Holders,
}

impl Desk<'_> {
    fn propose(&mut self, api: &dyn Api, role: Role, to: &str) -> Result<Event, GuardError> {
        self.holders.only_owner(self.sender)?;
        let to = address(api, to)?;
        let held = self.holders.holder(role) == Some(&to);
        let same = held || self.holders.proposed(role).as_ref() == Some(&to);
        ensure!(!same, GuardError::NoChange);
        *self.holders.proposed(role) = Some(to.clone());
        let to = to.into();
        Ok(RoleProposed { role, to }.into())
    }

    /// The role accepted, and the proposal that ended with its owner's ownership.
    fn accept(&mut self, role: Role) -> Result<(Event, Option<RoleCancelled>), GuardError> {
        let proposed = self.holders.proposed(role);
        let chosen = proposed.as_ref() == Some(self.sender);
        ensure!(chosen, GuardError::NotProposed { role });
        *proposed = None;
        let mut ended = None;
        match role {
            Role::Owner => {
                self.holders.owner = self.sender.clone();
                // Whom the former owner chose is no choice of the new one.
                let role = Role::Guardian;
                ended = self
                    .holders
                    .proposed(role)
                    .take()
                    .map(|_| RoleCancelled { role });
            }
            Role::Guardian => {
                self.holders.guardian = Some(self.sender.clone());
                self.holders.spent.clear();
            }
        }
        let holder = self.sender.to_string();
        Ok((RoleAccepted { role, holder }.into(), ended))
    }

    fn cancel(&mut self, role: Role) -> Result<Event, GuardError> {
        self.holders.only_owner(self.sender)?;
        match self.holders.proposed(role).take() {
            Some(_) => Ok(RoleCancelled { role }.into()),
            None => Err(GuardError::NoChange),
        }
    }

    fn pause(&mut self, pauses: &mut Pauses, class: ActionClass) -> Result<Event, GuardError> {
        let until = if self.holders.owner == self.sender {
            None
        } else {
            Some(self.shoot(class)?)
        };
        match pauses.find(class, self.now) {
            // The owner may make a pause of the guardian's last.
            Some(Pause { until: Some(_), .. }) if until.is_none() => {}
            Some(_) => return Err(GuardError::NoChange),
            None => {}
        }
        self.drop_from(pauses, class);
        pauses.0.push(Pause { class, until });
        let by = self.sender.to_string();
        Ok(ClassPaused { class, by, until }.into())
    }

    /// Spends the guardian's shot for `class`: when its pause will lapse.
    fn shoot(&mut self, class: ActionClass) -> Result<Timestamp, GuardError> {
        self.holders.only_guardian(self.sender)?;
        let spent = self.holders.spent.contains(&class);
        ensure!(!spent, GuardError::Spent { class });
        self.holders.spent.push(class);
        Ok(self.now.after(self.holders.guardian_pause))
    }

    fn resume(&mut self, pauses: &mut Pauses, class: ActionClass) -> Result<Event, GuardError> {
        self.holders.only_owner(self.sender)?;
        pauses.find(class, self.now).ok_or(GuardError::NoChange)?;
        self.drop_from(pauses, class);
        let by = self.sender.to_string();
        Ok(ClassResumed { class, by }.into())
    }

    /// Removes the pause of `class`, and any that has lapsed.
    fn drop_from(&self, pauses: &mut Pauses, class: ActionClass) {
        pauses
            .0
            .retain(|pause| pause.class != class && pause.holds(self.now));
    }

    fn rearm(&mut self, class: ActionClass) -> Result<Event, GuardError> {
        self.holders.only_owner(self.sender)?;
        let spent = &mut self.holders.spent;
        let before = spent.len();
        spent.retain(|other| *other != class);
        ensure!(spent.len() < before, GuardError::NoChange);
        Ok(ClassRearmed { class }.into())
    }

    fn set_guardian_pause(&mut self, lasts: Seconds) -> Result<Event, GuardError> {
        self.holders.only_owner(self.sender)?;
        within("lasts", lasts, MIN_GUARDIAN_PAUSE, MAX_GUARDIAN_PAUSE)?;
        let same = self.holders.guardian_pause == lasts;
        ensure!(!same, GuardError::NoChange);
        self.holders.guardian_pause = lasts;
        Ok(GuardianPauseSet { lasts }.into())
    }
}

impl Holders {
    fn holder(&self, role: Role) -> Option<&Addr> {
        match role {
            Role::Owner => Some(&self.owner),
            Role::Guardian => self.guardian.as_ref(),
        }
    }

    fn proposed(&mut self, role: Role) -> &mut Option<Addr> {
        match role {
            Role::Owner => &mut self.proposed_owner,
            Role::Guardian => &mut self.proposed_guardian,
        }
    }

    fn only_owner(&self, sender: &Addr) -> Result<(), GuardError> {
        ensure!(
            self.owner == sender,
            GuardError::NotAllowed {
                role: "owner".to_string(),
                holder: self.owner.to_string(),
            }
        );
        Ok(())
    }

    fn only_guardian(&self, sender: &Addr) -> Result<(), GuardError> {
        let guardian = self.guardian.as_ref().map_or("nobody", Addr::as_str);
        ensure!(
            guardian == sender.as_str(),
            GuardError::NotAllowed {
                role: "owner or guardian".to_string(),
                holder: format!("{} or {guardian}", self.owner),
            }
        );
        Ok(())
    }
}

impl From<StorageError> for GuardError {
    fn from(error: StorageError) -> Self {
        Self::Storage(error)
    }
}
