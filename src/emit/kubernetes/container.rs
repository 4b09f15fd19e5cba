//! One container with the volumes, claims and configuration that it needs.

use super::Findings;
use super::object::{self, hash, some};
use super::operator;
use super::probe::{Check, Checks, Said, Usual};
use super::profile::{self, Dump, Profile, Setting, Store};
use super::quantity::{self, MEBIBYTE};
use super::security::{self, Identity, USER};
use super::site::{Part, Runs, Workload};
use crate::diag::Diagnostic;
use crate::diag::codes::emit::STORAGE;
use crate::model::properties::{ConfigFile, Listen, Properties, Protocol};
use crate::model::quantity::{Allotment, Bytes, Cpu};
use crate::model::scheduling::{Operator, Pull};
use indexmap::IndexMap;
use k8s_openapi::api::core::v1 as core;
use k8s_openapi::api::core::v1::{ConfigMap, Container, EnvVar, Volume, VolumeMount};
use std::collections::BTreeMap;

/// A container and what its pod must have for it.
pub(super) struct Built {
    pub(super) container: Container,
    pub(super) identity: Identity,
    pub(super) volumes: Vec<Volume>,
    pub(super) claims: Vec<Claim>,
    pub(super) config: Option<ConfigMap>,
}

/// Storage that outlives a pod.
pub(super) struct Claim {
    /// The volume that it fills.
    pub(super) volume: String,
    pub(super) size: Bytes,
    pub(super) class: Option<String>,
}

const TMP: u64 = 64 * MEBIBYTE;
const SCRATCH: u64 = 256 * MEBIBYTE;
const STORAGE_SIZE: u64 = 10 << 30;
/// What logs and the writable layer may take of a node's disk, beside the scratch volumes.
const LOGS: u64 = 512 * MEBIBYTE;

struct Builder<'a, 'm> {
    workload: &'a Workload<'m>,
    part: &'a Part<'m>,
    /// Whether it is the workload's own container, not a component's.
    own: bool,
    profile: Option<Profile>,
    volumes: Vec<Volume>,
    mounts: Vec<VolumeMount>,
    claims: Vec<Claim>,
    scratch: u64,
}

/// Builds the container of a part of a workload.
pub(super) fn build<'m>(workload: &Workload<'m>, part: &Part<'m>, own: bool, findings: &mut Findings) -> Built {
    let profile = if own { store_profile(workload) } else { None };
    let (volumes, mounts, claims) = (Vec::new(), Vec::new(), Vec::new());
    let mut builder = Builder { workload, part, own, profile, volumes, mounts, claims, scratch: 0 };
    let own_identity = builder.identity();
    builder.storage(findings);
    builder.scratch();
    let config = builder.config();
    let resources = builder.resources();
    let checks = builder.checks();
    let image = image(part, builder.profile.as_ref());
    let writable = builder.writable();
    let pod_identity = identity(workload);
    let mut container = Container {
        name: part.name.clone(),
        image_pull_policy: Some(pull_policy(part.properties).to_owned()),
        image: Some(image),
        command: part.properties.command.as_ref().and_then(|command| some(command.value.clone())),
        args: part
            .properties
            .args
            .as_ref()
            .map(|args| args.value.clone())
            .or_else(|| builder.profile.as_ref().map(|p| p.args.clone()))
            .and_then(some),
        env: some(builder.env()),
        ports: some(builder.ports(&checks)),
        resources: Some(resources),
        security_context: Some(security::container(writable, (own_identity != pod_identity).then_some(own_identity))),
        volume_mounts: some(std::mem::take(&mut builder.mounts)),
        ..Container::default()
    };
    checks.put_on(&mut container, &builder.named_ports());
    Built { container, identity: own_identity, volumes: builder.volumes, claims: builder.claims, config }
}

/// Who the processes of a workload's own container are.
pub(super) fn identity(workload: &Workload<'_>) -> Identity {
    let profile = store_profile(workload).map(|profile| profile.identity);
    said_or_usual(workload.instance.properties.user.as_ref().map(|user| user.value), profile)
}

fn said_or_usual(said: Option<u32>, profile: Option<Identity>) -> Identity {
    match (said, profile) {
        (Some(user), _) => Identity { user, group: user },
        (None, Some(identity)) => identity,
        (None, None) => Identity { user: USER, group: USER },
    }
}

pub(super) fn store_profile(workload: &Workload<'_>) -> Option<Profile> {
    let properties = &workload.instance.properties;
    let default_memory = properties.memory.as_ref().and_then(|memory| memory.limit.or(memory.request));
    let name = properties.runtime_name.as_ref().map_or(workload.element.name.as_str(), |name| name.value.as_str());
    let service = workload.operator.map_or_else(|| workload.instance.name.clone(), |operator| operator.service(&workload.instance.name));
    let store = Store {
        name: &service,
        namespace: &workload.instance.namespace,
        replicas: workload.replicas().0,
        database: name,
        version: properties.engine.as_ref().and_then(|engine| engine.version.as_deref()),
        kept: properties.storage.is_some(),
        memory: default_memory,
    };
    let profile = workload.engine.and_then(|engine| profile::of(engine.name, &store))?;
    Some(match workload.operator {
        Some(Operator::Cnpg) => Profile {
            image: operator::cnpg_image(properties),
            identity: Identity { user: operator::CNPG_USER, group: operator::CNPG_USER },
            dump: profile.dump.map(|dump| Dump { env: &[("PGPASSWORD", "password")], ..dump }),
            ..profile
        },
        _ => profile,
    })
}

/// The Secret that holds what it takes to dump a store.
pub(super) fn dump_secret(workload: &Workload<'_>) -> String {
    match workload.operator {
        Some(Operator::Cnpg) => format!("{}-superuser", workload.instance.name),
        _ => workload.instance.name.clone(),
    }
}

/// What the own container of a store may take.
pub(super) fn store_resources(workload: &Workload<'_>) -> core::ResourceRequirements {
    let Some(part) = workload.parts.first() else { return core::ResourceRequirements::default() };
    let (volumes, mounts, claims) = (Vec::new(), Vec::new(), Vec::new());
    Builder { workload, part, own: true, profile: store_profile(workload), volumes, mounts, claims, scratch: 0 }.resources()
}

impl Builder<'_, '_> {
    fn identity(&self) -> Identity {
        said_or_usual(self.part.properties.user.as_ref().map(|user| user.value), self.profile.as_ref().map(|profile| profile.identity))
    }

    fn writable(&self) -> bool {
        let profile = self.profile.as_ref().is_some_and(|profile| profile.writable);
        self.part.properties.writable.as_ref().map_or(profile, |writable| writable.value)
    }

    fn volume_name(&self, name: &str) -> String {
        let base = if self.own { name.to_owned() } else { format!("{}-{name}", self.part.name) };
        let taken = |candidate: &str| self.volumes.iter().any(|v| v.name == candidate) || self.claims.iter().any(|c| c.volume == candidate);
        let mut candidate: String = base.chars().take(58).collect();
        candidate.truncate(candidate.trim_end_matches('-').len());
        let stem = candidate.clone();
        let mut number = 2;
        while taken(&candidate) {
            candidate = format!("{stem}-{number}");
            number += 1;
        }
        candidate
    }

    fn mount(&mut self, volume: &str, path: &str, sub_path: Option<&str>) {
        let sub_path = sub_path.map(str::to_owned);
        self.mounts.push(VolumeMount { name: volume.to_owned(), mount_path: path.to_owned(), sub_path, ..VolumeMount::default() });
    }

    fn is_mounted(&self, path: &str) -> bool {
        self.mounts.iter().any(|mount| mount.mount_path == path)
    }

    fn storage(&mut self, findings: &mut Findings) {
        let said = self.part.properties.storage.as_ref();
        let data = self.profile.as_ref().and_then(|profile| profile.data);
        let keeps = self.profile.as_ref().is_some_and(|profile| profile.keeps);
        let Some(path) = said.and_then(|storage| storage.path.as_deref()).or(data) else {
            if let Some(storage) = said {
                let error = Diagnostic::error(
                    &STORAGE,
                    storage.span,
                    format!("`{}` keeps storage, but does not say where it finds it", self.part.name),
                );
                findings.push(error.help("name the path in the container: `storage 10Gi at /var/lib/app`"));
            }
            return;
        };
        let sub_path = self.profile.as_ref().is_some_and(|profile| profile.sub_path).then_some("data");
        if let Some(storage) = said.filter(|_| self.workload.runs == Runs::DaemonSet) {
            let error =
                Diagnostic::error(&STORAGE, storage.span, format!("`{}` runs on every node and cannot keep storage", self.part.name));
            findings.push(error.help("use `mount PATH SIZE` for scratch space on the node, or keep the data in a store"));
        }
        if said.is_some() || keeps {
            let volume = self.volume_name("storage");
            let size = said.map_or(Bytes(STORAGE_SIZE), |storage| storage.size);
            let class = said.and_then(|storage| storage.class.clone());
            self.mount(&volume, path, sub_path);
            self.claims.push(Claim { volume, size, class });
        } else {
            self.empty_dir("cache", path, Bytes(SCRATCH));
        }
    }

    fn empty_dir(&mut self, name: &str, path: &str, size: Bytes) {
        if self.is_mounted(path) {
            return;
        }
        let volume = self.volume_name(name);
        self.mount(&volume, path, None);
        self.scratch = self.scratch.saturating_add(size.0);
        let source = core::EmptyDirVolumeSource { size_limit: Some(quantity::bytes(size)), ..Default::default() };
        self.volumes.push(Volume { name: volume, empty_dir: Some(source), ..Volume::default() });
    }

    fn scratch(&mut self) {
        let part = self.part;
        for mount in part.all().flat_map(|properties| &properties.mounts) {
            self.empty_dir(&slug(&mount.path), &mount.path, mount.size);
        }
        let paths = self.profile.as_ref().map(|profile| profile.scratch.clone()).unwrap_or_default();
        for path in paths {
            self.empty_dir(&slug(path), path, Bytes(TMP));
        }
        if !self.writable() {
            self.empty_dir("tmp", "/tmp", Bytes(TMP));
        }
    }

    /// Files in a map that bears the hash of what is in it, so that a change makes new pods.
    fn config(&mut self) -> Option<ConfigMap> {
        let part = self.part;
        let span = part.element.span;
        let from_profile = self.profile.as_ref().map_or(&[][..], |profile| &profile.files).iter();
        let mut files: IndexMap<String, ConfigFile> = from_profile
            .map(|(path, content)| ((*path).to_owned(), ConfigFile { path: (*path).to_owned(), content: content.clone(), span }))
            .collect();
        files.extend(part.all().flat_map(|properties| &properties.configs).map(|file| (file.path.clone(), file.clone())));
        if files.is_empty() {
            return None;
        }
        let mut entries: BTreeMap<String, String> = BTreeMap::new();
        let volume = self.volume_name("config");
        for file in files.values() {
            let key = config_key(&file.path, &entries);
            entries.insert(key.clone(), file.content.clone());
            let (name, mount_path) = (volume.clone(), file.path.clone());
            self.mounts.push(VolumeMount { name, mount_path, sub_path: Some(key), read_only: Some(true), ..VolumeMount::default() });
        }
        let digest = hash(entries.iter().flat_map(|(key, content)| [key.as_str(), content.as_str()]));
        let stem = if self.own { self.workload.instance.name.clone() } else { format!("{}-{}", self.workload.instance.name, part.name) };
        let name = format!("{stem}-config-{digest}");
        let source = core::ConfigMapVolumeSource { name: name.clone(), ..Default::default() };
        self.volumes.push(Volume { name: volume, config_map: Some(source), ..Volume::default() });
        let metadata = object::named(&name, &self.workload.instance.namespace);
        Some(ConfigMap { metadata, data: Some(entries), immutable: Some(true), ..ConfigMap::default() })
    }

    fn env(&self) -> Vec<EnvVar> {
        let mut variables: IndexMap<&str, EnvVar> = IndexMap::new();
        let plain = |name: &str, value: &str| EnvVar { name: name.to_owned(), value: Some(value.to_owned()), value_from: None };
        for (name, setting) in self.profile.as_ref().map_or(&[][..], |profile| &profile.env) {
            let variable = match setting {
                Setting::Text(value) => plain(name, value),
                Setting::Secret => secret(name, &self.workload.instance.name, name),
                Setting::Field(path) => field(name, path),
            };
            variables.insert(name, variable);
        }
        for binding in &self.part.bindings {
            variables.insert(&binding.variable, plain(&binding.variable, &binding.value));
        }
        for variable in self.part.all().flat_map(|properties| &properties.env) {
            variables.insert(&variable.name, plain(&variable.name, &variable.value));
        }
        for kept in self.part.secrets() {
            variables.insert(&kept.name, secret(&kept.name, &self.workload.instance.name, &kept.name));
        }
        variables.into_values().collect()
    }

    /// All ports of the container with their names: those that are listened on, and those of an engine's members.
    fn named_ports(&self) -> Vec<Listen> {
        let mut ports = self.part.listens.clone();
        let engine = self.workload.engine.filter(|_| self.own);
        for peer in engine.map_or(&[][..], |engine| engine.peers) {
            if ports.iter().all(|port| port.port != peer.port) {
                let span = self.part.element.span;
                ports.push(Listen { protocol: peer.protocol, port: peer.port, name: peer.name.to_owned(), published: peer.port, span });
            }
        }
        ports
    }

    fn ports(&self, checks: &Checks) -> Vec<core::ContainerPort> {
        let named = self.named_ports();
        let mut ports: Vec<core::ContainerPort> = named.iter().map(container_port).collect();
        for asked in checks.ports() {
            if ports.iter().all(|port| port.container_port != i32::from(asked)) {
                ports.push(core::ContainerPort {
                    container_port: i32::from(asked),
                    protocol: Some("TCP".to_owned()),
                    ..Default::default()
                });
            }
        }
        ports
    }

    fn checks(&self) -> Checks {
        if matches!(self.workload.runs, Runs::Job(_)) && self.own {
            return Checks::default();
        }
        let (properties, listens) = (self.part.properties, &self.named_ports());
        let said = |probe: &Option<_>| probe.as_ref().and_then(|probe| Check::of(probe, listens));
        let said = Said { health: said(&properties.health), ready: said(&properties.ready), startup: said(&properties.startup) };
        let serves = !listens.is_empty();
        let usual = match &self.profile {
            Some(profile) => Usual { ready: Some(profile.ready.clone()), alive: profile.alive.clone(), serves, slow: true },
            None => Usual { ready: Check::default_for(listens), alive: Check::default_for(listens), serves, slow: false },
        };
        Checks::of(said, usual)
    }

    fn resources(&self) -> core::ResourceRequirements {
        let properties = self.part.properties;
        let default_memory = self.profile.as_ref().map_or((Bytes(256 * MEBIBYTE), Bytes(512 * MEBIBYTE)), |profile| profile.memory);
        let cpu = allotted(properties.cpu.as_ref().map(|cpu| cpu.value), (Cpu(100), Cpu(1000)), |request| request.max(Cpu(1000)));
        let memory = allotted(properties.memory.as_ref().map(|memory| memory.value), default_memory, |request| request);
        let disk = (Bytes(TMP), Bytes(self.scratch.saturating_add(LOGS)));
        let disk = allotted(properties.disk.as_ref().map(|disk| disk.value), disk, |request| request.max(disk.1));
        requirements((cpu.0, memory.0, disk.0), (cpu.1, memory.1, disk.1))
    }
}

/// Processor time, memory and disk: what is set aside, and what is allowed at most.
pub(super) fn requirements(requests: (Cpu, Bytes, Bytes), limits: (Cpu, Bytes, Bytes)) -> core::ResourceRequirements {
    let listed = |(cpu, memory, disk)| {
        let entries = [("cpu", quantity::cpu(cpu)), ("memory", quantity::bytes(memory)), ("ephemeral-storage", quantity::bytes(disk))];
        Some(entries.into_iter().map(|(name, quantity)| (name.to_owned(), quantity)).collect())
    };
    core::ResourceRequirements { requests: listed(requests), limits: listed(limits), claims: None }
}

/// The image: the one that is said, the engine's, else the element's name. The model has warned of a guess.
fn image(part: &Part<'_>, profile: Option<&Profile>) -> String {
    let version = part.properties.version.as_ref().map_or("latest", |version| version.value.as_str());
    match (&part.properties.image, profile) {
        (Some(image), _) => image.value.replace("{name}", &part.name).replace("{version}", version),
        (None, Some(profile)) => profile.image.clone(),
        (None, None) => format!("{}:{version}", part.name),
    }
}

/// The image of a workload's own container.
pub(super) fn store_image(workload: &Workload<'_>) -> String {
    workload.parts.first().map_or_else(String::new, |part| image(part, store_profile(workload).as_ref()))
}

/// When an image is fetched: at each start unless the program says otherwise, so that what a node has is run by those alone who may
/// read it, and a tag that was moved is not run for what it was.
pub(super) fn pull_policy(properties: &Properties) -> &'static str {
    match properties.pull.as_ref().map(|pull| pull.value) {
        None | Some(Pull::Always) => "Always",
        Some(Pull::Missing) => "IfNotPresent",
        Some(Pull::Never) => "Never",
    }
}

/// A variable with the value of a Secret's key.
pub(super) fn secret(variable: &str, secret: &str, key: &str) -> EnvVar {
    let reference = core::SecretKeySelector { name: secret.to_owned(), key: key.to_owned(), optional: None };
    let source = core::EnvVarSource { secret_key_ref: Some(reference), ..Default::default() };
    EnvVar { name: variable.to_owned(), value: None, value_from: Some(source) }
}

/// Storage as large as a workload's own.
pub(super) fn kept(workload: &Workload<'_>, volume: &str) -> Claim {
    let said = workload.instance.properties.storage.as_ref();
    let size = said.map_or(Bytes(STORAGE_SIZE), |storage| storage.size);
    Claim { volume: volume.to_owned(), size, class: said.and_then(|storage| storage.class.clone()) }
}

/// Request and limit: what is said, and what follows from it or holds where nothing is said.
fn allotted<T: Copy + Ord>(said: Option<Allotment<T>>, default: (T, T), limit_for: impl Fn(T) -> T) -> (T, T) {
    match said.map(|allotment| (allotment.request, allotment.limit)) {
        Some((Some(request), Some(limit))) => (request, limit),
        Some((Some(request), None)) => (request, limit_for(request)),
        Some((None, Some(limit))) => (default.0.min(limit), limit),
        Some((None, None)) | None => default,
    }
}

fn field(name: &str, path: &str) -> EnvVar {
    let reference = core::ObjectFieldSelector { field_path: path.to_owned(), api_version: None };
    let source = core::EnvVarSource { field_ref: Some(reference), ..Default::default() };
    EnvVar { name: name.to_owned(), value: None, value_from: Some(source) }
}

fn container_port(listen: &Listen) -> core::ContainerPort {
    let protocol = Some(transport(listen.protocol).to_owned());
    core::ContainerPort { name: Some(listen.name.clone()), container_port: i32::from(listen.port), protocol, ..Default::default() }
}

/// The transport of what is spoken on a port.
pub(super) fn transport(protocol: Protocol) -> &'static str {
    if protocol == Protocol::Udp { "UDP" } else { "TCP" }
}

/// A volume's name for a path.
fn slug(path: &str) -> String {
    let plain: String = path.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect();
    let words: Vec<&str> = plain.split('-').filter(|word| !word.is_empty()).collect();
    if words.is_empty() { "scratch".to_owned() } else { words.join("-") }
}

/// The key of a file in its map: its name, with a number where that is taken.
fn config_key(path: &str, taken: &BTreeMap<String, String>) -> String {
    let name = path.rsplit('/').next().unwrap_or_default();
    let plain: String = name.chars().map(|c| if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '-' }).collect();
    let stem = if plain.is_empty() || plain.starts_with("..") || plain == "." { "file".to_owned() } else { plain };
    let numbered = std::iter::once(stem.clone()).chain((2u32..).map(|number| format!("{number}-{stem}")));
    numbered.into_iter().find(|key| !taken.contains_key(key)).unwrap_or(stem)
}
