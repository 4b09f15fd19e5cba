//! Reads what is said for the sake of the cluster: nodes, taints, images, addresses.

use super::super::super::properties::LabelValue;
use super::super::super::scheduling::{AddressRange, Admission, Operator, Pull, Spread, Toleration};
use super::add;
use super::run::{label_name, label_value};
use super::values::{Args, Read, expected, name, one_of};
use crate::diag::{Diagnostic, codes};
use crate::model::Properties;
use crate::syntax::ast;
use std::net::IpAddr;

pub(super) fn via(args: &mut Args<'_>) -> Read<Operator> {
    let known = [Operator::Cnpg, Operator::Strimzi].map(|operator| (operator.word(), operator));
    args.take("an operator", |arg| one_of(arg, "an operator", &known))
}

pub(super) fn nodes(args: &mut Args<'_>, p: &mut Properties) -> Read<()> {
    let name = args.take("a name", label_name)?;
    let value = args.take("a string", label_value)?;
    let span = args.span();
    add(&mut p.nodes, LabelValue { name, value, span })
}

pub(super) fn tolerate(args: &mut Args<'_>, p: &mut Properties) -> Read<()> {
    let key = args.take("the key of a taint", label_name)?;
    let value = args.maybe(label_value)?;
    let span = args.span();
    add(&mut p.tolerations, Toleration { key, value, span })
}

pub(super) fn spread(args: &mut Args<'_>) -> Read<Spread> {
    let known = [("soft", Spread::Soft), ("strict", Spread::Strict), ("off", Spread::Off)];
    args.take("`soft`, `strict` or `off`", |arg| one_of(arg, "`soft`, `strict` or `off`", &known))
}

pub(super) fn pull(args: &mut Args<'_>) -> Read<Pull> {
    let known = [("always", Pull::Always), ("missing", Pull::Missing), ("never", Pull::Never)];
    args.take("`always`, `missing` or `never`", |arg| one_of(arg, "`always`, `missing` or `never`", &known))
}

/// The name of an object: small letters, digits and `-`, as Kubernetes takes them.
pub(super) fn object_name(arg: &ast::Arg) -> Read<String> {
    let written = arg.str().map_or_else(|| name(arg), |text| Ok(text.to_owned()))?;
    if is_name(&written) { Ok(written) } else { Err(expected(arg, "a Kubernetes name such as `high`").into()) }
}

fn is_name(text: &str) -> bool {
    let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    (1..=63).contains(&text.len()) && text.chars().all(inner) && !text.starts_with('-') && !text.ends_with('-')
}

pub(super) fn cidr(args: &mut Args<'_>, p: &mut Properties) -> Read<()> {
    let entry = address_range(args)?;
    add(&mut p.cidrs, entry)
}

/// A range of addresses; one address alone is a range of one.
pub(in crate::model::build) fn address_range(args: &mut Args<'_>) -> Read<AddressRange> {
    let range = args.take("a range of addresses", |arg| {
        let written = arg.bare().or(arg.str()).or(arg.number()).unwrap_or_default();
        range(written).ok_or_else(|| {
            let message = format!("`{}` is no range of addresses", arg.raw);
            let report = Diagnostic::error(&codes::properties::INVALID_ADDRESS, arg.span, message);
            report.help("write it as a string, as in `\"203.0.113.0/24\"`, with no bit set behind its length").into()
        })
    })?;
    Ok(AddressRange { range, span: args.span() })
}

fn range(written: &str) -> Option<String> {
    let (address, length) = written.split_once('/').map_or((written, None), |(address, length)| (address, Some(length)));
    let address: IpAddr = address.parse().ok()?;
    let (bits, whole) = match address {
        IpAddr::V4(address) => (u128::from(address.to_bits()) << 96, 32),
        IpAddr::V6(address) => (address.to_bits(), 128),
    };
    let length: u32 = length.map_or(Some(whole), |length| length.parse().ok().filter(|length| *length <= whole))?;
    let behind = if length >= 128 { 0 } else { bits << length };
    (behind == 0).then(|| format!("{address}/{length}"))
}

pub(super) fn admit(args: &mut Args<'_>, p: &mut Properties) -> Read<()> {
    let whom = args.take("a namespace", |arg| {
        let written = arg.bare().or(arg.str()).unwrap_or_default();
        let parts: Vec<&str> = written.split('/').collect();
        let fits = parts.len() <= 2 && parts.iter().all(|part| is_name(part));
        let wanted = "a namespace, or `\"namespace/name\"`";
        if fits { Ok(written.to_owned()) } else { Err(expected(arg, wanted).into()) }
    })?;
    let span = args.span();
    add(&mut p.admits, Admission { whom, span })
}

#[cfg(test)]
mod tests {
    use super::range;

    #[test]
    fn ranges_have_no_bits_behind_their_length() {
        let of = |text| range(text).unwrap_or_default();
        assert_eq!(of("203.0.113.0/24"), "203.0.113.0/24");
        assert_eq!(of("203.0.113.7"), "203.0.113.7/32");
        assert_eq!(of("0.0.0.0/0"), "0.0.0.0/0");
        assert_eq!(of("2001:db8::/32"), "2001:db8::/32");
        assert_eq!(of("::1"), "::1/128");
        for wrong in ["203.0.113.7/24", "203.0.113.0/33", "203.0.113/24", "x", "", "2001:db8::1/64"] {
            assert_eq!(range(wrong), None, "{wrong}");
        }
    }
}
