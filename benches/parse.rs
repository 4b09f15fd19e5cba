//! How fast texts are read and formatted, on a generated program of 1 MB. The aim is 20 MB/s for reading.

use archc::source::FileId;
use divan::counter::BytesCount;
use std::fmt::Write as _;

fn main() {
    divan::main();
}

#[divan::bench]
fn parse(bencher: divan::Bencher) {
    let text = program(1_000_000);
    bencher.counter(BytesCount::of_str(&text)).bench(|| archc::syntax::parse(FileId(0), divan::black_box(&text)));
}

#[divan::bench]
fn format(bencher: divan::Bencher) {
    let text = program(1_000_000);
    bencher.counter(BytesCount::of_str(&text)).bench(|| archc::fmt::format(divan::black_box(&text)));
}

/// A program of at least `size` bytes: services with APIs, stores with tables, types and relations.
fn program(size: usize) -> String {
    let mut out = String::with_capacity(size + 4096);
    let mut n = 0;
    while out.len() < size {
        n += 1;
        let _ = write!(
            out,
            r#"/// Takes orders of shop {n}.
system shop-{n} "Shop {n}" {{
  service orders-{n} "Orders API" #critical {{
    tech "Rust"
    image "registry.example.com/shop/orders:2.0.{n}"
    listen http 8080 // behind the gateway
    replicas 3..20 at cpu 70%
    cpu 250m..1
    memory 256Mi..512Mi
    slo latency p99 300ms
    api v1 "Orders" {{
      base /v1
      createOrder: POST /orders (NewOrder) -> 201 Order | OutOfStock "Places an order"
      getOrder:    GET /orders/{{id: uuid}} -> Order | 404
      listOrders:  GET /orders ?{{status?: OrderStatus, limit: int(1..100) = 20}} -> [Order]
    }}
    -> orders-db-{n} "reads and writes orders"
    -> order-events-{n}.OrderPlaced {{ timeout 2s; retry 3 }}
  }}
  database orders-db-{n} "Orders DB" {{
    engine postgres 16
    storage 50Gi
    table orders {{
      id:          uuid        @key = uuid()
      customer_id: uuid        -> customers.id on delete cascade
      total:       decimal(12,2)
      index (customer_id, id desc)
    }}
  }}
  topic order-events-{n} {{ engine kafka; event OrderPlaced {{ order: Order; placedAt: datetime }} }}
  type Order {{
    id:     uuid @key @readonly
    lines:  [OrderLine](1..100)
    note?:  string(..500)
  }}
  enum OrderStatus {{ pending, paid, shipped, cancelled }}
}}
"#
        );
    }
    out
}
