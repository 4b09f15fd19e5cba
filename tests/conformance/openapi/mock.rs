//! Prism plays each API from its document alone, and schemathesis calls it: all that goes over the wire is what the document says.

use super::super::{root, run, tool};
use super::{documents, folder, in_openapi, name, older_documents};
use std::fs::File;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,\
                      response_schema_conformance";

/// A server on this machine, which stops when it is no longer needed, also where a test fails.
struct Server {
    child: Child,
    port: u16,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    /// Plays the API of a document on a port that is free.
    fn start(document: &Path, log: &Path) -> Self {
        for _ in 0..3 {
            if let Some(server) = Self::try_start(document, log) {
                return server;
            }
        }
        panic!("{}", std::fs::read_to_string(log).unwrap_or_default());
    }

    fn try_start(document: &Path, log: &Path) -> Option<Self> {
        let port = TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr()).expect("a port is free").port();
        let out = File::create(log).expect("the folder is writable");
        let mut command = tool("mock/node/node_modules/.bin/prism");
        command.args(["mock", "--errors", "--host", "127.0.0.1", "--port", &port.to_string()]).arg(document);
        command.stdin(Stdio::null()).stderr(out.try_clone().expect("it is open")).stdout(out);
        let mut server = Self { child: command.spawn().expect("it starts"), port };
        let start = Instant::now();
        while start.elapsed() < Duration::from_secs(60) {
            let said = std::fs::read_to_string(log).unwrap_or_default();
            if said.contains(&format!("listening on http://127.0.0.1:{port}")) {
                return Some(server);
            }
            if server.child.try_wait().expect("it can be asked").is_some() {
                break;
            }
            sleep(Duration::from_millis(50));
        }
        None
    }
}

/// Calls every operation of each document with requests that it allows, `examples` for each at most.
fn play(test: &str, documents: &[PathBuf], examples: u32) {
    let folder = folder(&format!("{test}-calls"));
    for document in documents {
        let name = name(document);
        let server = Server::start(document, &folder.join(format!("{name}.log")));
        let mut caller = tool("mock/python/bin/schemathesis");
        caller.arg("run").arg(document).args(["--url", &format!("http://127.0.0.1:{}", server.port)]);
        caller.args(["--mode", "positive", "--phases", "examples,fuzzing", "--checks", CHECKS, "--warnings", "off"]);
        caller.args(["--max-examples", &examples.to_string(), "--seed", "1", "--generation-deterministic"]);
        caller.args(["--request-timeout", "10", "--max-failures", "5"]);
        caller.args(["--header", "Authorization: Bearer token", "--header", "X-Api-Key: key", "--no-color"]).current_dir(&folder);
        let said = run(&mut caller);
        let count = |what: &str| said.lines().find_map(|line| line.trim().strip_prefix(what)).map(|rest| rest.trim().to_owned());
        let tested = count("Tested:").unwrap_or_default();
        assert_eq!(count("Selected:"), Some(format!("{tested}/{tested}")), "{name}: operations were left out\n{said}");
    }
}

#[test]
#[ignore = "needs @stoplight/prism-cli and schemathesis: run tests/run"]
fn mock_servers_answer_as_their_documents_say() {
    play("mock", &documents("mock"), 5);
}

#[test]
#[ignore = "needs @stoplight/prism-cli and schemathesis: run tests/run"]
fn mock_servers_of_older_documents_answer_as_they_say() {
    play("mock-older", &older_documents("mock-older"), 3);
}

/// Types that hold themselves: of each there are values that end, and the document shows one.
const ROUND: &str = r"
system garden {
  service trees {
    image 'trees:1'
    listen http 80
    api v1 {
      getNode: GET /nodes/{id: uuid} -> Node
      putNode: PUT /nodes/{id: uuid} (Node) -> Node
      getChain: GET /chain -> Chain
      getSum: GET /sum -> Sum
      getFolder: GET /folder -> Folder
      resource comments: Comment { crud }
    }
    type Node { name: string(1..); left?: Node; right?: Node }
    type Chain { value: int(3..9); next: Chain? }
    type Folder { name: string; children: [Folder]; index: map<Folder> }
    type Sum = Number | Add
    type Number { value: double }
    type Add { left: Sum; right: Sum }
    type Comment { id: uuid @key @readonly; text: string(1..500); replies: [Comment] @readonly; parent?: Comment @readonly }
  }
}
";

#[test]
#[ignore = "needs @stoplight/prism-cli and schemathesis: run tests/run"]
fn mock_servers_can_play_types_that_hold_themselves() {
    let program = folder("mock-round/garden");
    std::fs::write(program.join("main.arch"), ROUND.replace('\'', "\"")).expect("the folder is writable");
    let out = program.join("out");
    run(Command::new(env!("CARGO_BIN_EXE_archc")).arg("build").arg(&program).arg("--out").arg(&out));
    assert!(out.starts_with(root()));
    play("mock-round", &in_openapi(&[out]), 5);
}
