//! E10xx: what stands in the way of an artifact.

super::codes! {
    PATH = "E1001", "two artifacts want one path",
"Names in the program become names of files. Two of them became the same path, or paths that some systems take for the
same because they differ in capitals alone, so one artifact would overwrite the other.

Give one of the two things another name.";

    CROWDED = "W1002", "a picture is too crowded",
"Lines are led round the boxes of a picture, and their labels are put where nothing else is. In a picture that shows very
much, that may be impossible for some. What could not be drawn as it should is never dropped: the line is drawn straight,
and a label without a place can be read by pointing at its line. The engine `layout-rs` takes very long to order many boxes that
stand side by side; a plainer order with more crossings stands in then, and the usual engine is the better choice.

Show less in one picture: `exclude` parts of it, `collapse` boxes, or declare a view for each part.";

    LARGE = "W1003", "a picture shows more than a reader takes in",
"A picture of more than 60 boxes is drawn as any other, but nobody looks at it for long. What to collapse is offered where that
helps: the boxes whose insides make up most of the picture.

Say `collapse PATH` in the view: the box is drawn without what it holds, and arrows to and from its inside are drawn at the
box, counted. Or show less: `exclude` parts, or declare several views. Where no view is declared, declare one: then only the
declared ones are drawn.";

    GLYPHS = "W1004", "characters that no font has",
"Pictures carry a font of their own, so that they look the same wherever they are shown. It has the letters of Latin, Greek and
Cyrillic, and not those of other scripts, nor emoji. Where something else is written, fonts of yours stand in:

    [diagrams]
    fonts = [\"fonts/NotoSansHebrew.ttf\", \"fonts/NotoSansJP.ttf\"]

The paths are seen from the folder of `archc.toml`; TrueType, OpenType and WOFF files are read. Text is measured with them, and a
picture carries the part that it uses. A character that none of them has is an empty box in a PNG; in an SVG it is drawn
with whatever the reader's system has, and room is kept for it. So this is said where PNGs are made, or fonts are named.";

    SMALLER = "W1005", "a PNG that is smaller than was asked for",
"A PNG has 25 million pixels at the most, as one of 5000 × 5000 has: more takes hundreds of megabytes to draw and to look at. A
picture that would have more is drawn as large as may be, with the same proportions.

Ask for fewer pixels, with `archc build --png 1x` or in `archc.toml`:

    [diagrams]
    scale = 1

Or show less in one picture. The SVG has no such bound, and is sharp at any size.";

    UNDRAWN = "W1006", "a picture that is not drawn",
"A picture of thousands of boxes takes long to lay out, and nobody can read it. What would show more than 2,000 boxes is not
drawn, nor what would show more than 2,000 lines, or between few boxes more than can be told apart: 547 between 60. Tables with many columns
and long texts count as several boxes, and the messages of a flow as one each. A program has 500 pictures at most, and no more when they
show 30,000 boxes and lines together. All else is made as always.

Say `exclude` or `collapse PATH` in the view, or declare a view for each part. Where no view is declared, declare one: then only the
declared ones are drawn.";

    NAME = "E1010", "two objects of one name",
"Names of elements become names of objects in Kubernetes, and some objects have a name made from one: what `expose PORT` opens
is the Service `NAME-public`. Two objects of one kind in one namespace cannot have the same name, nor can two containers of a pod.

```arch
system post {
  service mail { image \"mail:1\"; listen tcp 25; expose tcp 25 }
  service mail-public { image \"mail:1\"; listen tcp 25 }
}
```

Give one of them another name.";

    ENGINE = "E1012", "an engine that cannot be run here",
"A store or broker that nobody else runs needs a container that runs it, and how that is done is known for a number of
engines only: cassandra, elasticsearch, kafka, mariadb, memcached, minio, mongodb, mysql, nats, opensearch, postgres,
rabbitmq, redis, valkey.

```arch
database ledger { engine cockroachdb }
```

Of any other one say yourself how it is run, or that somebody else does (`managed` in an environment):

```arch
database ledger {
  engine cockroachdb
  image \"cockroachdb/cockroach:v24.1.0\"
  listen tcp 26257
  storage 50Gi at /cockroach/cockroach-data
}
```";

    ENGINE_ASSUMED = "W1013", "a store without an engine",
"The store runs in the cluster but does not say as what. The compiler takes the usual product for its kind: postgres for a
database, valkey for a cache, opensearch for search, minio for a bucket, kafka for a broker.

```arch
database orders { storage 10Gi }
```

Say it, so that it stays what it is: `engine postgres 16`.";

    CLUSTER = "E1014", "replicas that would each keep data of their own",
"Several containers of this engine do not become one store by being started side by side: each would have its own data, and a
client would see now this, now that. Engines that do find each other are cassandra, kafka, nats, opensearch and rabbitmq.

```arch
database orders { engine postgres 16; replicas 3 }
```

Keep one replica, or let somebody run it who replicates it: `managed orders \"Amazon RDS\" { endpoint \"…\" }`.";

    SCHEDULE = "E1015", "a span of time that no crontab line says",
"Jobs run at times that a crontab line names, and such a line can say `every 15m` or `every 6h`, but not `every 7m`: it would
begin anew at each full hour. A span must be a number of minutes that divides an hour, of hours that divides a day, one day
(`1d`) or a week (`7d`).

```arch
job report { image \"report:1\"; every 90m }
```

Take such a span, or write the line: `every \"0 */2 * * *\"`.";

    PORTS = "E1017", "ports that stand in each other's way",
"The containers of a pod share one network: a port belongs to one of them. A Service has each port once, too. And the clients
of a store reach its pods themselves, so that its ports keep their numbers.

```arch
service web {
  image \"web:1\"
  listen http 8080
  component proxy { image \"proxy:1\"; listen http 8080 }
}
```

Give one of them another number.";

    SCALE = "E1019", "a load that nothing can be scaled by",
"Deployments are scaled by processor or memory use, by requests, or by messages that wait in kafka, rabbitmq, nats, redis or
valkey. For the latter the workload must receive from that topic or queue, and name it where it receives from several.
Jobs, daemons and stores have a fixed number of replicas.

```arch
worker mailer { image \"mailer:1\"; replicas 1..10 at queue 50 }
```

Say what it receives from: `<- mails`.";

    STORAGE = "E1020", "storage that cannot be kept",
"`storage` is kept on a disk that follows the workload. It needs a path in the container, unless an engine knows its own; and
what runs on every node cannot have it.

```arch
service files { image \"files:1\"; listen http 80; storage 10Gi }
```

Name the path: `storage 10Gi at /srv/files`.";

    ROOT = "W1022", "something runs as root",
"`user 0` is root. The restricted Pod Security Standard, which namespaces enforce, refuses that, so this namespace enforces the
weaker baseline standard for all that is in it.

```arch
service web { image \"web:1\"; listen http 80; user 0 }
```

Give the image a user of its own, and name it here: `user 10001`. Low ports need no root.";

    PATCH = "E1023", "a patch that cannot be read",
"A patch is a YAML map: a piece of the object, with what is to change in it.

```arch
service web { image \"web:1\"; listen http 80; patch Deployment \"spec: [\" }
```

It is written as it stands in the object, from the top:

```arch
service web {
  image \"web:1\"
  listen http 80
  patch Deployment \"\"\"
    spec:
      template:
        spec:
          priorityClassName: high
  \"\"\"
}
```";

    PATCH_MISSES = "E1024", "a patch that hits nothing",
"The element makes no object of this kind (or none of the name in the patch's `metadata`), or the patch names a container that
is not there. A patch without an effect is worse than an error: everybody believes that it works.

```arch
service web { image \"web:1\"; listen http 80; patch StatefulSet \"spec: { minReadySeconds: 10 }\" }
```

Containers are called like their elements. Where an element makes several objects of a kind, `metadata: { name: … }` in the
patch says which is meant; else it is the first.";

    BACKUP = "W1025", "a backup that nothing makes",
"`backup` becomes a job that dumps the store to a disk of its own, for the engines that can be dumped as a whole: mariadb,
mongodb, mysql and postgres. Others have ways of their own, which depend on where the copy is to go.

```arch
search catalog { engine opensearch 2.19; storage 50Gi; backup every 1d keep 14d }
```

Write a `job` that does it, or let somebody run the store who does.";

    PATCH_FOLDER = "E1026", "a folder of patches that would not count",
"Patches that you write yourself lie beside the program, in a folder for each environment. The environment's `kustomization.yaml`
refers to that folder, after its own changes, if it is there.

    kubernetes-patches/production/kustomization.yaml

    apiVersion: kustomize.config.k8s.io/v1alpha1
    kind: Component
    patches:
    - path: orders.yaml

It must be called like an environment in which something runs, have a `kustomization.yaml`, and be a `Component`: a
`Kustomization` would bring things of its own, and cannot change what others bring.";

    UNMEASURED = "W1027", "a promise that nothing measures",
"What is promised is measured by counting requests, and how many of them failed or came late. That is done where http or grpc is
spoken, and read over http: at the port that `metrics` names, the one that is called so, or the first that speaks http.

```arch
worker mailer { image \"mailer:1\"; slo availability 99.9% }
```

Say where its metrics are read, `listen http 9090 as metrics`, promise it of what calls it, or take the promise away.";

    VIA = "E1028", "an operator that does not run this",
"`via` hands a store or broker to an operator of the cluster, which runs one engine: cnpg runs postgres, strimzi runs kafka.

```arch
cache sessions { engine valkey 8; storage 1Gi; via cnpg }
```

Take the `via` away, or say the engine that the operator runs. `via` on the `deploy` of a box counts for those stores in it that the
operator runs.";

    SINGLE = "W1029", "data that one replica alone holds",
"In an environment that extends no other, which is the one that counts, a store runs once: while its node is being replaced nobody
reaches its data, and if its disk is lost so are they.

```arch
system shop { database orders { engine postgres 16 } }
environment production { namespace shop { deploy shop } }
```

Give it more replicas, let an operator replicate it (`via cnpg`, `via strimzi`), have it `managed` by somebody who does, or say that you
mean it: `replicas 1`.";

    OLDER = "W1030", "a document that leaves something out",
"`archc.toml` asks for documents in OpenAPI 3.0, and that has no word for something that the program says: a client
certificate as the way to prove who calls, or the media type of bytes inside of JSON. The document says all the rest.

    [openapi]
    version = \"3.0\"

Take `version = \"3.1\"`, or tell the document's readers in another way: in a description (`///`).";

    NO_EXAMPLE = "W1031", "a pattern without an example",
"Whoever reads a document wants to see a text that fits a pattern, and mock servers answer with it. For most patterns one is
made, the same at each build. For some that cannot be done: the pattern looks ahead or back, refers to what it matched before, or
fits nothing within the limits of the length.

```arch
type Token = string @pattern(\"(?=.*[0-9])[a-z0-9]{8}\")
service login {
  image \"login:1\"
  listen http 8080
  api v1 { newToken: POST /tokens -> 201 Token }
}
```

Give one: `@pattern(\"…\") @example(\"abcdefg1\")`.";

    LOCK = "E1050", "the file of protobuf numbers cannot be read",
"`archc.proto.lock` holds the number of each protobuf field and enum value, so that it stays the same for ever, and the
numbers of those that are gone, so that no other gets them. `archc build` writes it; it is committed beside the program.

    [message.\"shop.orders.v1.Order\"]
    id = 1
    note = { reserved = [2] }
    total = 3

It was edited or merged into something else. Where two branches each added a field, take the lines of both, and give
the field that nobody uses yet a number of its own.";

    LOCKED = "E1051", "a protobuf number that another field has",
"`@field` asks for a number that another field or enum value has had since an earlier build, as `archc.proto.lock` says. It would
have to get another one, and whoever knows it by its number would read something else.

    type Order {
      id:    uuid
      note:  string @field(3)  // an error if `total` got 3 in an earlier build
      total: string
    }

Take a number that is free. The number of a field that is gone may be taken: that is how a field gets another name.";
}
