//! What stands where: each environment of a program as a few lines, an instance a line.

use archc::model::properties::{Exposure, Replicas};
use archc::model::{Environment, Instance, Model};
use archc::session;
use archc::world::MemoryWorld;

const SHOP: &str = r#"
system shop {
  service web { image "web:1"; listen http 3000; -> orders "places orders" }
  service orders {
    image "orders:1"
    listen http 8080
    listen grpc 9090
    -> orders-db "keeps orders"
    -> order-events "tells of orders"
  }
  database orders-db { engine postgres 16 }
  topic order-events { engine kafka }
}
"#;

/// The model of a program without a mistake.
fn model(files: &[(&str, &str)]) -> Model {
    let world = files.iter().fold(MemoryWorld::default(), |world, (path, text)| world.with(path, *text));
    let checked = session::check(&world).expect("there is a program");
    let errors: Vec<&str> = checked.diagnostics.iter().map(|diagnostic| diagnostic.message.as_str()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    checked.model
}

/// Everything that stands in an environment of the shop with these environments.
fn stands(environments: &str, name: &str) -> Vec<String> {
    let model = model(&[("main.arch", &format!("{SHOP}{environments}"))]);
    lines(&model, name, placed)
}

fn lines(model: &Model, name: &str, line: impl Fn(&Model, &Environment, &Instance) -> String) -> Vec<String> {
    let (_, environment) = model.own_environments().find(|(_, environment)| environment.name == name).expect("the environment is there");
    environment.instances.iter().map(|instance| line(model, environment, instance)).collect()
}

/// `orders in eu.main.shop as shop/orders x2`, or `managed by …` for what somebody else runs.
fn placed(model: &Model, environment: &Environment, instance: &Instance) -> String {
    let mut names: Vec<&str> = environment.outwards(instance.node).map(|node| environment[node].name.as_str()).collect();
    names.reverse();
    let node = if names.is_empty() { "-".to_owned() } else { names.join(".") };
    let mut line = format!("{} in {node}", model[instance.element].name);
    if instance.emitted {
        line.push_str(&format!(" as {}/{}", instance.namespace, instance.name));
    }
    if let Some(managed) = &instance.managed {
        let endpoint = managed.endpoint.as_ref().map_or("-".to_owned(), |e| format!("{}:{}", e.host, e.port.unwrap_or_default()));
        line.push_str(&format!(" managed by {} at {endpoint}", managed.provider.as_deref().unwrap_or("-")));
    }
    match instance.properties.replicas.as_ref().map(|replicas| &replicas.value) {
        Some(Replicas::Fixed(count)) => line.push_str(&format!(" x{count}")),
        Some(Replicas::Auto { min, max, .. }) => line.push_str(&format!(" x{min}..{max}")),
        None => {}
    }
    line
}

/// The variables that tell an element where it finds others.
fn told(files: &[(&str, &str)], environment: &str, element: &str) -> Vec<String> {
    let model = model(files);
    let all = lines(&model, environment, |model, _, instance| {
        let own = model[instance.element].name == element;
        let bindings = instance.bindings.iter().filter(|_| own);
        bindings.map(|binding| format!("{}={}", binding.variable, binding.value)).collect::<Vec<_>>().join(" ")
    });
    all.into_iter().filter(|line| !line.is_empty()).collect()
}

fn told_in(program: &str) -> Vec<String> {
    told(&[("main.arch", program)], "prod", "web")
}

#[test]
fn an_element_stands_with_all_that_it_holds() {
    let program = "environment prod { cluster main { namespace shop { deploy shop } } }";
    assert_eq!(
        stands(program, "prod"),
        [
            "web in main.shop as shop/web",
            "orders in main.shop as shop/orders",
            "orders-db in main.shop as shop/orders-db",
            "order-events in main.shop",
            "kafka in main.shop as shop/kafka",
        ]
    );
}

#[test]
fn without_a_namespace_it_goes_to_that_of_its_system() {
    let all = stands("environment prod { deploy shop }", "prod");
    assert_eq!(all[1], "orders in - as shop/orders");
}

#[test]
fn a_more_precise_statement_beats_a_less_precise_one_and_a_later_an_earlier() {
    let program = "environment prod { cluster main {
        deploy orders { replicas 4 }
        deploy shop { replicas 1 }
        deploy web { replicas 2 }
        deploy web { replicas 3 }
    } }";
    let all = stands(program, "prod");
    assert_eq!(all[..3], ["web in main as shop/web x3", "orders in main as shop/orders x4", "orders-db in main as shop/orders-db x1"]);
}

#[test]
fn in_two_nodes_it_stands_in_both() {
    let program = "environment prod {
        region eu { cluster main { deploy shop } }
        region us { cluster main { deploy web { replicas 2 }; deploy orders; managed orders-db { endpoint \"us:1\" }
                                   managed order-events { endpoint \"us:2\" } } }
    }";
    let all = stands(program, "prod");
    assert_eq!(
        all,
        [
            "web in eu.main as shop/web",
            "web in us.main as shop/web x2",
            "orders in eu.main as shop/orders",
            "orders in us.main as shop/orders",
            "orders-db in us.main managed by - at us:1",
            "order-events in us.main managed by - at us:2",
        ]
    );
}

#[test]
fn what_somebody_else_runs_stands_where_that_is_said() {
    let program = "environment prod { region eu {
        cluster main { namespace shop { deploy shop } }
        managed orders-db \"Amazon RDS\" { endpoint \"orders.example.internal:5432\" }
    } }";
    let all = stands(program, "prod");
    assert_eq!(all[2], "orders-db in eu managed by Amazon RDS at orders.example.internal:5432");
}

#[test]
fn what_is_run_here_and_by_others_stands_in_both_places() {
    let program = "environment prod {
        cluster main { deploy shop; deploy orders-db }
        region us { managed orders-db \"RDS\" { endpoint \"us:5432\" } }
    }";
    let all = stands(program, "prod");
    assert_eq!(all[2..4], ["orders-db in main as shop/orders-db", "orders-db in us managed by RDS at us:5432"]);
}

#[test]
fn a_broker_that_the_compiler_adds_stands_where_its_first_channel_stands() {
    let program = "environment prod {
        cluster main { deploy shop }
        managed order-events \"MSK\" { endpoint \"kafka.example.internal:9092\" }
    }";
    let all = stands(program, "prod");
    assert_eq!(all.last().map(String::as_str), Some("order-events in - managed by MSK at kafka.example.internal:9092"));
}

const PROD: &str = "environment prod { region eu {
    cluster main { namespace shop { deploy shop; deploy orders { replicas 6..40 at cpu 70% } } }
    managed orders-db \"Amazon RDS\" { endpoint \"orders.example.internal:5432\" }
} }";

#[test]
fn an_environment_takes_over_what_it_does_not_change() {
    let all = stands(&format!("{PROD}\nenvironment test extends prod {{}}"), "test");
    assert_eq!(
        all,
        [
            "web in eu.main.shop as shop/web",
            "orders in eu.main.shop as shop/orders x6..40",
            "orders-db in eu managed by Amazon RDS at orders.example.internal:5432",
            "order-events in eu.main.shop",
            "kafka in eu.main.shop as shop/kafka",
        ]
    );
}

#[test]
fn its_own_words_beat_more_precise_ones_that_it_takes_over_and_end_what_is_managed() {
    let all = stands(&format!("{PROD}\nenvironment dev extends prod {{ deploy shop {{ replicas 1 }} }}"), "dev");
    assert_eq!(
        all,
        [
            "web in eu.main.shop as shop/web x1",
            "orders in eu.main.shop as shop/orders x1",
            "orders-db in eu.main.shop as shop/orders-db x1",
            "order-events in eu.main.shop x1",
            "kafka in eu.main.shop as shop/kafka x1",
        ]
    );
}

#[test]
fn what_is_no_longer_managed_goes_to_its_system() {
    let program = "environment prod {
        cluster main { namespace apps { deploy web; deploy orders; deploy order-events } }
        managed orders-db { endpoint \"db:5432\" }
    }
    environment dev extends prod { deploy orders-db }";
    assert_eq!(stands(program, "dev")[2], "orders-db in main.apps as apps/orders-db");
}

#[test]
fn what_it_puts_into_a_node_of_its_own_moves_there() {
    let program = format!("{PROD}\nenvironment local extends prod {{ cluster kind {{ deploy shop {{ replicas 1 }} }} }}");
    let all = stands(&program, "local");
    assert_eq!(all[..3], ["web in kind as shop/web x1", "orders in kind as shop/orders x1", "orders-db in kind as shop/orders-db x1"]);
}

#[test]
fn it_changes_a_thing_where_it_stands_below_a_node_that_it_opens_again() {
    let program = format!("{PROD}\nenvironment test extends prod {{ region eu {{ deploy orders {{ replicas 2 }} }} }}");
    let all = stands(&program, "test");
    assert_eq!(all[1], "orders in eu.main.shop as shop/orders x2");
}

#[test]
fn it_can_change_who_runs_a_thing() {
    let program = format!(
        "{PROD}\nenvironment test extends prod {{ managed orders-db {{ endpoint \"test:5432\" }}; managed order-events \"MSK\" {{ endpoint \"k:9092\" }} }}"
    );
    let all = stands(&program, "test");
    assert_eq!(all[2..], ["orders-db in eu managed by Amazon RDS at test:5432", "order-events in - managed by MSK at k:9092"]);
}

#[test]
fn no_replicas_leave_a_thing_out() {
    let program = "environment prod { deploy shop { replicas 0 }; deploy orders-db { replicas 1 } }
        environment dev extends prod { deploy orders-db { replicas 0 } }
        environment full { deploy shop }";
    assert_eq!(stands(program, "prod"), ["orders-db in - as shop/orders-db x1"]);
    assert_eq!(stands(program, "dev"), [""; 0]);
}

#[test]
fn what_stands_in_a_node_alone_gets_no_manifests() {
    let program = "environment prod {
        cluster main { node worker { deploy shop } }
    }
    environment vm { node big { deploy orders-db; deploy order-events }; node host { cluster k3s { deploy web; deploy orders } }
                     managed orders-db { endpoint \"db:1\" }; managed order-events { endpoint \"k:1\" } }
    environment bare { node big { deploy shop } }";
    assert_eq!(stands(program, "prod")[0], "web in main.worker as shop/web");
    assert_eq!(stands(program, "vm")[0], "web in host.k3s as shop/web");
    assert_eq!(stands(program, "bare")[0], "web in big");
}

/// Variables, labels and hosts of an element of a program.
fn set(program: &str, environment: &str, element: &str) -> Vec<String> {
    let model = model(&[("main.arch", program)]);
    let all = lines(&model, environment, |model, _, instance| {
        let properties = &instance.properties;
        let env = properties.env.iter().map(|var| format!("{}={}", var.name, var.value));
        let secrets = properties.secrets.iter().map(|secret| format!("{}?", secret.name));
        let labels = instance.labels.iter().map(|label| format!("{}:{}", label.name, label.value));
        let hosts = properties.exposes.iter().filter_map(|expose| match &expose.what {
            Exposure::Route { path, host } => Some(format!("{host}{path}")),
            Exposure::Port { .. } => None,
        });
        let words: Vec<String> = env.chain(secrets).chain(labels).chain(hosts).collect();
        format!("{} {}", model[instance.element].name, words.join(" "))
    });
    all.into_iter().filter_map(|line| line.strip_prefix(&format!("{element} ")).map(str::to_owned)).collect()
}

#[test]
fn the_nearest_words_count() {
    let program = r#"
        service web { image "web:1"; listen http 80; env A "element"; env B "element"; env D "element"; secret E; expose / on www }
        database db { engine postgres }
        environment prod {
          domain example.com
          env B "environment"
          env C "environment"
          label tier "all"
          label zone "none"
          env E "plain"
          cluster main {
            domain main.example.com
            env C "cluster"
            secret D
            label tier "main"
            deploy web { env A "deploy" }
            deploy db
          }
        }
        environment dev extends prod { domain dev.example.com; env C "dev"; label tier "dev" }
    "#;
    assert_eq!(set(program, "prod", "web"), ["A=deploy B=environment C=cluster E=plain D? tier:main zone:none www.main.example.com/"]);
    assert_eq!(set(program, "prod", "db"), ["tier:main zone:none"]);
    assert_eq!(set(program, "dev", "web"), ["A=deploy B=environment C=dev E=plain D? tier:dev zone:none www.dev.example.com/"]);
}

#[test]
fn callers_are_told_where_to_find_what_they_call() {
    let program = format!("{SHOP}environment prod {{ cluster main {{ namespace shop {{ deploy shop }} }} }}");
    assert_eq!(told_in(&program), ["ORDERS_URL=http://orders:8080"]);
    let orders = told(&[("main.arch", &program)], "prod", "orders");
    assert_eq!(orders, ["ORDERS_DB_URL=postgres://orders-db:5432/orders-db ORDER_EVENTS_ADDR=kafka:9092"]);
}

#[test]
fn names_are_whole_in_another_namespace_and_ports_are_those_of_the_service() {
    let program = r#"
        service web { image "web:1"; -> api; listen http 80 }
        service api { image "api:1"; listen http 8080 published 80 }
        environment prod { deploy web; deploy api }
    "#;
    assert_eq!(told_in(program), ["API_URL=http://api.api.svc.cluster.local:80"]);
}

#[test]
fn the_port_is_the_one_that_is_meant() {
    let calls = |arrow: &str| {
        told_in(&format!(
            r#"
            service web {{ image "web:1"; listen http 80; {arrow} }}
            service api {{
              image "api:1"; listen tcp 7000 as raw; listen http 8080; listen grpc 9090; listen http 8081 as admin
              api v1 {{ ping: GET /ping -> 204; pong: rpc Pong (P) -> P }}
              type P {{ id: uuid }}
            }}
            environment prod {{ cluster main {{ namespace n {{ deploy web; deploy api }} }} }}"#
        ))
    };
    assert_eq!(calls("-> api"), ["API_ADDR=api:7000"]);
    assert_eq!(calls("-> api { protocol http }"), ["API_URL=http://api:8080"]);
    assert_eq!(calls("-> api { port admin }"), ["API_URL=http://api:8081"]);
    assert_eq!(calls("-> api.ping"), ["API_URL=http://api:8080"]);
    assert_eq!(calls("-> api.pong"), ["API_ADDR=api:9090"]);
    assert_eq!(calls("-> api.ping; -> api.pong; -> api"), ["API_ADDR=api:9090 API_URL=http://api:8080"]);
    assert_eq!(calls("-> api.ping { env HERE }; -> api.ping; -> api"), ["HERE=http://api:8080"]);
    assert_eq!(calls("-> api.ping { env HERE }; -> api.pong"), ["API_ADDR=api:9090 HERE=http://api:8080"]);
    assert_eq!(calls("-> api.ping { env H \"{host}\"; env P \"{port}\"; env N \"{name}!\" }"), ["H=api N=api! P=8080"]);
}

#[test]
fn stores_and_brokers_are_found_by_what_they_are() {
    let calls = |target: &str, arrow: &str| {
        told_in(&format!(
            r#"
            service web {{ image "web:1"; listen http 80; {arrow} }}
            {target}
            environment prod {{ cluster main {{ namespace n {{ deploy web; deploy t }} }} }}"#
        ))
    };
    assert_eq!(calls("cache t { engine redis }", "-> t"), ["T_URL=redis://t:6379"]);
    assert_eq!(calls("database t { engine mysql; name \"main\" }", "-> t"), ["T_URL=mysql://t:3306/main"]);
    assert_eq!(calls("database t { engine postgres; listen tcp 6000 }", "-> t"), ["T_URL=postgres://t:6000/t"]);
    assert_eq!(calls("bucket t { engine minio }", "-> t { env S3 }"), ["S3=http://t:9000/t"]);
    assert_eq!(calls("broker t { engine nats; queue q }", "-> t.q"), ["Q_ADDR=t:4222"]);
    assert_eq!(calls("queue t { engine rabbitmq; name \"jobs\" }", "-> t { env A \"{url}/{topic}\" }"), ["A=amqp://rabbitmq:5672/jobs"]);
    assert_eq!(calls("topic t { engine kafka }", "<- t"), ["T_ADDR=kafka:9092"]);
}

#[test]
fn what_runs_outside_is_found_where_that_is_said() {
    let program = r#"
        service web { image "web:1"; listen http 80; -> stripe; -> mail { protocol grpc }; -> silent; -> db; -> clerk }
        external system stripe { url "https://api.stripe.com/v1" }
        external service mail { url "http://mail.example.com:25" }
        external system silent
        database db { engine postgres }
        person clerk
        environment prod { deploy web; managed db { endpoint "db.example.internal" } }
    "#;
    let all = "DB_URL=postgres://db.example.internal:5432/db MAIL_ADDR=mail.example.com:25 STRIPE_URL=https://api.stripe.com/v1";
    assert_eq!(told_in(program), [all]);
}

#[test]
fn the_channels_of_a_managed_broker_are_found_where_it_is() {
    let program = r#"
        service web { image "web:1"; listen http 80; -> bus.news; -> jobs; -> bus }
        broker bus { engine rabbitmq; topic news }
        queue jobs { engine nats }
        environment prod { deploy web; managed bus { endpoint "bus.example" }; managed jobs "Synadia" { endpoint "jobs.example:1" } }
    "#;
    assert_eq!(told_in(program), ["BUS_ADDR=bus.example:5672 JOBS_ADDR=jobs.example:1 NEWS_ADDR=bus.example:5672"]);
}

#[test]
fn the_nearest_is_called() {
    let program = r#"
        service web { image "web:1"; listen http 80; -> api; -> db }
        service api { image "api:1"; listen http 80 }
        database db { engine postgres }
        environment prod {
          region eu { cluster a { namespace one { deploy api }; namespace two { deploy web; deploy api } }
                      managed db { endpoint "eu:1" } }
          region us { managed db { endpoint "us:1" }
                      cluster b { namespace one { deploy web }; namespace two { deploy api } } }
        }
    "#;
    let eu = "API_URL=http://api:80 DB_URL=postgres://eu:1/db";
    let us = "API_URL=http://api.two.svc.cluster.local:80 DB_URL=postgres://us:1/db";
    assert_eq!(told_in(program), [eu, us]);
}

#[test]
fn components_count_for_the_whole() {
    let program = r#"
        service web {
          image "web:1"; listen http 80
          component cart { -> api.inner; component deep { -> web; -> db } }
          component agent { image "agent:1"; listen tcp 9; -> api { env AGENT } }
        }
        service api { image "api:1"; listen http 80; component inner { listen grpc 90 } }
        database db { engine postgres }
        environment prod { env X "y"; cluster main { namespace n { deploy web; deploy api; deploy db; deploy web.agent { cpu 10m } } } }
    "#;
    assert_eq!(told_in(program), ["DB_URL=postgres://db:5432/db INNER_ADDR=api:90"]);
    assert_eq!(told(&[("main.arch", program)], "prod", "agent"), ["AGENT=http://api:80"]);
    assert_eq!(set(program, "prod", "agent"), ["X=y"]);
}

#[test]
fn what_is_set_by_hand_stands_for_an_address() {
    let program = r#"
        service web { image "web:1"; listen http 80; secret DB_URL; env API_URL "http://api:80"; -> db; -> api; -> other }
        service api { image "api:1"; listen http 80 }
        service other { image "other:1"; listen http 80 }
        database db { engine postgres }
        environment prod { cluster main { namespace n { deploy web { env OTHER_URL "http://mock" }; deploy api; deploy db; deploy other } } }
    "#;
    assert_eq!(told_in(program), ["API_URL=http://api:80"]);
    assert_eq!(set(program, "prod", "web"), ["OTHER_URL=http://mock DB_URL?"]);
}

#[test]
fn what_another_program_runs_is_found_in_its_environment() {
    let here = r#"
        import "../pay" as pay
        service web { image "web:1"; listen http 80; -> pay.ledger; -> pay.db; -> pay.stripe }
        environment prod { deploy web }
        environment dev { deploy web }
    "#;
    let there = |environments: &str| {
        format!(
            r#"
            system pay {{ service ledger {{ image "l:1"; listen grpc 50 }}; database db {{ engine postgres }} }}
            external system stripe {{ url "https://stripe.com" }}
            {environments}"#
        )
    };
    let told = |environments: &str, name: &str| told(&[("main.arch", here), ("../pay/main.arch", &there(environments))], name, "web");
    let managed = "DB_URL=postgres://pay.example:5432/db";
    let rest = "STRIPE_URL=https://stripe.com";
    let same = "environment prod { cluster c { namespace money { deploy pay }; managed db { endpoint \"pay.example:5432\" } } }";
    let ledger = "LEDGER_ADDR=ledger.money.svc.cluster.local:50";
    assert_eq!(told(same, "prod"), [format!("{managed} {ledger} {rest}")]);
    assert_eq!(told(same, "dev"), [format!("{managed} {ledger} {rest}")]);
    let implied =
        "DB_URL=postgres://db.pay.svc.cluster.local:5432/db LEDGER_ADDR=ledger.pay.svc.cluster.local:50 STRIPE_URL=https://stripe.com";
    assert_eq!(told("", "dev"), [implied]);
    let two = format!("{same}\nenvironment default {{ deploy pay }}");
    assert_eq!(told(&two, "dev"), [implied]);
}
