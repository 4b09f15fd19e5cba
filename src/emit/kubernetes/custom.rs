//! Objects of common extensions that the Kubernetes API itself does not know: Gateway API, KEDA, External Secrets.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use serde::Serialize;
use std::collections::BTreeMap;

/// An object of an extension.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Custom<S> {
    pub(super) api_version: &'static str,
    pub(super) kind: &'static str,
    pub(super) metadata: ObjectMeta,
    pub(super) spec: S,
}

/// What an `HTTPRoute` or `GRPCRoute` says.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RouteSpec {
    pub(super) parent_refs: Vec<ParentRef>,
    pub(super) hostnames: Vec<String>,
    pub(super) rules: Vec<RouteRule>,
}

#[derive(Serialize)]
pub(super) struct ParentRef {
    pub(super) name: String,
    pub(super) namespace: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RouteRule {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) matches: Vec<RouteMatch>,
    pub(super) backend_refs: Vec<BackendRef>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) timeouts: Option<RouteTimeouts>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) retry: Option<RouteRetry>,
}

#[derive(Serialize)]
pub(super) struct RouteTimeouts {
    pub(super) request: String,
}

#[derive(Serialize)]
pub(super) struct RouteRetry {
    pub(super) attempts: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) backoff: Option<String>,
}

/// What a `BackendTLSPolicy` says.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TlsSpec {
    pub(super) target_refs: Vec<TargetRef>,
    pub(super) validation: TlsValidation,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TargetRef {
    pub(super) group: &'static str,
    pub(super) kind: &'static str,
    pub(super) name: String,
    pub(super) section_name: String,
}

#[derive(Serialize)]
pub(super) struct TlsValidation {
    pub(super) hostname: String,
    #[serde(rename = "wellKnownCACertificates")]
    pub(super) well_known_ca: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum RouteMatch {
    Path { r#type: &'static str, value: String },
    Method { service: String },
}

#[derive(Serialize)]
pub(super) struct BackendRef {
    pub(super) name: String,
    pub(super) port: u16,
}

/// What a KEDA `ScaledObject` says.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ScaledSpec {
    pub(super) scale_target_ref: ScaleTarget,
    pub(super) min_replica_count: u32,
    pub(super) max_replica_count: u32,
    pub(super) triggers: Vec<ScaleTrigger>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ScaleTarget {
    pub(super) api_version: &'static str,
    pub(super) kind: &'static str,
    pub(super) name: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ScaleTrigger {
    pub(super) r#type: &'static str,
    pub(super) metadata: BTreeMap<&'static str, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) authentication_ref: Option<NameRef>,
}

#[derive(Serialize)]
pub(super) struct NameRef {
    pub(super) name: String,
}

/// What a KEDA `TriggerAuthentication` says.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AuthenticationSpec {
    pub(super) secret_target_ref: Vec<SecretTarget>,
}

#[derive(Serialize)]
pub(super) struct SecretTarget {
    pub(super) parameter: &'static str,
    pub(super) name: String,
    pub(super) key: &'static str,
}

/// What an `ExternalSecret` says.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ExternalSecretSpec {
    pub(super) refresh_interval: &'static str,
    pub(super) secret_store_ref: StoreRef,
    pub(super) target: SecretTargetName,
    pub(super) data: Vec<ExternalValue>,
}

#[derive(Serialize)]
pub(super) struct StoreRef {
    pub(super) kind: &'static str,
    pub(super) name: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SecretTargetName {
    pub(super) name: String,
    pub(super) creation_policy: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ExternalValue {
    pub(super) secret_key: String,
    pub(super) remote_ref: RemoteRef,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) source_ref: Option<SourceRef>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SourceRef {
    pub(super) store_ref: StoreRef,
}

#[derive(Serialize)]
pub(super) struct RemoteRef {
    pub(super) key: String,
}
