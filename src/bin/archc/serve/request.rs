//! Requests as they come in: read within bounds of time and size, and only taken from a page of our own.

use std::io::{self, Read};
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// The most bytes that a request's head and its body may have.
const HEAD: usize = 16 * 1024;
const BODY: usize = 4 * 1024;
/// The most headers that a request may have.
const HEADERS: usize = 64;
/// How long a request may take to come in.
const PATIENCE: Duration = Duration::from_secs(10);

/// A request.
#[derive(Debug, PartialEq, Eq)]
pub struct Request {
    pub method: String,
    /// Without what stands behind a `?`.
    pub path: String,
    headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// Why a request is not answered as it wants to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is no request, or one that is larger than any of ours.
    Malformed,
    /// It is from somebody else, or for somebody else.
    Foreign,
}

impl Request {
    /// Reads a request.
    ///
    /// # Errors
    /// When the connection breaks or takes too long, which leaves nobody to answer.
    pub fn read(stream: &mut TcpStream) -> io::Result<Result<Self, Refusal>> {
        let until = Instant::now() + PATIENCE;
        let mut bytes = Vec::new();
        let (mut request, length) = loop {
            match head(&bytes) {
                Ok(Some(found)) => break found,
                Ok(None) if bytes.len() < HEAD => more(stream, &mut bytes, until)?,
                Ok(None) | Err(()) => return Ok(Err(Refusal::Malformed)),
            }
        };
        let wanted = match request.one("content-length").map(str::parse::<usize>) {
            None if request.all("transfer-encoding").next().is_none() => 0,
            Some(Ok(wanted)) if wanted <= BODY => wanted,
            _ => return Ok(Err(Refusal::Malformed)),
        };
        while bytes.len() < length + wanted {
            more(stream, &mut bytes, until)?;
        }
        request.body = bytes.get(length..length + wanted).unwrap_or_default().to_vec();
        Ok(Ok(request))
    }

    fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.headers.iter().filter(move |(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The value of a header that stands in it once.
    pub fn one(&self, name: &str) -> Option<&str> {
        let mut all = self.headers.iter().filter(|(known, _)| known.eq_ignore_ascii_case(name));
        all.next().filter(|_| all.next().is_none()).map(|(_, value)| value.as_str())
    }

    /// Whether it is from a page of this server's own, or from somebody who calls the server by its name: `Host` must be one of
    /// its names, and where a page asks, that page must be its own. A page that only leads here is let through.
    pub fn is_ours(&self, port: u16) -> bool {
        let Some(host) = self.one("host") else { return false };
        if !["127.0.0.1", "localhost"].iter().any(|name| host.eq_ignore_ascii_case(&format!("{name}:{port}"))) {
            return false;
        }
        let mut origins = self.all("origin");
        if origins.any(|origin| !origin.eq_ignore_ascii_case(&format!("http://{host}"))) {
            return false;
        }
        let leads_here =
            self.method == "GET" && self.one("sec-fetch-mode") == Some("navigate") && self.one("sec-fetch-dest") == Some("document");
        leads_here || self.all("sec-fetch-site").all(|site| matches!(site, "same-origin" | "none"))
    }
}

/// The head of a request and its length, once it is whole.
fn head(bytes: &[u8]) -> Result<Option<(Request, usize)>, ()> {
    let mut headers = [httparse::EMPTY_HEADER; HEADERS];
    let mut parsed = httparse::Request::new(&mut headers);
    let length = match parsed.parse(bytes) {
        Ok(httparse::Status::Complete(length)) => length,
        Ok(httparse::Status::Partial) => return Ok(None),
        Err(_) => return Err(()),
    };
    let text = |bytes: &[u8]| std::str::from_utf8(bytes).map(str::to_owned).map_err(|_| ());
    let headers = parsed.headers.iter().map(|header| Ok((header.name.to_owned(), text(header.value)?))).collect::<Result<_, ()>>()?;
    let target = parsed.path.unwrap_or_default();
    let path = target.split(['?', '#']).next().unwrap_or_default().to_owned();
    let method = parsed.method.unwrap_or_default().to_owned();
    Ok(Some((Request { method, path, headers, body: Vec::new() }, length)))
}

/// Reads some more, within the time that is left.
fn more(stream: &mut TcpStream, bytes: &mut Vec<u8>, until: Instant) -> io::Result<()> {
    let left = until.checked_duration_since(Instant::now()).filter(|left| !left.is_zero()).ok_or(io::ErrorKind::TimedOut)?;
    stream.set_read_timeout(Some(left))?;
    let mut some = [0; 4096];
    match stream.read(&mut some)? {
        0 => Err(io::ErrorKind::UnexpectedEof.into()),
        count => {
            bytes.extend_from_slice(some.get(..count).unwrap_or_default());
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(text: &str) -> Request {
        head(text.replace('\n', "\r\n").as_bytes()).expect("it is a request").expect("it is whole").0
    }

    #[test]
    fn only_our_own_pages_and_those_who_call_us_by_our_name_are_heard() {
        let ours = [
            "GET / HTTP/1.1\nHost: 127.0.0.1:7878\n\n",
            "GET / HTTP/1.1\nHost: localhost:7878\n\n",
            "GET /x HTTP/1.1\nHost: localhost:7878\nOrigin: http://localhost:7878\nSec-Fetch-Site: same-origin\n\n",
            "GET / HTTP/1.1\nHost: localhost:7878\nSec-Fetch-Site: cross-site\nSec-Fetch-Mode: navigate\nSec-Fetch-Dest: document\n\n",
        ];
        let foreign = [
            "GET / HTTP/1.1\n\n",
            "GET / HTTP/1.1\nHost: 127.0.0.1\n\n",
            "GET / HTTP/1.1\nHost: 127.0.0.1:7879\n\n",
            "GET / HTTP/1.1\nHost: evil.example:7878\n\n",
            "GET / HTTP/1.1\nHost: 127.0.0.1:7878.evil.example\n\n",
            "GET / HTTP/1.1\nHost: 127.0.0.1:7878\nHost: evil.example\n\n",
            "GET / HTTP/1.1\nHost: 127.0.0.1:7878\nOrigin: http://evil.example\n\n",
            "GET / HTTP/1.1\nHost: 127.0.0.1:7878\nOrigin: null\n\n",
            "GET / HTTP/1.1\nHost: 127.0.0.1:7878\nOrigin: http://localhost:7878\n\n",
            "GET / HTTP/1.1\nHost: 127.0.0.1:7878\nOrigin: https://127.0.0.1:7878\n\n",
            "GET /data/index HTTP/1.1\nHost: 127.0.0.1:7878\nSec-Fetch-Site: cross-site\nSec-Fetch-Mode: no-cors\n\n",
            "GET / HTTP/1.1\nHost: 127.0.0.1:7878\nSec-Fetch-Site: cross-site\nSec-Fetch-Mode: navigate\nSec-Fetch-Dest: iframe\n\n",
            "POST /open HTTP/1.1\nHost: 127.0.0.1:7878\nSec-Fetch-Site: cross-site\nSec-Fetch-Mode: navigate\nSec-Fetch-Dest: document\n\n",
        ];
        for text in ours {
            assert!(request(text).is_ours(7878), "{text}");
        }
        for text in foreign {
            assert!(!request(text).is_ours(7878), "{text}");
        }
    }

    #[test]
    fn what_is_no_request_is_told_from_what_is_not_yet_whole() {
        assert!(head(b"GET / HT").expect("it may become one").is_none());
        assert_eq!(head(b"\x00\x01\x02 nonsense\r\n\r\n"), Err(()));
        assert_eq!(head(b"GET / HTTP/1.1\r\nHost: \xff\xfe\r\n\r\n"), Err(()));
        assert_eq!(request("GET /a/b?c=../d HTTP/1.1\nHost: x\n\n").path, "/a/b");
    }
}
