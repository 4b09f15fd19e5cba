//! `archc watch --serve`: the page of the program that is watched, on this machine alone. What it gives out lies in memory under
//! a name; no path of a request ever reaches the disk. A thread for each connection, all within bounds of number, time and size:
//! who is slow holds up nobody but themselves.

mod answer;
mod editor;
mod request;
mod shown;

use crate::Failure;
use crate::watch::Publisher;
use answer::{Answer, policy};
use archc::emit::site::{self, Frame, SCRIPT};
use editor::Editor;
use request::{Refusal, Request};
use serde::Deserialize;
use shown::Stage;
use std::io::{self, ErrorKind, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

/// The port where none is asked for, and how many behind it are tried where it is taken.
const PORT: u16 = 7878;
const TRIES: u16 = 20;
/// The most connections at one time.
const MOST: usize = 64;
/// How long a reader may take nothing before they are given up.
const PATIENCE: Duration = Duration::from_secs(10);
/// How often a reader who waits for news hears that they are still to come.
const BREATH: Duration = Duration::from_secs(10);

/// What is asked for on the command line.
pub struct Wanted<'a> {
    /// The port; the usual one or one behind it where nothing is said.
    pub port: Option<u16>,
    /// The command of an editor.
    pub editor: Option<&'a str>,
}

struct Server {
    port: u16,
    stage: Stage,
    script: String,
    /// What the page must show to have something done.
    token: String,
    editor: Option<Editor>,
    open: AtomicUsize,
}

/// Serves what is published from now on, and gives the address.
pub fn start(wanted: &Wanted<'_>, publisher: Arc<Publisher>) -> Result<String, Failure> {
    let editor = Editor::find(wanted.editor)?;
    let listener = listen(wanted.port)?;
    let port = listener.local_addr().map_err(|error| unheard(wanted.port.unwrap_or(PORT), &error))?.port();
    let token = random()?;
    let server = Arc::new(Server { port, stage: Stage::default(), script: SCRIPT.concat(), token, editor, open: AtomicUsize::new(0) });
    let follower = Arc::clone(&server);
    thread::spawn(move || follower.stage.follow(&publisher));
    thread::spawn(move || accept(&listener, &server));
    Ok(format!("http://127.0.0.1:{port}/"))
}

fn listen(port: Option<u16>) -> Result<TcpListener, Failure> {
    let bind = |port: u16| TcpListener::bind((Ipv4Addr::LOCALHOST, port));
    if let Some(port) = port {
        return bind(port).map_err(|error| unheard(port, &error));
    }
    let mut tried = (PORT..PORT + TRIES).map(bind);
    let free = tried.find(|bound| !matches!(bound, Err(error) if error.kind() == ErrorKind::AddrInUse));
    free.unwrap_or_else(|| bind(0)).map_err(|error| unheard(PORT, &error))
}

fn unheard(port: u16, error: &io::Error) -> Failure {
    let failure = Failure::new(format!("cannot listen on port {port}: {}", crate::disk::said(error)));
    failure.help("name another one with `--serve PORT`, or none: then the first that is free is taken")
}

/// Sixteen bytes that nobody can guess, in hexadecimal digits.
fn random() -> Result<String, Failure> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| Failure::new(format!("the system has no random numbers: {error}")))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn accept(listener: &TcpListener, server: &Arc<Server>) {
    for stream in listener.incoming() {
        let Ok(mut stream) = stream else {
            // Out of file handles, most likely: it gets better or it does not.
            thread::sleep(Duration::from_millis(50));
            continue;
        };
        let prepared = stream.set_write_timeout(Some(PATIENCE)).and_then(|()| stream.set_nodelay(true));
        if prepared.is_err() {
            continue;
        }
        if server.open.fetch_add(1, Ordering::Relaxed) >= MOST {
            server.open.fetch_sub(1, Ordering::Relaxed);
            let _ = Answer::bare("503 Service Unavailable").write(&mut stream, false);
            continue;
        }
        let server = Arc::clone(server);
        thread::spawn(move || {
            // A connection that breaks is the reader's affair.
            let _ = server.answer(&mut stream);
            server.open.fetch_sub(1, Ordering::Relaxed);
        });
    }
}

/// What the page asks to be opened.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Open {
    file: String,
    line: u32,
}

impl Server {
    fn answer(&self, stream: &mut TcpStream) -> io::Result<()> {
        let request = match Request::read(stream)? {
            Ok(request) if request.is_ours(self.port) => Ok(request),
            Ok(_) => Err(Refusal::Foreign),
            Err(refusal) => Err(refusal),
        };
        let request = match request {
            Ok(request) => request,
            Err(Refusal::Foreign) => return Answer::bare("403 Forbidden").write(stream, false),
            Err(Refusal::Malformed) => return Answer::bare("400 Bad Request").write(stream, false),
        };
        let head_only = request.method == "HEAD";
        match (request.method.as_str(), request.path.as_str()) {
            ("POST", "/open") => self.open(&request).write(stream, false),
            (_, "/open") => Answer::bare("405 Method Not Allowed").with("Allow", "POST".to_owned()).write(stream, head_only),
            ("GET", "/events") => self.tell(&request, stream),
            ("GET" | "HEAD", path) => self.give(path, stream, head_only),
            _ => Answer::bare("405 Method Not Allowed").with("Allow", "GET, HEAD".to_owned()).write(stream, head_only),
        }
    }

    /// Gives out what stands under a name.
    fn give(&self, path: &str, stream: &mut TcpStream, head_only: bool) -> io::Result<()> {
        let shown = self.stage.newest();
        match path {
            "/" => self.page(stream, head_only),
            "/page.js" => Answer::found("text/javascript; charset=utf-8", self.script.as_bytes()).write(stream, head_only),
            "/page.css" => Answer::found("text/css; charset=utf-8", shown.style.1.as_bytes()).write(stream, head_only),
            _ => match path.strip_prefix("/data/").and_then(|name| shown.parts.get(name)) {
                Some((_, json)) => Answer::found("application/json", json.as_bytes()).write(stream, head_only),
                None => Answer::bare("404 Not Found").write(stream, head_only),
            },
        }
    }

    fn page(&self, stream: &mut TcpStream, head_only: bool) -> io::Result<()> {
        let Ok(nonce) = random() else { return Answer::bare("500 Internal Server Error").write(stream, head_only) };
        let editor = if self.editor.is_some() { site::Editor::There } else { site::Editor::Missing };
        let document = site::document(&Frame::Served { nonce: &nonce, token: &self.token, editor, style: &self.stage.newest().style.0 });
        let answer = Answer::found("text/html; charset=utf-8", document.as_bytes());
        answer.with("Content-Security-Policy", policy(&nonce)).write(stream, head_only)
    }

    /// Tells of every build, the newest one first unless the reader has heard of it, until the connection ends.
    fn tell(&self, request: &Request, stream: &mut TcpStream) -> io::Result<()> {
        let head = Answer::found("text/event-stream", b"").head(None);
        stream.write_all(format!("{head}retry: 1000\n\n").as_bytes())?;
        let mut seen = request.one("last-event-id").and_then(|id| id.parse().ok()).unwrap_or(0);
        if seen > self.stage.newest().generation {
            // It has heard of the builds of an earlier watch.
            seen = 0;
        }
        loop {
            match self.stage.newer(seen, BREATH) {
                Some(shown) => {
                    seen = shown.generation;
                    stream.write_all(format!("event: build\nid: {seen}\ndata: {}\n\n", shown.news).as_bytes())?;
                }
                None => stream.write_all(b": still here\n\n")?,
            }
        }
    }

    /// Opens a file of the program in the editor, for a page that has the token.
    fn open(&self, request: &Request) -> Answer<'static> {
        let told = request.one("x-archc-token").unwrap_or_default();
        if request.one("origin").is_none() || !is_same(told.as_bytes(), self.token.as_bytes()) {
            return Answer::bare("403 Forbidden");
        }
        let Ok(open) = serde_json::from_slice::<Open>(&request.body) else { return Answer::bare("400 Bad Request") };
        let shown = self.stage.newest();
        match (&self.editor, shown.files.get(&open.file)) {
            (Some(editor), Some(file)) if editor.open(file, open.line) => Answer::bare("200 OK"),
            (Some(_), Some(_)) => Answer::bare("500 Internal Server Error"),
            _ => Answer::bare("404 Not Found"),
        }
    }
}

/// Whether two texts are the same, in a time that does not say where they differ.
fn is_same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |differing, (a, b)| differing | (a ^ b)) == 0
}
