//! Under which rights pods run: the restricted Pod Security Standard, unless the program asks for more.

use k8s_openapi::api::core::v1::{Capabilities, PodSecurityContext, SeccompProfile, SecurityContext, Sysctl};

/// The user and group that the program's own images run as.
pub(super) const USER: u32 = 10001;

/// Who a pod's processes are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Identity {
    pub(super) user: u32,
    pub(super) group: u32,
}

/// The pod's context. A pod that keeps data has its volumes handed to its group.
pub(super) fn pod(identity: Identity, keeps: bool, low_ports: bool) -> PodSecurityContext {
    let sysctl = Sysctl { name: "net.ipv4.ip_unprivileged_port_start".to_owned(), value: "0".to_owned() };
    PodSecurityContext {
        fs_group: keeps.then_some(i64::from(identity.group)),
        fs_group_change_policy: keeps.then(|| "OnRootMismatch".to_owned()),
        run_as_group: Some(i64::from(identity.group)),
        run_as_non_root: (identity.user != 0).then_some(true),
        run_as_user: Some(i64::from(identity.user)),
        seccomp_profile: Some(SeccompProfile { type_: "RuntimeDefault".to_owned(), ..SeccompProfile::default() }),
        sysctls: low_ports.then(|| vec![sysctl]),
        ..PodSecurityContext::default()
    }
}

/// A container's context; `other` is who it is where that is not who its pod is.
pub(super) fn container(writable: bool, other: Option<Identity>) -> SecurityContext {
    SecurityContext {
        allow_privilege_escalation: Some(false),
        capabilities: Some(Capabilities { add: None, drop: Some(vec!["ALL".to_owned()]) }),
        read_only_root_filesystem: Some(!writable),
        run_as_user: other.map(|identity| i64::from(identity.user)),
        run_as_group: other.map(|identity| i64::from(identity.group)),
        run_as_non_root: other.map(|identity| identity.user != 0),
        ..SecurityContext::default()
    }
}
