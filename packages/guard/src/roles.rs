use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Addr, Api, Event, Storage};
use cw_storage_plus::Item;
use tender_interfaces::events::{RoleAccepted, RoleCancelled, RoleProposed};
use tender_interfaces::roles::{Role, RoleMsg, RolesResponse};

use crate::{address, GuardError};

/// Who holds the roles of a contract. One JSON row, off the hot path: no user action reads it.
pub struct Roles {
    row: Item<Holders>,
}

#[cw_serde]
struct Holders {
    owner: Addr,
    proposed_owner: Option<Addr>,
    guardian: Option<Addr>,
    proposed_guardian: Option<Addr>,
}

impl Roles {
    /// The roles stored under `key`.
    pub const fn new(key: &'static str) -> Self {
        Self {
            row: Item::new(key),
        }
    }

    /// Sets the first holders.
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
        };
        Ok(self.row.save(store, &holders)?)
    }

    /// Refuses everybody but the owner.
    pub fn only_owner(&self, store: &dyn Storage, sender: &Addr) -> Result<(), GuardError> {
        let holders = self.row.load(store)?;
        match holders.owner == sender {
            true => Ok(()),
            false => Err(not_allowed(&["owner"], &holders)),
        }
    }

    /// Refuses everybody but the owner and the guardian.
    pub fn only_pauser(&self, store: &dyn Storage, sender: &Addr) -> Result<(), GuardError> {
        let holders = self.row.load(store)?;
        match holders.owner == sender || holders.guardian.as_ref() == Some(sender) {
            true => Ok(()),
            false => Err(not_allowed(&["owner", "guardian"], &holders)),
        }
    }

    /// Whether `sender` is the owner.
    pub fn is_owner(&self, store: &dyn Storage, sender: &Addr) -> Result<bool, GuardError> {
        Ok(self.row.load(store)?.owner == sender)
    }

    /// Hands over a role in two steps.
    pub fn handle(
        &self,
        store: &mut dyn Storage,
        api: &dyn Api,
        sender: &Addr,
        msg: &RoleMsg,
    ) -> Result<Event, GuardError> {
        let mut holders = self.row.load(store)?;
        let event = match msg {
            RoleMsg::Propose { role, to } => {
                self.only_owner(store, sender)?;
                holders.propose(*role, Some(address(api, to)?));
                RoleProposed {
                    role: name(*role),
                    to: to.clone(),
                }
                .into()
            }
            RoleMsg::Cancel { role } => {
                self.only_owner(store, sender)?;
                holders.propose(*role, None);
                RoleCancelled { role: name(*role) }.into()
            }
            RoleMsg::Accept { role } => {
                holders.accept(*role, sender)?;
                RoleAccepted {
                    role: name(*role),
                    holder: sender.to_string(),
                }
                .into()
            }
        };
        self.row.save(store, &holders)?;
        Ok(event)
    }

    /// Who holds the roles.
    pub fn query(&self, store: &dyn Storage) -> Result<RolesResponse, GuardError> {
        let holders = self.row.load(store)?;
        Ok(RolesResponse {
            owner: holders.owner.into(),
            proposed_owner: holders.proposed_owner.map(Into::into),
            guardian: holders.guardian.map(Into::into),
            proposed_guardian: holders.proposed_guardian.map(Into::into),
        })
    }
}

impl Holders {
    fn propose(&mut self, role: Role, to: Option<Addr>) {
        match role {
            Role::Owner => self.proposed_owner = to,
            Role::Guardian => self.proposed_guardian = to,
        }
    }

    fn accept(&mut self, role: Role, sender: &Addr) -> Result<(), GuardError> {
        let proposed = match role {
            Role::Owner => &mut self.proposed_owner,
            Role::Guardian => &mut self.proposed_guardian,
        };
        if proposed.as_ref() != Some(sender) {
            return Err(GuardError::NotProposed { role });
        }
        *proposed = None;
        match role {
            Role::Owner => self.owner = sender.clone(),
            Role::Guardian => self.guardian = Some(sender.clone()),
        }
        Ok(())
    }
}

fn not_allowed(roles: &[&str], holders: &Holders) -> GuardError {
    let guardian = holders.guardian.as_ref().map_or("nobody", Addr::as_str);
    let holder = |role: &&str| match *role {
        "owner" => holders.owner.as_str(),
        _ => guardian,
    };
    GuardError::NotAllowed {
        role: roles.join(" or "),
        holder: roles.iter().map(holder).collect::<Vec<_>>().join(" or "),
    }
}

fn name(role: Role) -> String {
    match role {
        Role::Owner => "owner",
        Role::Guardian => "guardian",
    }
    .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use cosmwasm_std::testing::{MockApi, MockStorage};

    const ROLES: Roles = Roles::new("O");

    fn world() -> (MockStorage, MockApi, [Addr; 3]) {
        let (mut store, api) = (MockStorage::new(), MockApi::default());
        let actors = ["ana", "ben", "gil"].map(|name| api.addr_make(name));
        ROLES
            .instantiate(
                &mut store,
                &api,
                actors[0].as_str(),
                Some(actors[2].as_str()),
            )
            .unwrap();
        (store, api, actors)
    }

    #[test]
    fn a_role_changes_hands_in_two_steps() {
        let (mut store, api, [ana, ben, gil]) = world();
        let propose = RoleMsg::Propose {
            role: Role::Owner,
            to: ben.to_string(),
        };
        let accept = RoleMsg::Accept { role: Role::Owner };
        assert!(ROLES.handle(&mut store, &api, &ben, &propose).is_err());
        ROLES.handle(&mut store, &api, &ana, &propose).unwrap();
        assert_eq!(ROLES.only_owner(&store, &ana), Ok(()));
        assert_eq!(
            ROLES.handle(&mut store, &api, &gil, &accept),
            Err(GuardError::NotProposed { role: Role::Owner })
        );
        ROLES.handle(&mut store, &api, &ben, &accept).unwrap();
        assert!(ROLES.only_owner(&store, &ana).is_err());
        assert_eq!(ROLES.only_owner(&store, &ben), Ok(()));
        assert!(ROLES.handle(&mut store, &api, &ben, &accept).is_err());
    }

    #[test]
    fn a_cancelled_proposal_cannot_be_accepted() {
        let (mut store, api, [ana, ben, _]) = world();
        let propose = RoleMsg::Propose {
            role: Role::Guardian,
            to: ben.to_string(),
        };
        ROLES.handle(&mut store, &api, &ana, &propose).unwrap();
        let cancel = RoleMsg::Cancel {
            role: Role::Guardian,
        };
        ROLES.handle(&mut store, &api, &ana, &cancel).unwrap();
        let accept = RoleMsg::Accept {
            role: Role::Guardian,
        };
        assert!(ROLES.handle(&mut store, &api, &ben, &accept).is_err());
    }

    #[test]
    fn the_guardian_pauses_and_nothing_else() {
        let (store, _, [ana, ben, gil]) = world();
        assert_eq!(ROLES.only_pauser(&store, &gil), Ok(()));
        assert_eq!(ROLES.only_pauser(&store, &ana), Ok(()));
        assert!(ROLES.only_pauser(&store, &ben).is_err());
        assert_eq!(
            ROLES.only_owner(&store, &gil),
            Err(GuardError::NotAllowed {
                role: "owner".to_string(),
                holder: ana.to_string()
            })
        );
    }
}
