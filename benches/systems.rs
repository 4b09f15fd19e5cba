//! The program that benches check, build and watch: systems of ten elements, as many as a bench asks for.

use std::fmt::Write as _;

/// A system of ten elements, with a view of it: services with an API, a store and a topic, and calls to neighbours and to the system
/// before it. `label` stands at one of its arrows.
pub fn system(number: usize, label: &str) -> String {
    let mut text = format!("system s{number} \"System {number}\" #generated {{\n");
    for service in 0..7 {
        let other = (service + 1) % 7;
        let label = if service == 3 { label } else { "reads" };
        let _ = writeln!(
            text,
            "  service svc{service} \"Service {service}\" {{\n    image \"registry.example.com/s{number}/svc{service}:1.0.0\"\n    \
             listen http 8080\n    replicas 2..8 at cpu 70%\n    cpu 100m..500m\n    memory 128Mi..256Mi\n    \
             api v1 {{\n      get{service}: GET /things/{{id: uuid}} -> Thing | 404\n      make{service}: POST /things (Thing) -> 201 Thing\n    }}\n    \
             -> svc{other}.get{other} \"{label}\" {{ timeout 2s; retry 2 }}\n    -> store.things \"keeps\"\n    -> events.Made\n  }}"
        );
    }
    let _ = writeln!(
        text,
        "  database store {{\n    engine postgres 16\n    storage 10Gi\n    replicas 1\n    table things {{ id: uuid @key; name: string(1..80); made: datetime = now() }}\n  }}\n  \
         topic events {{ engine kafka; event Made {{ id: uuid }} }}\n  \
         type Thing {{ id: uuid @key @readonly; name: string(1..80); tags: [string](..10) }}\n}}"
    );
    let _ = writeln!(text, "view v{number} of s{number}");
    if number > 0 {
        let _ = writeln!(text, "s{number}.svc0 -> s{}.svc1.get1 \"asks\" {{ env OTHER_URL }}", number - 1);
    }
    text
}
