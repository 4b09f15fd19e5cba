//! `archc watch --serve` as a client sees it that is no browser: who is heard, what there is to be had, and that nobody who is slow
//! holds up anybody else. What the page does in a browser is tried in `conformance/page.rs`.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const SHOP: &str = "system shop { service web { image \"web:1\"; listen http 80 } }\n";

/// A program that is watched and served.
pub struct Served {
    child: Child,
    pub folder: PathBuf,
    pub port: u16,
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

impl Served {
    /// A folder of the test's own with a program in it, served on a port of its own.
    pub fn new(test: &str, program: &str, more: &[&str]) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/serve").join(test);
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).expect("the folder can be made");
        std::fs::write(folder.join("main.arch"), program).expect("the folder is writable");
        let mut command = Command::new(env!("CARGO_BIN_EXE_archc"));
        command.args(["watch", "--serve", "0", "--out"]).arg(folder.join("out")).arg(&folder).args(more);
        let mut child = command.env_remove("ARCHC_EDITOR").stderr(Stdio::piped()).stdout(Stdio::null()).spawn().expect("it starts");
        let mut said = BufReader::new(child.stderr.take().expect("it is piped"));
        let mut port = None;
        let mut all = String::new();
        while port.is_none() {
            let mut line = String::new();
            assert!(said.read_line(&mut line).expect("it is readable") > 0, "it ended:\n{all}");
            port = line.split("http://127.0.0.1:").nth(1).and_then(|rest| rest.split('/').next()?.parse().ok());
            all += &line;
        }
        // Somebody has to listen to what it says.
        std::thread::spawn(move || std::io::copy(&mut said, &mut std::io::sink()));
        Self { child, folder, port: port.expect("it is there now") }
    }

    pub fn write(&self, text: &str) {
        std::fs::write(self.folder.join("main.arch"), text).expect("the folder is writable");
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).expect("it listens");
        stream.set_read_timeout(Some(Duration::from_secs(30))).expect("it can be set");
        stream
    }

    /// What is answered to a request of some lines.
    fn ask(&self, lines: &str) -> String {
        let mut stream = self.connect();
        let host = format!("127.0.0.1:{}", self.port);
        let text = lines.replace("HOST", &host).replace('\n', "\r\n");
        stream.write_all(text.as_bytes()).expect("it takes requests");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("it answers");
        String::from_utf8(answer).expect("it answers in UTF-8")
    }

    fn get(&self, path: &str) -> String {
        self.ask(&format!("GET {path} HTTP/1.1\nHost: HOST\n\n"))
    }

    /// The value of a part as soon as `fits` says so.
    fn part(&self, name: &str, fits: impl Fn(&str) -> bool) -> String {
        let until = Instant::now() + Duration::from_secs(60);
        loop {
            let answer = self.get(&format!("/data/{name}"));
            if answer.starts_with("HTTP/1.1 200 ") && fits(&answer) {
                return answer;
            }
            assert!(Instant::now() < until, "{answer}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or_default()
}

fn body(answer: &str) -> &str {
    answer.split_once("\r\n\r\n").map_or("", |(_, body)| body)
}

#[test]
fn the_page_comes_with_a_policy_that_lets_nothing_else_in() {
    let served = Served::new("policy", SHOP, &[]);
    let [one, other] = ["/", "/"].map(|path| served.get(path));
    let nonce = |answer: &str| answer.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next()).expect("there is one").to_owned();
    assert_eq!(status(&one), "200");
    assert_ne!(nonce(&one), nonce(&other));
    assert_eq!(body(&one).matches(&format!("nonce=\"{}\"", nonce(&one))).count(), 2, "the script and the style bear it");
    for header in [
        "Content-Security-Policy: default-src 'none'; script-src 'nonce-",
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        "X-Content-Type-Options: nosniff",
        "Referrer-Policy: no-referrer",
        "Cross-Origin-Resource-Policy: same-origin",
    ] {
        assert!(one.contains(header), "{header}\n{one}");
    }
    assert!(!one.contains("unsafe-") && !one.to_lowercase().contains("access-control-"), "{one}");
}

#[test]
fn a_foreign_host_and_a_foreign_origin_get_nothing() {
    let served = Served::new("foreign", SHOP, &[]);
    served.part("index", |_| true);
    for path in ["/", "/data/index", "/events", "/page.js"] {
        for lines in [
            "Host: evil.example",
            "Host: evil.example\nOrigin: http://evil.example",
            "Host: HOST\nOrigin: http://evil.example",
            "Host: HOST\nOrigin: null",
            "",
        ] {
            let lines = if lines.is_empty() { String::new() } else { format!("{lines}\n") };
            let answer = served.ask(&format!("GET {path} HTTP/1.1\n{lines}\n"));
            assert!(matches!(status(&answer), "403" | "400") && body(&answer).is_empty(), "{path} {lines}: {answer}");
        }
    }
}

#[test]
fn what_has_no_name_is_not_there_and_methods_do_what_they_should() {
    let served = Served::new("names", SHOP, &[]);
    served.part("index", |_| true);
    for path in [
        "/x",
        "/data/",
        "/data/x",
        "/main.arch",
        "/../main.arch",
        "/data/../main.arch",
        "/%2e%2e/main.arch",
        "//etc/passwd",
        "/data/index/",
        "/page.js/x",
    ] {
        let answer = served.get(path);
        assert!(status(&answer) == "404" && body(&answer).is_empty(), "{path}: {answer}");
    }
    for (method, path, expected) in [
        ("POST", "/", "405"),
        ("PUT", "/data/index", "405"),
        ("DELETE", "/x", "405"),
        ("OPTIONS", "/", "405"),
        ("GET", "/open", "405"),
        ("HEAD", "/", "200"),
    ] {
        let answer = served.ask(&format!("{method} {path} HTTP/1.1\nHost: HOST\n\n"));
        assert!(status(&answer) == expected && body(&answer).is_empty(), "{method} {path}: {answer}");
    }
    for nonsense in ["GET\n\n", "\u{0}\u{1}\n\n", "GET / HTTP/1.1 more\n\n"] {
        assert_eq!(status(&served.ask(nonsense)), "400", "{nonsense:?}");
    }
    let long = format!("GET / HTTP/1.1\nHost: HOST\nX: {}\n\n", "y".repeat(20_000));
    let mut stream = served.connect();
    // It need not read all of it before it refuses.
    let _ = stream.write_all(long.replace('\n', "\r\n").as_bytes());
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer);
    assert!(!answer.starts_with("HTTP/1.1 200"), "{answer}");
}

#[test]
fn a_file_is_opened_for_the_page_alone_and_only_if_it_is_of_the_program() {
    let proof = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/serve/opened.txt");
    let _ = std::fs::remove_file(&proof);
    let editor = format!("cp {{file}} '{}'", proof.display());
    let served = Served::new("editor", SHOP, &["--editor", &editor]);
    served.part("index", |_| true);
    let page = served.get("/");
    let token =
        page.split("name=\"archc-token\" content=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("there is one").to_owned();
    let open = |file: &str, headers: &str| {
        let body = format!("{{\"file\":\"{file}\",\"line\":1}}");
        let length = body.len();
        let answer = served.ask(&format!("POST /open HTTP/1.1\nHost: HOST\nContent-Length: {length}\n{headers}\n{body}"));
        status(&answer).to_owned()
    };
    let ours = format!("Origin: http://HOST\nX-Archc-Token: {token}\n");
    for (file, headers, expected) in [
        ("main.arch", String::new(), "403"),
        ("main.arch", "Origin: http://HOST\n".to_owned(), "403"),
        ("main.arch", format!("X-Archc-Token: {token}\n"), "403"),
        ("main.arch", "Origin: http://HOST\nX-Archc-Token: 00112233445566778899aabbccddeeff\n".to_owned(), "403"),
        ("main.arch", format!("Origin: http://evil.example\nX-Archc-Token: {token}\n"), "403"),
        ("/etc/passwd", ours.clone(), "404"),
        ("../editor/main.arch", ours.clone(), "404"),
        ("out/.archc-manifest.json", ours.clone(), "404"),
    ] {
        assert_eq!(open(file, &headers), expected, "{file} {headers}");
    }
    assert!(!proof.exists(), "nothing was opened");
    assert_eq!(open("main.arch", &ours), "200");
    let until = Instant::now() + Duration::from_secs(30);
    while std::fs::read_to_string(&proof).ok().as_deref() != Some(SHOP) {
        assert!(Instant::now() < until, "it was not opened");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Reads lines of a stream of events until one of them begins so.
fn until(events: &mut BufReader<TcpStream>, start: &str) -> String {
    loop {
        let mut line = String::new();
        assert!(events.read_line(&mut line).expect("it goes on") > 0, "it ended before `{start}`");
        if line.starts_with(start) {
            return line;
        }
    }
}

#[test]
fn builds_are_told_of_and_who_is_slow_holds_up_nobody() {
    let served = Served::new("events", SHOP, &[]);
    let sleepers: Vec<TcpStream> = (0..20).map(|_| served.connect()).collect();
    let deaf: Vec<TcpStream> = (0..10)
        .map(|_| {
            let mut stream = served.connect();
            let request = format!("GET /events HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\r\n", served.port);
            stream.write_all(request.as_bytes()).expect("it takes requests");
            stream
        })
        .collect();
    let mut stream = served.connect();
    stream.write_all(format!("GET /events HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\r\n", served.port).as_bytes()).expect("it takes requests");
    let mut events = BufReader::new(stream);
    assert!(until(&mut events, "data: ").contains("\"views/shop-context\""));
    served.write(&SHOP.replace("service web", "service web \"Changed\""));
    served.part("index", |answer| answer.contains("\"title\":\"Changed\""));
    let id = until(&mut events, "id: ");
    until(&mut events, "data: ");
    served.write("system shop {");
    let told = until(&mut events, "data: ");
    assert!(told.contains("\"severity\":\"error\"") && told.contains("main.arch:1:"), "{told}");
    assert!(served.get("/data/index").contains("\"title\":\"Changed\""), "the last good build stays");

    let mut again = served.connect();
    let request = format!(
        "GET /events HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nLast-Event-ID: {}\r\n\r\n",
        served.port,
        id.trim_start_matches("id: ").trim()
    );
    again.write_all(request.as_bytes()).expect("it takes requests");
    let told = until(&mut BufReader::new(again), "data: ");
    assert!(told.contains("\"severity\":\"error\""), "only what is newer is told: {told}");
    drop((sleepers, deaf));
}

#[test]
fn a_port_that_is_taken_is_said_so() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("there is one");
    let port = taken.local_addr().expect("it has one").port().to_string();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/serve/taken");
    std::fs::create_dir_all(&folder).expect("the folder can be made");
    std::fs::write(folder.join("main.arch"), SHOP).expect("the folder is writable");
    let output = Command::new(env!("CARGO_BIN_EXE_archc")).args(["watch", "--serve", &port]).arg(&folder).output().expect("it starts");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code() == Some(2) && said.contains(&format!("cannot listen on port {port}")), "{said}");
}
