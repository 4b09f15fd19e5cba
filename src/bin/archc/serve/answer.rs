//! Answers: what every one of them says of itself, so that a browser does nothing with it but show it on our page.

use std::io::{self, Write};
use std::net::TcpStream;

/// What is answered.
pub struct Answer<'a> {
    pub status: &'static str,
    pub kind: &'static str,
    /// Headers that not every answer has.
    pub more: Vec<(&'static str, String)>,
    pub body: &'a [u8],
}

impl<'a> Answer<'a> {
    /// Something that is there.
    pub fn found(kind: &'static str, body: &'a [u8]) -> Self {
        Self { status: "200 OK", kind, more: Vec::new(), body }
    }

    /// Nothing but a status.
    pub fn bare(status: &'static str) -> Self {
        Self { status, kind: "text/plain; charset=utf-8", more: Vec::new(), body: b"" }
    }

    pub fn with(mut self, name: &'static str, value: String) -> Self {
        self.more.push((name, value));
        self
    }

    /// Writes it, without the body where only the head was asked for.
    pub fn write(&self, stream: &mut TcpStream, head_only: bool) -> io::Result<()> {
        let mut bytes = self.head(Some(self.body.len())).into_bytes();
        if !head_only {
            bytes.extend_from_slice(self.body);
        }
        stream.write_all(&bytes)?;
        stream.flush()
    }

    /// The head, for a body of so many bytes, or for one that never ends.
    pub fn head(&self, length: Option<usize>) -> String {
        let length = length.map(|length| format!("Content-Length: {length}\r\n")).unwrap_or_default();
        let more: String = self.more.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        format!(
            "HTTP/1.1 {}\r\nContent-Type: {}\r\n{length}{more}Connection: close\r\nCache-Control: no-store\r\n\
             X-Content-Type-Options: nosniff\r\nX-Frame-Options: DENY\r\nReferrer-Policy: no-referrer\r\n\
             Cross-Origin-Resource-Policy: same-origin\r\nCross-Origin-Opener-Policy: same-origin\r\n\r\n",
            self.status, self.kind
        )
    }
}

/// What the page may do: run the script and use the style that bear the nonce, and talk to this server.
pub fn policy(nonce: &str) -> String {
    format!(
        "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; font-src data:; img-src data:; \
         connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
}
