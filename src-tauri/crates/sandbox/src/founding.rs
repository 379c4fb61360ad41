//! From a seed to an org: people, groups, realms and devices are made the same way every time.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use crate::authorization_server::tickets::Tickets;
use crate::ids::stable;
use crate::knobs::Rotation;
use crate::ledger::Ledger;
use crate::privileged_access::founding as team;
use crate::seed::{Seed, UserStatus};
use crate::shelf::Shelf;
use crate::state::{
    App, Device, DeviceStatus, Group, GroupKind, Realm, RealmAssignment, State, User,
};

/// When the org was made, whatever today is: seeded dates do not move.
const FOUNDED: Timestamp = Timestamp::constant(1_736_150_400, 0);

const ENCRYPTION: [&str; 3] = ["ALL_INTERNAL_VOLUMES", "SYSTEM_VOLUME", "NONE"];

/// Expands a seed.
pub(crate) fn found(seed: Seed) -> State {
    let realms = realms(&seed);
    let (users, unassigned) = people(&seed, &realms);
    let groups = groups(&seed, &users);
    let devices = devices(&seed, &users);
    let assigned: HashSet<String> = users
        .iter()
        .map(|user| user.id.clone())
        .filter(|id| !unassigned.contains(id))
        .collect();
    let apps = apps(&seed, &assigned);
    let assignments = assignments(&realms);
    let team = team::found(&seed.team, &seed.org.domain, FOUNDED);
    State {
        org: seed.org,
        behaviour: seed.behaviour,
        apps,
        users,
        groups,
        rules: Shelf::default(),
        realms,
        assignments,
        operations: Vec::new(),
        devices,
        log: Vec::new(),
        tickets: Tickets::default(),
        team,
        ledger: Ledger::default(),
        faults: Vec::new(),
        heard: None,
        latency_ms: 0,
        user_token_limit: None,
        windows: HashMap::new(),
        nonce_turns: 0,
    }
}

/// Some hours after the founding, different for each.
fn later(nth: usize) -> Timestamp {
    let hours = i64::try_from(nth % 8000).unwrap_or_default();
    FOUNDED + SignedDuration::from_mins(hours * 61)
}

fn realms(seed: &Seed) -> Shelf<Realm> {
    let mut shelf = Shelf::default();
    for (nth, realm) in seed.realms.iter().enumerate() {
        let mut profile = Map::new();
        profile.insert("name".to_owned(), json!(realm.name));
        // Absent does not mean DEFAULT, and an empty list is not sent: neither is a contract.
        if let Some(kind) = &realm.kind {
            profile.insert("realmType".to_owned(), json!(kind));
        }
        if let Some(domains) = &realm.domains {
            profile.insert("domains".to_owned(), json!(domains));
        }
        let id = stable("guo", &format!("realm {nth}"));
        let realm = Realm {
            id: id.clone(),
            is_default: nth == 0,
            profile,
            created: later(nth),
            last_updated: later(nth),
        };
        shelf.put(&id, realm);
    }
    shelf
}

fn people(seed: &Seed, realms: &Shelf<Realm>) -> (Shelf<User>, HashSet<String>) {
    let mut shelf = Shelf::default();
    let mut unassigned = HashSet::new();
    let domain = &seed.org.domain;
    let default_realm = realms
        .iter()
        .next()
        .map(|realm| realm.id.clone())
        .unwrap_or_default();
    // Everybody but the last realm has somebody in it.
    let peopled: Vec<_> = realms
        .iter()
        .take(realms.len().saturating_sub(1).max(1))
        .collect();

    for (nth, person) in seed.people.iter().enumerate() {
        let login = format!("{}@{domain}", person.login);
        let mut user = person_of(&login, &person.first, &person.last, &default_realm, nth);
        user.profile.insert("title".to_owned(), json!(person.title));
        user.role = person.role;
        set_status(&mut user, person.status);
        if person.unassigned {
            unassigned.insert(user.id.clone());
        }
        shelf.put(&user.id.clone(), user);
    }
    let pool = &seed.people_pool;
    for nth in 0..pool.count {
        let first = &pool.first[nth % pool.first.len()];
        let last = &pool.last[(nth / pool.first.len() + nth) % pool.last.len()];
        let login = format!("{}.{}.{:03}@{domain}", plain(first), plain(last), nth + 1);
        let place = nth + seed.people.len();
        let realm = &peopled[nth % peopled.len()].id;
        let mut user = person_of(&login, first, last, realm, place);
        let department = &pool.departments[nth / 3 % pool.departments.len()];
        user.profile
            .insert("department".to_owned(), json!(department));
        user.profile.insert(
            "title".to_owned(),
            json!(pool.titles[nth % pool.titles.len()]),
        );
        user.profile.insert(
            "city".to_owned(),
            json!(pool.cities[nth % pool.cities.len()]),
        );
        user.profile.insert(
            "employeeNumber".to_owned(),
            json!(format!("{:05}", nth + 1)),
        );
        set_status(
            &mut user,
            match nth % 50 {
                7 => UserStatus::Staged,
                17 => UserStatus::Provisioned,
                27 => UserStatus::Suspended,
                37 => UserStatus::PasswordExpired,
                47 => UserStatus::Deprovisioned,
                _ => UserStatus::Active,
            },
        );
        shelf.put(&user.id.clone(), user);
    }
    (shelf, unassigned)
}

fn person_of(login: &str, first: &str, last: &str, realm: &str, nth: usize) -> User {
    let profile = json!({
        "firstName": first, "lastName": last, "login": login, "email": login,
        "mobilePhone": null, "secondEmail": null,
    });
    let Value::Object(profile) = profile else {
        unreachable!("a literal object")
    };
    User {
        id: stable("00u", login),
        status: UserStatus::Active,
        created: later(nth),
        activated: Some(later(nth)),
        status_changed: Some(later(nth)),
        last_login: None,
        last_updated: later(nth),
        password_changed: Some(later(nth)),
        password: None,
        recovery_question: None,
        provider: None,
        realm_id: realm.to_owned(),
        profile,
        role: None,
        indexed: None,
    }
}

fn set_status(user: &mut User, status: UserStatus) {
    user.status = status;
    if status == UserStatus::Staged {
        user.activated = None;
        user.password_changed = None;
    }
}

/// A name as a login writes it: letters without their marks, in lower case.
fn plain(name: &str) -> String {
    let letters = name.to_lowercase();
    let replaced = letters.chars().map(|c| match c {
        'á' | 'å' | 'ä' | 'ã' => 'a',
        'é' | 'è' => 'e',
        'ö' | 'ø' | 'ó' => 'o',
        'ü' | 'ú' => 'u',
        'ý' => 'y',
        c => c,
    });
    replaced.filter(char::is_ascii_alphanumeric).collect()
}

fn groups(seed: &Seed, users: &Shelf<User>) -> Shelf<Group> {
    let mut shelf = Shelf::default();
    let live: Vec<_> = users
        .iter()
        .filter(|user| user.status != UserStatus::Deprovisioned)
        .map(|user| user.id.clone())
        .collect();
    let pool = &seed.groups;
    let mut names = vec![("Everyone".to_owned(), GroupKind::BuiltIn)];
    names.extend(
        pool.named
            .iter()
            .map(|name| (name.clone(), GroupKind::Okta)),
    );
    names.extend(pool.app.iter().map(|name| (name.clone(), GroupKind::App)));
    for nth in 0.. {
        if names.len() >= pool.count {
            break;
        }
        let place = &pool.places[nth % pool.places.len()];
        let purpose = &pool.purpose[nth / pool.places.len() % pool.purpose.len()];
        names.push((format!("{place} {purpose}"), GroupKind::Okta));
    }
    for (nth, (name, kind)) in names.into_iter().enumerate() {
        let id = stable("00g", &format!("{nth} {name}"));
        let members: BTreeSet<_> = match kind {
            GroupKind::BuiltIn => live.iter().cloned().collect(),
            GroupKind::Okta | GroupKind::App => {
                live.iter().skip(nth).step_by(7 + nth).cloned().collect()
            }
        };
        let mut profile = Map::new();
        profile.insert("name".to_owned(), json!(name));
        let about = match kind {
            GroupKind::BuiltIn => "All users in your organization".to_owned(),
            GroupKind::Okta => format!("Practice group {nth}"),
            GroupKind::App => "Comes from a directory: read only here".to_owned(),
        };
        profile.insert("description".to_owned(), json!(about));
        let group = Group {
            id: id.clone(),
            kind,
            profile,
            members,
            created: later(nth),
            last_updated: later(nth),
            last_membership_updated: later(nth * 3),
        };
        shelf.put(&id, group);
    }
    shelf
}

fn devices(seed: &Seed, users: &Shelf<User>) -> Shelf<Device> {
    let mut shelf = Shelf::default();
    let owners: Vec<_> = users
        .iter()
        .filter(|user| user.status == UserStatus::Active)
        .collect();
    for nth in 0..seed.devices.count {
        let model = &seed.devices.models[nth % seed.devices.models.len()];
        let id = stable("guo", &format!("device {nth}"));
        let owner = owners.get(nth * 3 % owners.len().max(1));
        let mut users = BTreeMap::new();
        if let Some(owner) = owner.filter(|_| nth % 11 != 10) {
            users.insert(owner.id.clone(), later(nth));
        }
        // Some are shared.
        if let Some(other) = owners
            .get((nth * 3 + 1) % owners.len().max(1))
            .filter(|_| nth % 9 == 8)
        {
            users.insert(other.id.clone(), later(nth + 1));
        }
        let short = owner
            .and_then(|owner| owner.profile.get("firstName"))
            .and_then(Value::as_str)
            .unwrap_or("Spare");
        let display = format!("{short}’s {} {:03}", model.model, nth + 1);
        let profile = json!({
            "displayName": display, "platform": model.platform,
            "manufacturer": model.manufacturer, "model": model.model, "osVersion": model.os,
            "serialNumber": format!("PRACTICE{:06}", nth + 1), "registered": nth % 13 != 12,
            "secureHardwarePresent": nth % 5 != 4,
            "diskEncryptionType": ENCRYPTION[nth % 3],
        });
        let Value::Object(mut profile) = profile else {
            unreachable!("a literal object")
        };
        match model.platform.as_str() {
            "WINDOWS" => {
                profile.insert("sid".to_owned(), json!(format!("S-1-5-21-100000-{nth}")));
                profile.insert("tpmPublicKeyHash".to_owned(), json!(stable("", &id)));
            }
            "MACOS" => {
                let udid = crate::ids::stable_uuid(&id).to_uppercase();
                profile.insert("udid".to_owned(), json!(udid));
            }
            _ => {
                profile.remove("diskEncryptionType");
                profile.insert("imei".to_owned(), json!(format!("35000000{:07}", nth + 1)));
                profile.insert("integrityJailbreak".to_owned(), json!(nth % 31 == 30));
            }
        }
        let status = match nth % 10 {
            4 => DeviceStatus::Suspended,
            9 => DeviceStatus::Deactivated,
            _ => DeviceStatus::Active,
        };
        if status == DeviceStatus::Deactivated {
            users.clear();
        }
        let device = Device {
            id: id.clone(),
            status,
            profile,
            users,
            created: later(nth),
            last_updated: later(nth * 2),
        };
        shelf.put(&id, device);
    }
    shelf
}

fn apps(seed: &Seed, assigned: &HashSet<String>) -> Shelf<App> {
    let mut shelf = Shelf::default();
    for client in &seed.clients {
        let app = App {
            id: client.id.clone(),
            name: client.name.clone(),
            connector: client.connector.clone(),
            kind: client.kind,
            secret: client.secret.clone(),
            jwks: Vec::new(),
            redirect_uris: seed.apps.redirect_uris.clone(),
            refresh_grant: true,
            scopes: client.scopes.iter().cloned().collect(),
            assigned: assigned.clone(),
            role: client.role,
            rotation: Rotation::Static,
            require_dpop: false,
            require_par: false,
            require_pkce: false,
            created: FOUNDED,
        };
        shelf.put(&client.id, app);
    }
    shelf
}

fn assignments(realms: &Shelf<Realm>) -> Shelf<RealmAssignment> {
    let mut shelf = Shelf::default();
    let rules = [
        (
            "Contractors by department",
            "user.profile.department == \"Operations\"",
            2,
            1,
        ),
        (
            "Partners by e-mail",
            "user.profile.email.contains(\"@partner.\")",
            1,
            2,
        ),
        ("Catch-all Assignment", "", 0, 499),
    ];
    for (nth, (name, expression, realm, priority)) in rules.into_iter().enumerate() {
        let Some(realm) = realms.iter().nth(realm) else {
            continue;
        };
        let id = stable("rul", name);
        let is_default = nth == 2;
        let assignment = RealmAssignment {
            id: id.clone(),
            name: name.to_owned(),
            active: nth != 1,
            is_default,
            priority,
            conditions: json!({
                "profileSourceId": stable("00o", "profile source"),
                "expression": { "value": expression },
            }),
            actions: json!({ "assignUserToRealm": { "realmId": realm.id } }),
            domains: None,
            created: later(nth),
            last_updated: later(nth),
        };
        shelf.put(&id, assignment);
    }
    shelf
}
