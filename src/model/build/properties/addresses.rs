//! Values that name places: hosts, URLs, mail addresses, files, environment variables.

use super::values::{Read, expected, found, some_text, text};
use crate::diag::{Diagnostic, codes};
use crate::syntax::ast;

fn invalid(arg: &ast::Arg, message: impl Into<String>) -> Diagnostic {
    Diagnostic::error(&codes::properties::INVALID_ADDRESS, arg.span, message)
}

/// A host: a DNS name, one label alone included, perhaps with `*.` before it.
pub(in crate::model::build) fn host(arg: &ast::Arg) -> Read<String> {
    let Some(written) = arg.bare().or(arg.str()) else { return Err(expected(arg, "a host such as `shop.example.com`").into()) };
    let name = written.strip_prefix("*.").unwrap_or(written);
    if let Some((front, _)) = name.split_once(':') {
        let report = invalid(arg, format!("expected a host, found `{written}`"));
        return Err(if is_host(front) { report.help("a host has no port").edit(arg.span, front) } else { report }.into());
    }
    if !is_host(name) {
        let report = invalid(arg, format!("`{written}` is no host"));
        return Err(report.help("a host is made of labels of letters, digits and `-`, with dots between them").into());
    }
    Ok(written.to_ascii_lowercase())
}

fn is_host(name: &str) -> bool {
    let labels: Vec<&str> = name.split('.').collect();
    let last_is_word = labels.last().is_some_and(|label| !label.bytes().all(|c| c.is_ascii_digit()));
    name.len() <= 253 && last_is_word && labels.iter().all(|label| is_label(label))
}

fn is_label(label: &str) -> bool {
    let inner = |c: u8| c.is_ascii_alphanumeric() || c == b'-';
    (1..=63).contains(&label.len()) && label.bytes().all(inner) && !label.starts_with('-') && !label.ends_with('-')
}

/// What a link leads to: a page on the web, or a mail address.
pub(in crate::model::build) fn page(arg: &ast::Arg) -> Read<String> {
    let value = some_text(arg)?;
    let Some(mail) = value.strip_prefix("mailto:") else {
        return url(arg);
    };
    let address = mail.split('?').next().unwrap_or_default();
    let odd = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"');
    match address.split_once('@') {
        Some((name, host)) if !name.is_empty() && is_host(host) && !mail.chars().any(odd) => Ok(value),
        _ => Err(invalid(arg, format!("`{value}` is no mail address")).into()),
    }
}

/// A web address: `https://example.com/docs`.
pub(in crate::model::build) fn url(arg: &ast::Arg) -> Read<String> {
    let value = some_text(arg)?;
    let rest = value.strip_prefix("https://").or_else(|| value.strip_prefix("http://"));
    let Some(rest) = rest else {
        let report = invalid(arg, format!("expected an address that begins with `https://` or `http://`, found `{value}`"));
        let bare = !value.contains("://") && is_host(value.split(['/', ':', '?', '#']).next().unwrap_or_default());
        let mended = format!("\"https://{value}\"");
        return Err(if bare { report.help(format!("did you mean `{mended}`?")).edit(arg.span, mended) } else { report }.into());
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let (host, port) = authority.split_once(':').map_or((authority, None), |(host, port)| (host, Some(port)));
    let is_ip = !host.is_empty() && host.parse::<std::net::Ipv4Addr>().is_ok();
    if !is_host(host) && !is_ip {
        return Err(invalid(arg, format!("`{value}` names no host")).into());
    }
    if port.is_some_and(|port| port.parse::<u16>().is_err()) {
        return Err(invalid(arg, format!("`{value}` has a port that is none")).into());
    }
    if value.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err(invalid(arg, format!("`{value}` has a space in it")).into());
    }
    Ok(value)
}

/// A mail address.
pub(in crate::model::build) fn email(arg: &ast::Arg) -> Read<String> {
    let value = some_text(arg)?;
    let fits = value.split_once('@').is_some_and(|(user, host)| {
        let plain = |c: char| !c.is_whitespace() && !c.is_control() && c != '@';
        !user.is_empty() && user.chars().all(plain) && is_host(host)
    });
    if fits { Ok(value) } else { Err(invalid(arg, format!("`{value}` is no mail address")).into()) }
}

/// The name of an environment variable.
pub(in crate::model::build) fn variable(arg: &ast::Arg) -> Read<String> {
    let Some(written) = arg.bare().or(arg.str()) else {
        return Err(expected(arg, "the name of an environment variable such as `LOG_LEVEL`").into());
    };
    let first = written.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    if first && written.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'_') {
        return Ok(written.to_owned());
    }
    let report = invalid(arg, format!("{} cannot be the name of an environment variable", found(arg)));
    let mended: String = written.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' }).collect();
    let report = report.help("it is made of letters, digits and `_`, and begins with no digit");
    Err(if first { report.edit(arg.span, mended) } else { report }.into())
}

/// The absolute path of a file or directory, not the root.
pub(in crate::model::build) fn file_path(arg: &ast::Arg) -> Read<String> {
    let path = absolute(arg)?;
    let fits = path.len() > 1 && !path.ends_with('/') && path.split('/').skip(1).all(|part| !matches!(part, "" | "." | ".."));
    if fits {
        return Ok(path);
    }
    Err(invalid(arg, format!("`{path}` names no file or directory in the container")).into())
}

/// The path of a URL, `/` included, without parameters.
pub(in crate::model::build) fn url_path(arg: &ast::Arg) -> Read<String> {
    let path = absolute(arg)?;
    let odd = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '?' | '#');
    if path.chars().any(odd) || path.contains("//") {
        return Err(invalid(arg, format!("`{path}` is no path of a URL")).into());
    }
    Ok(path)
}

fn absolute(arg: &ast::Arg) -> Read<String> {
    if let Some(path) = arg.url_path() {
        let parameter = path.segments.iter().find_map(|segment| match segment {
            ast::UrlSegment::Parameter { span, .. } => Some(*span),
            ast::UrlSegment::Literal(_) => None,
        });
        return match parameter {
            Some(span) => {
                let message = format!("`{}` has a parameter, and there is nothing to fill it here", arg.raw);
                Err(Diagnostic::error(&codes::properties::INVALID_ADDRESS, span, message).into())
            }
            None => Ok(arg.raw.clone()),
        };
    }
    let written = match arg.bare() {
        Some(bare) => bare.to_owned(),
        None => text(arg).map_err(|_| expected(arg, "a path such as `/data`"))?,
    };
    if written.starts_with('/') {
        return Ok(written);
    }
    let report = invalid(arg, format!("expected a path that begins with `/`, found `{written}`"));
    Err(report.help(format!("did you mean `/{written}`?")).edit(arg.span, format!("/{written}")).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_dns_names() {
        for name in ["shop", "shop.example.com", "a-b.c", "1a"] {
            assert!(is_host(name), "{name}");
        }
        for name in ["", "a..b", "-a", "a-", "a_b", "10.0.0.1", "a b", &"a".repeat(64)] {
            assert!(!is_host(name), "{name}");
        }
    }
}
