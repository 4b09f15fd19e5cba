//! Programs that are drawn by lot: everything that gets manifests, in two areas that talk to each other, to an imported program
//! and to the world outside, in an environment of one cluster or two and one that extends it.

use archc::model::engines;
use archc::world::MemoryWorld;
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// One thing that runs.
#[derive(Clone, Debug)]
pub(super) struct Part {
    /// What it is: one of the kinds below, then the engines.
    what: usize,
    /// Which of the two areas it is in.
    second: bool,
    port: u16,
    /// What it says of itself, a bit for each thing that can be said.
    says: u32,
}

/// A whole program.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    parts: Vec<Part>,
    /// Who calls, whom, and whether a message is received rather than sent. Behind the parts come a bank and an import.
    arrows: Vec<(usize, usize, bool)>,
    /// Whether the areas stand in clusters of their own.
    apart: bool,
}

const KINDS: [&str; 7] = ["service", "service", "gateway", "worker", "job", "job", "daemon"];

pub(super) fn plan() -> impl Strategy<Value = Plan> {
    let what = prop_oneof![3 => 0..KINDS.len(), 2 => Just(3usize), 4 => KINDS.len()..KINDS.len() + engines::ALL.len()];
    let part = (what, any::<bool>(), 1u16..60000, any::<u32>());
    let part = part.prop_map(|(what, second, port, says)| Part { what, second, port, says });
    let arrows = prop::collection::vec((0usize..12, 0usize..14, any::<bool>()), 0..24);
    (prop::collection::vec(part, 1..12), arrows, any::<bool>()).prop_map(|(parts, arrows, apart)| Plan { parts, arrows, apart })
}

impl Part {
    fn says(&self, bit: u32) -> bool {
        self.says >> bit & 1 == 1
    }

    fn engine(&self) -> Option<&'static engines::Engine> {
        engines::ALL.get(self.what.checked_sub(KINDS.len())?)
    }

    /// Whether it holds topics and queues.
    fn is_broker(&self) -> bool {
        self.engine().is_some_and(|engine| engine.made_for == archc::model::BaseKind::Broker)
    }

    fn listens(&self) -> bool {
        matches!(self.what, 0 | 1 | 2 | 6)
    }

    fn is_managed(&self) -> bool {
        self.engine().is_some() && self.says(9)
    }
}

impl Plan {
    pub(super) fn world(&self) -> MemoryWorld {
        let pay = "system pay { service charge { version 1.0.0; listen grpc 50051; listen http 8080 } }\n\
                   environment prod { namespace money { deploy pay } }\n";
        MemoryWorld::default().with("main.arch", self.text()).with("../pay/pay.arch", pay)
    }

    /// The program's own text.
    pub(super) fn text(&self) -> String {
        let bank =
            "import \"../pay\" as pay\nexternal system bank { url \"https://bank.example\" }\nteam crew \"Crew\" { contact \"#crew\" }\n";
        let [first, second] = [false, true].map(|second| self.area(second));
        let system = format!("system shop {{\n  owner crew\n  domain first {{\n{first}  }}\n  domain second {{\n{second}  }}\n}}\n");
        format!("{bank}{system}{}", self.environments())
    }

    fn area(&self, second: bool) -> String {
        let mut text = String::new();
        for (index, part) in self.parts.iter().enumerate().filter(|(_, part)| part.second == second) {
            text += &self.part(index, part);
        }
        text
    }

    fn part(&self, index: usize, part: &Part) -> String {
        let mut lines = match part.engine() {
            Some(engine) => store(index, part, engine),
            None => workload(index, part),
        };
        if part.engine().is_none() {
            lines.extend(self.arrows(index, part));
        }
        let kind = part.engine().map_or_else(|| KINDS[part.what], |engine| engine.made_for.word());
        let mut text = String::new();
        let _ = writeln!(text, "    {kind} w_{index} {{\n      {}\n    }}", lines.join("\n      "));
        text
    }

    /// The relations of a part; what scales by what waits says so here, where it is known from what it receives.
    fn arrows(&self, index: usize, part: &Part) -> Vec<String> {
        let (mut lines, mut known, mut received) = (Vec::new(), BTreeSet::new(), None);
        for &(_, to, receives) in self.arrows.iter().filter(|(from, to, _)| *from == index && to != from) {
            let Some(target) = self.parts.get(to) else {
                let name = if to % 2 == 0 { "bank { protocol https }" } else { "pay.charge { optional }" };
                lines.extend(known.insert((to % 2, "outside")).then(|| format!("-> {name}")));
                continue;
            };
            if target.is_broker() && known.insert((to, "message")) {
                lines.push(format!("{} q_{to}", if receives { "<-" } else { "->" }));
                received = received.or(Some(to).filter(|_| receives));
            } else if !target.is_broker() && (target.listens() || target.engine().is_some()) && known.insert((to, "call")) {
                lines.push(format!("-> w_{to} {{ optional }}"));
            }
        }
        if part.what == 3 {
            let scaled = received.map(|queue| format!("replicas 1..{} at queue 10 of q_{queue}", 2 + part.says % 7));
            lines.push(scaled.filter(|_| part.says(6)).unwrap_or_else(|| "replicas 2".to_owned()));
        }
        lines
    }

    fn environments(&self) -> String {
        let mut text = "environment prod {\n  domain example.com\n  label tier \"gold\"\n  label stage \"prod\"\n".to_owned();
        text += if self.apart {
            "  cluster one { namespace front { deploy shop.first } }\n  cluster two { namespace back { deploy shop.second } }\n"
        } else {
            "  cluster one { namespace front { deploy shop.first }; namespace back { deploy shop.second { cpu 200m } } }\n"
        };
        let managed: Vec<usize> = (0..self.parts.len()).filter(|&index| self.parts[index].is_managed()).collect();
        for index in &managed {
            let _ = writeln!(text, "  managed w_{index} \"Somebody\" {{ endpoint \"w{index}.example.internal:{}\" }}", 4000 + index);
        }
        text += "}\nenvironment dev extends prod {\n  domain dev.example.com\n  label stage \"dev\"\n";
        for index in managed {
            let _ = writeln!(text, "  deploy w_{index}");
        }
        for (index, part) in self.parts.iter().enumerate().filter(|(_, part)| part.says(14) && part.listens() && part.what != 6) {
            let _ = writeln!(text, "  deploy w_{index} {{ replicas {} }}", part.says % 3);
        }
        text + "}\n"
    }
}

fn store(index: usize, part: &Part, engine: &engines::Engine) -> Vec<String> {
    let mut lines = vec![format!("engine {}", engine.name)];
    let mut say = |bit: u32, line: String| lines.extend(part.says(bit).then_some(line));
    let clusters = !engine.peers.is_empty() || engine.name == "memcached";
    if engine.name != "memcached" {
        say(3, format!("storage {}Gi", 1 + part.says % 2000));
    }
    say(5, format!("memory {}Mi", 1024 + part.says % 4000));
    if clusters {
        say(6, "replicas 3".to_owned());
    }
    if ["mariadb", "mongodb", "mysql", "postgres"].contains(&engine.name) {
        say(10, "backup every 24h keep 7d".to_owned());
    }
    if let Some(operator) = [("postgres", "cnpg"), ("kafka", "strimzi")].iter().find(|(of, _)| *of == engine.name) {
        say(20, format!("via {}", operator.1));
    }
    if part.is_broker() {
        lines.push(format!("queue q_{index} {{ event Happened {{ id: uuid }} }}"));
    }
    lines
}

fn workload(index: usize, part: &Part) -> Vec<String> {
    let mut lines = vec![format!("image \"registry.example.com/w{index}:1.{}.0\"", part.says % 10)];
    let mut say = |bit: u32, line: &str| lines.extend(part.says(bit).then(|| line.to_owned()));
    say(0, "secret TOKEN");
    say(1, "secret KEY from \"vault/shop/key\"");
    say(2, "config /etc/app/app.toml \"level = 1\"");
    say(4, "cpu 1500m..3");
    say(5, "memory 1536Mi..2Gi");
    say(11, "mount /var/cache/app 3Gi");
    say(12, "env LEVEL \"no\"");
    say(13, "data pii");
    if part.what < 4 {
        say(8, "component helper { image \"helper:1\"; listen http 7999 }");
        say(15, "drain 45s");
    }
    if matches!(part.what, 4 | 5) {
        say(21, "attempts 5");
        say(22, "ttl 1h");
    } else {
        say(23, "linger 12s");
        say(24, "ready exec [\"/bin/ready\"]");
    }
    if part.what < 3 {
        say(3, "storage 20Gi at /var/lib/app");
        say(6, "replicas 2..9 at cpu 70%");
        say(7, "slo availability 99.9% over 30d");
    }
    let protocol = ["http", "grpc", "http", "", "", "", "tcp"][part.what];
    if part.listens() {
        // The helper has a port of its own.
        let port = if part.port == 7999 { 8000 } else { part.port };
        let published = if part.says(16) { " published 80" } else { "" };
        lines.push(format!("listen {protocol} {port}{published}"));
        let published = if part.says(16) { 80 } else { port };
        lines.extend((part.says(17) && part.what < 3).then(|| format!("expose /app on w{index}")));
        lines.extend((part.says(18) && part.what < 3).then(|| format!("expose {protocol} {published}")));
    }
    match (part.says(19), protocol) {
        (true, "http") => lines.push("health http /livez".to_owned()),
        (true, "" | "tcp") if !matches!(part.what, 4 | 5) => lines.push("health exec [\"/bin/well\"]".to_owned()),
        _ => {}
    }
    if part.what == 5 {
        lines.push("every \"*/5 * * * *\"".to_owned());
        lines.extend(part.says(25).then(|| "history 2 failed 7".to_owned()));
    }
    lines
}
