//! How callers prove who they are: security schemes, and which operation asks for which.

use super::spec::{Flow, Flows, Named, Security, SecurityScheme};
use super::words;
use crate::model::{Api, Auth, Model, Operation};

/// The schemes of an API, each with the way of proof that it stands for.
pub struct Schemes<'m> {
    schemes: Vec<(String, &'m Auth)>,
    common: Option<&'m Auth>,
}

impl<'m> Schemes<'m> {
    /// Every way of proof that these operations ask for, in order.
    pub fn of(model: &'m Model, api: &'m Api, operations: &[&'m Operation]) -> Self {
        let mut schemes: Vec<(String, &Auth)> = Vec::new();
        for auth in operations.iter().filter_map(|operation| required(model, operation)) {
            if schemes.iter().any(|(_, known)| *known == auth) {
                continue;
            }
            let name = scheme_name(auth);
            let same = schemes.iter().filter(|(known, _)| known.trim_end_matches(char::is_numeric) == name).count();
            schemes.push((if same == 0 { name } else { format!("{name}{}", same + 1) }, auth));
        }
        let common = api.auth.as_ref().map(|auth| &auth.value).filter(|auth| schemes.iter().any(|(_, known)| known == auth));
        Self { schemes, common }
    }

    /// What stands among the components.
    pub fn components(&self) -> Named<SecurityScheme> {
        self.schemes.iter().map(|(name, auth)| (name.clone(), scheme(auth))).collect()
    }

    /// What holds for operations that say nothing else.
    pub fn common(&self) -> Security {
        self.common.map(|auth| self.requirement(auth, Vec::new())).unwrap_or_default()
    }

    /// What holds for an operation, where that is not what is common.
    pub fn own(&self, model: &Model, operation: &Operation) -> Option<Security> {
        let scopes = operation.needs.iter().map(|scope| scope.value.clone()).collect();
        let own = required(model, operation).map(|auth| self.requirement(auth, scopes)).unwrap_or_default();
        (own != self.common()).then_some(own)
    }

    fn requirement(&self, auth: &Auth, scopes: Vec<String>) -> Security {
        let scheme = self.schemes.iter().find(|(_, known)| *known == auth);
        scheme.map(|(name, _)| Named::from([(name.clone(), scopes)])).into_iter().collect()
    }
}

/// How callers of an operation prove who they are; nothing where they need not.
pub fn required<'m>(model: &'m Model, operation: &'m Operation) -> Option<&'m Auth> {
    let auth = operation.auth.as_ref().or(model[operation.api].auth.as_ref())?;
    (auth.value != Auth::None).then_some(&auth.value)
}

fn scheme_name(auth: &Auth) -> String {
    match auth {
        Auth::None => String::new(),
        Auth::Basic => "basic".to_owned(),
        Auth::Bearer => "bearer".to_owned(),
        Auth::ApiKey { header } => words::camel(header),
        Auth::Mtls => "mutualTLS".to_owned(),
        Auth::OAuth2 { .. } => "oauth".to_owned(),
    }
}

fn scheme(auth: &Auth) -> SecurityScheme {
    let http = |scheme, description: &str| SecurityScheme {
        kind: "http",
        scheme: Some(scheme),
        description: Some(description.to_owned()),
        ..SecurityScheme::default()
    };
    match auth {
        Auth::None => SecurityScheme::default(),
        Auth::Basic => http("basic", "User and password (RFC 7617)."),
        Auth::Bearer => http("bearer", "A bearer token (RFC 6750)."),
        Auth::ApiKey { header } => SecurityScheme {
            kind: "apiKey",
            description: Some("A key that tells who calls.".to_owned()),
            place: Some("header"),
            name: Some(header.clone()),
            ..SecurityScheme::default()
        },
        Auth::Mtls => SecurityScheme {
            kind: "mutualTLS",
            description: Some("A client certificate (RFC 8705).".to_owned()),
            ..SecurityScheme::default()
        },
        Auth::OAuth2 { url, scopes } => {
            let say = |scope: &crate::model::api::Scope| scope.description.clone().unwrap_or_else(|| words::phrase(&scope.name));
            let scopes = scopes.iter().map(|scope| (scope.name.clone(), say(scope))).collect();
            let flows = Flows { client_credentials: Flow { token_url: url.clone(), scopes } };
            let description = Some("A token from the authorization server (RFC 6749).".to_owned());
            SecurityScheme { kind: "oauth2", description, flows: Some(flows), ..SecurityScheme::default() }
        }
    }
}
