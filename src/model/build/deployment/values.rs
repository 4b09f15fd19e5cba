//! Values that only environments and their nodes take: domains, counts and endpoints.

use super::super::properties::{Args, Form, Read, address_range, count32, host, one};
use crate::diag::{Diagnostic, codes};
use crate::model::deployment::Endpoint;
use crate::model::properties::At;
use crate::model::scheduling::AddressRange;
use crate::syntax::ast;

/// `domain example.com`.
pub(super) fn domain(item: &ast::Item) -> Read<At<String>> {
    static FORM: Form = Form { name: "domain", takes: "HOST", example: "domain shop.example.com" };
    one(&FORM, item, "a domain", host)
}

/// `count 3`.
pub(super) fn node_count(item: &ast::Item) -> Read<At<u32>> {
    static FORM: Form = Form { name: "count", takes: "N", example: "count 3" };
    one(&FORM, item, "a number", |arg| count32(arg, "a number of nodes", 1..=u32::MAX))
}

/// `endpoint "orders.example.internal:5432"`.
pub(super) fn endpoint(item: &ast::Item) -> Read<At<Endpoint>> {
    static FORM: Form = Form { name: "endpoint", takes: "\"host:port\"", example: "endpoint \"orders.example.internal:5432\"" };
    let mut args = Args::new(&FORM, item);
    let endpoint = args.take("a host and a port", |arg| {
        let wrong = |message: String| Diagnostic::error(&codes::deployment::ENDPOINT, arg.span, message);
        let Some(written) = arg.str().or(arg.bare()) else {
            return Err(wrong(format!("expected a host and a port, found {} `{}`", arg.describe(), arg.raw)).into());
        };
        if let Some((scheme, rest)) = written.split_once("://") {
            let report = wrong(format!("`{written}` is an address with a scheme, and an endpoint is a host and a port"));
            let mended = format!("\"{}\"", rest.split(['/', '?']).next().unwrap_or(rest));
            return Err(report.help(format!("leave `{scheme}://` out")).edit(arg.span, mended).into());
        }
        split(written).ok_or_else(|| wrong(format!("`{written}` is no host and port")).into())
    })?;
    args.end()?;
    Ok(args.at(endpoint))
}

/// `cidr "203.0.113.0/24"`.
pub(super) fn cidr(item: &ast::Item) -> Read<AddressRange> {
    static FORM: Form = Form { name: "cidr", takes: "\"RANGE\"", example: "cidr \"203.0.113.0/24\"" };
    let mut args = Args::new(&FORM, item);
    let range = address_range(&mut args)?;
    args.end()?;
    Ok(range)
}

/// Host and port, the latter only where it is written.
fn split(written: &str) -> Option<Endpoint> {
    let (host, port) = match written.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port.parse::<u16>().ok().filter(|port| *port > 0)?)),
        _ => (written, None),
    };
    let bracketed = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    let fits = match bracketed {
        Some(address) => address.parse::<std::net::Ipv6Addr>().is_ok(),
        None => is_host(host),
    };
    fits.then(|| Endpoint { host: host.to_ascii_lowercase(), port })
}

fn is_host(host: &str) -> bool {
    let inner = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let label = |label: &str| !label.is_empty() && label.len() <= 63 && label.chars().all(inner);
    host.len() <= 253 && host.split('.').all(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endpoints_are_hosts_and_ports() {
        let of = |text| split(text).map(|endpoint| (endpoint.host, endpoint.port));
        assert_eq!(of("Orders.example:5432"), Some(("orders.example".into(), Some(5432))));
        assert_eq!(of("orders"), Some(("orders".into(), None)));
        assert_eq!(of("10.0.0.1:1"), Some(("10.0.0.1".into(), Some(1))));
        assert_eq!(of("[::1]:5432"), Some(("[::1]".into(), Some(5432))));
        for wrong in ["", ":5432", "a:", "a:0", "a:70000", "a:b", "a b:1", "a..b:1", "::1", "[x]:1"] {
            assert_eq!(of(wrong), None, "{wrong}");
        }
    }
}
