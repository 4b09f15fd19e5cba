//! Packages: which services go into which, what their messages are called there, and which file each stands in.

use super::names::{self, unique};
use super::reach::Reach;
use crate::emit::words;
use crate::model::{Api, ApiId, Call, Model, OperationId, Shape, TypeExpr, TypeId};
use std::collections::{BTreeMap, BTreeSet};

/// A service: an API with operations over gRPC.
pub struct Service {
    pub api: ApiId,
    package: String,
    pub name: String,
    /// Its methods, in order of declaration.
    pub methods: Vec<Method>,
}

/// A method and what it is called.
pub struct Method {
    pub operation: OperationId,
    pub name: String,
    pub request: Slot,
    pub response: Slot,
}

/// The message that goes one way in a method.
pub struct Slot {
    pub of: TypeId,
    /// The message's name, where the method has one of its own: `base` was not given, and nothing depends on another.
    pub name: Option<String>,
}

/// The file that a type stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Home {
    /// That of a service, which alone needs it.
    Service(usize),
    /// The one of all.
    Common,
}

/// A package with all of its services.
pub struct Package {
    pub name: String,
    pub services: Vec<Service>,
    /// What more than one service needs stands in this file.
    pub common: String,
    homes: BTreeMap<TypeId, Home>,
    problem_home: Option<Home>,
    names: BTreeMap<TypeId, String>,
    /// The name of the built-in problem.
    pub problem: String,
    /// All names of services, messages and enums.
    pub taken: BTreeSet<String>,
}

/// The packages of a model's own services, sorted by name.
pub fn packages(model: &Model) -> Vec<Package> {
    let mut packages: BTreeMap<String, Vec<Service>> = BTreeMap::new();
    for service in services(model) {
        packages.entry(service.package.clone()).or_default().push(service);
    }
    packages.into_iter().map(|(name, services)| Package::of(model, name, services)).collect()
}

fn services(model: &Model) -> Vec<Service> {
    let rpc = |api: &Api| api.operations.iter().any(|id| matches!(model[*id].call, Call::Rpc { .. }));
    let own = |id: &ApiId| !model[model[*id].element].is_foreign() && rpc(&model[*id]);
    let apis: Vec<ApiId> = (0..model.apis.len()).map(ApiId::at).filter(own).collect();
    let mut users: BTreeMap<String, BTreeSet<_>> = BTreeMap::new();
    for id in &apis {
        users.entry(short(model, &model[*id])).or_default().insert(model[*id].element);
    }
    let service = |id: ApiId| {
        let api = &model[id];
        let (package, name, is_given) = match protobuf_base(api) {
            Some((package, name)) => (package.to_owned(), name.to_owned(), true),
            None if users.get(&short(model, api)).is_some_and(|users| users.len() > 1) => (long(model, api), own_name(model, api), false),
            None => (short(model, api), own_name(model, api), false),
        };
        Service { api: id, package, name, methods: methods(model, api, is_given) }
    };
    apis.into_iter().map(service).collect()
}

/// The package and the service that `base` names.
fn protobuf_base(api: &Api) -> Option<(&str, &str)> {
    let base = api.base.as_ref().map(|base| base.value.as_str()).filter(|base| !base.is_empty() && !base.starts_with('/'))?;
    Some(base.rsplit_once('.').unwrap_or(("", base)))
}

/// The package where none is given: the top system, the element, the version.
fn short(model: &Model, api: &Api) -> String {
    let path = &model[api.element].path;
    match path.split_once('.') {
        Some((top, _)) => package([top, &model[api.element].name].into_iter(), api),
        None => package(std::iter::once(path.as_str()), api),
    }
}

/// The package where two elements would share the short one.
fn long(model: &Model, api: &Api) -> String {
    package(model[api.element].path.split('.'), api)
}

fn package<'p>(path: impl Iterator<Item = &'p str>, api: &Api) -> String {
    let mut parts: Vec<String> = path.map(names::snake).collect();
    parts.push(names::snake(&api.name));
    if !names::is_version(&api.name) {
        parts.push("v1".to_owned());
    }
    parts.join(".")
}

/// The service's name where none is given: the element's, and that it is a service.
fn own_name(model: &Model, api: &Api) -> String {
    let name = names::pascal(&model[api.element].name);
    let front = name.len().checked_sub("service".len()).and_then(|at| name.split_at_checked(at));
    let front = front.filter(|(_, end)| end.eq_ignore_ascii_case("service")).map_or(name.as_str(), |(front, _)| front);
    format!("{front}Service")
}

fn methods(model: &Model, api: &Api, is_given: bool) -> Vec<Method> {
    let mut taken = BTreeSet::new();
    let mut methods = Vec::new();
    for id in &api.operations {
        let Call::Rpc { method, request, response, .. } = &model[*id].call else { continue };
        let (Some(request), Some(response)) = (record(model, request), record(model, response)) else { continue };
        let name = unique(&mut taken, &if method.contains('-') { names::pascal(method) } else { method.clone() });
        let slot = |of, way: &str| Slot { of, name: (!is_given).then(|| format!("{}{way}", names::pascal(&name))) };
        let (request, response) = (slot(request, "Request"), slot(response, "Response"));
        methods.push(Method { operation: *id, name, request, response });
    }
    methods
}

/// The type of a message.
fn record(model: &Model, of: &TypeExpr) -> Option<TypeId> {
    match model.behind(of).shape {
        Shape::Named(id) => Some(id),
        _ => None,
    }
}

impl Package {
    fn of(model: &Model, name: String, services: Vec<Service>) -> Self {
        let taken = services.iter().map(|service| service.name.clone()).collect();
        let (homes, names) = (BTreeMap::new(), BTreeMap::new());
        let (common, problem) = (String::new(), String::new());
        let mut package = Self { name, services, common, homes, problem_home: None, names, problem, taken };
        package.common = package.common_path();
        package.name_slots(model);
        package.reach(model);
        package.name_types(model);
        package
    }

    /// Names the messages that methods have for themselves. A type that bears such a name already is that message.
    fn name_slots(&mut self, model: &Model) {
        for service in &mut self.services {
            for slot in service.methods.iter_mut().flat_map(|method| [&mut method.request, &mut method.response]) {
                let Some(wanted) = slot.name.take() else { continue };
                let is_own = names::pascal(&model[slot.of].name) == wanted && !self.names.contains_key(&slot.of);
                let name = if self.taken.contains(&wanted) { format!("{}{wanted}", service.name) } else { wanted };
                let name = unique(&mut self.taken, &name);
                if is_own {
                    self.names.insert(slot.of, name);
                } else {
                    slot.name = Some(name);
                }
            }
        }
    }

    fn reach(&mut self, model: &Model) {
        for (at, service) in self.services.iter().enumerate() {
            let mut reach = Reach::new(model);
            for slot in service.methods.iter().flat_map(|method| [&method.request, &method.response]) {
                match slot.name {
                    Some(_) => reach.inside(slot.of),
                    None => reach.declared(slot.of),
                }
            }
            for id in reach.types {
                self.homes.entry(id).and_modify(|home| *home = Home::Common).or_insert(Home::Service(at));
            }
            if reach.problem {
                self.problem_home = Some(self.problem_home.map_or(Home::Service(at), |_| Home::Common));
            }
        }
    }

    /// Names all other types: as the program does, with what a type stands in before it where two share a name.
    fn name_types(&mut self, model: &Model) {
        let types: Vec<TypeId> = self.homes.keys().filter(|id| !self.names.contains_key(id)).copied().collect();
        let mut count: BTreeMap<String, usize> = BTreeMap::new();
        for id in &types {
            *count.entry(names::pascal(&model[*id].name)).or_default() += 1;
        }
        for id in types {
            let name = names::pascal(&model[id].name);
            let shared = count.get(&name).is_some_and(|count| *count > 1) || self.taken.contains(&name);
            let name = if shared { names::pascal(&format!("{}{name}", scope(model, id))) } else { name };
            let name = unique(&mut self.taken, &name);
            self.names.insert(id, name);
        }
        if self.problem_home.is_some() {
            self.problem = unique(&mut self.taken, "Problem");
        }
    }

    /// What a type is called.
    pub fn name_of(&self, id: TypeId) -> &str {
        self.names.get(&id).map_or("", String::as_str)
    }

    /// The types that stand in a file, in order of declaration.
    pub fn types_in(&self, file: Home) -> Vec<TypeId> {
        self.homes.iter().filter(|(_, home)| **home == file).map(|(id, _)| *id).collect()
    }

    /// Whether a type stands in the file of all.
    pub fn is_common(&self, id: TypeId) -> bool {
        self.homes.get(&id) == Some(&Home::Common)
    }

    /// Whether the built-in problem stands in a file.
    pub fn holds_problem(&self, file: Home) -> bool {
        self.problem_home == Some(file)
    }

    /// The file's path, as imports name it.
    pub fn path(&self, stem: &str) -> String {
        let folder: String = self.name.split('.').filter(|part| !part.is_empty()).map(|part| format!("{part}/")).collect();
        format!("{folder}{stem}.proto")
    }

    fn common_path(&self) -> String {
        let mut taken: BTreeSet<String> = self.services.iter().map(|service| names::snake(&service.name)).collect();
        self.path(&unique(&mut taken, "common"))
    }
}

/// What a type stands in, as the front of a name.
fn scope(model: &Model, id: TypeId) -> String {
    let declared = &model[id];
    let api = declared.api.map(|api| &model[api]);
    let element = declared.element.or(api.map(|api| api.element));
    let element = element.map(|element| words::pascal(&model[element].name)).unwrap_or_default();
    format!("{element}{}", api.map(|api| words::pascal(&api.name)).unwrap_or_default())
}
